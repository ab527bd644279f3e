import type { AgentCommand, NumberedCommand, SessionRequest } from '../../protocol.ts';
import { BadRequest, listField, numberField, textField } from './body.ts';

/** Written by hand: a schema library would be larger than the rest of the agent. */
export function parseSessionRequest(body: Record<string, unknown>): SessionRequest {
  const hz = numberField(body, 'hz');
  if (hz < 1 || hz > 100) throw new BadRequest(400, 'hz must lie between 1 and 100');
  return { id: textField(body, 'id'), hz, kernelLog: body.kernelLog === true };
}

export function parseCommands(body: Record<string, unknown>): NumberedCommand[] {
  return listField(body, 'commands').map((raw) => {
    const numbered = asObject(raw);
    return { n: numberField(numbered, 'n'), command: parseCommand(asObject(numbered.command)) };
  });
}

export function parsePodUids(body: Record<string, unknown>): readonly string[] {
  const uids = listField(body, 'podUids');
  if (uids.every((uid) => typeof uid === 'string')) return uids;
  throw new BadRequest(400, 'podUids must be texts');
}

function parseCommand(raw: Record<string, unknown>): AgentCommand {
  const type = textField(raw, 'type');
  if (type === 'claim') return { type, podUid: textField(raw, 'podUid') };
  if (type === 'forget') return { type, podUid: textField(raw, 'podUid'), containerId: textField(raw, 'containerId') };
  if (type === 'phase') return { type, name: textField(raw, 'name') };
  if (type === 'settle') return { type, id: numberField(raw, 'id') };
  if (type === 'stop') return { type };
  throw new BadRequest(400, `no command is called ${type}`);
}

function asObject(raw: unknown): Record<string, unknown> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw new BadRequest(400, 'an object is missing');
}
