import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';

/** `lib.ExecutionStatusPausedBeforeRun` (k6 lib/execution.go): every VU is initialised, nothing has been sent. */
const pausedBeforeRun = 4;
const answerMs = 2000;
/** A generator short of CPU answers late: a release that is given up makes a whole recording worthless. */
const releaseTries = 5;

class NoAnswer extends Error {}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A port of the loopback interface that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function ask(port: number, method: 'GET' | 'PATCH', timeoutMs: number, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // agent false: a connection kept open would make k6 wait for it when it shuts its server down.
    const call = request({ host: '127.0.0.1', port, path: '/v1/status', method, agent: false, timeout: timeoutMs }, (response) => {
      const parts: string[] = [];
      response.setEncoding('utf8').on('data', (part: string) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parts.join('') }));
    });
    call.on('timeout', () => call.destroy(new NoAnswer(`k6 did not answer within ${timeoutMs} ms`)));
    call.on('error', reject);
    call.end(body);
  });
}

/** Whether k6 has initialised everything and waits to be released; false also while nobody answers yet. */
export async function isWaiting(port: number): Promise<boolean> {
  const answer = await ask(port, 'GET', answerMs).catch(() => undefined);
  if (answer?.status !== 200) return false;
  const { data } = JSON.parse(answer.body) as { data: { attributes: { status: number } } };
  return data.attributes.status >= pausedBeforeRun;
}

/** Lets a paused k6 begin; to be asked twice does it no harm. Throws with its answer when it refuses, is gone, or stays silent at every try. */
export async function unpause(port: number, timeoutMs = answerMs, tries = releaseTries): Promise<void> {
  const wish = JSON.stringify({ data: { type: 'status', id: 'default', attributes: { paused: false } } });
  const answer = await ask(port, 'PATCH', timeoutMs, wish).catch((error: Error) => {
    if (error instanceof NoAnswer && tries > 1) return undefined;
    throw error;
  });
  if (!answer) return unpause(port, timeoutMs, tries - 1);
  if (answer.status !== 200) throw new Error(`k6 refused to begin (HTTP ${answer.status}): ${answer.body.slice(0, 200)}`);
}
