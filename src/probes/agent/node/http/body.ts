import type { IncomingMessage } from 'node:http';

/** Commands and lists of pods are short. */
const maxBodyBytes = 1024 * 1024;

/** A request that cannot be served as it is; `status` is what HTTP calls it. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The JSON object in a request's body. Throws `BadRequest`. */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) throw new BadRequest(413, 'the body is too long');
    chunks.push(chunk as Buffer);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new BadRequest(400, 'the body is no JSON object');
}

/** A field of that type. Throws `BadRequest` that names it. */
export function textField(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string' || value === '') throw new BadRequest(400, `${name} must be a text`);
  return value;
}

export function numberField(body: Record<string, unknown>, name: string): number {
  const value = body[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadRequest(400, `${name} must be a number`);
  return value;
}

export function listField(body: Record<string, unknown>, name: string): readonly unknown[] {
  const value = body[name];
  if (!Array.isArray(value)) throw new BadRequest(400, `${name} must be a list`);
  return value;
}
