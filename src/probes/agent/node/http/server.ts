import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tokenHeader } from '../../protocol.ts';
import { BadRequest, readBody } from './body.ts';
import { type AgentAnswer, type AgentServices, answer } from './routes.ts';

/** Serves a runner that knows the token, and to everybody else only that it is there. */
export function createAgentServer(token: string, services: AgentServices): Server {
  return createServer((request, response) => {
    serve(request, token, services).then(
      (found) => send(response, 200, found),
      (error: unknown) => send(response, error instanceof BadRequest ? error.status : 500, { error: (error as Error).message }),
    );
  });
}

async function serve(request: IncomingMessage, token: string, services: AgentServices): Promise<AgentAnswer> {
  const url = new URL(request.url ?? '/', 'http://agent');
  const path = url.pathname.split('/').filter(Boolean).map(decodeURIComponent);
  if (path[0] === 'healthz') return {};
  if (!sameText(String(request.headers[tokenHeader] ?? ''), token)) throw new BadRequest(403, 'the token is missing or wrong');
  return answer({ method: request.method ?? 'GET', path, query: url.searchParams, body: () => readBody(request) }, services);
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, found: AgentAnswer): void {
  const bytes = Buffer.isBuffer(found) ? found : Buffer.from(JSON.stringify(found));
  const type = Buffer.isBuffer(found) ? 'application/x-ndjson' : 'application/json';
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes);
}
