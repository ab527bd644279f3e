import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';
import { afterEach, describe, expect, it } from 'vitest';
import { KubeApi } from '../../src/targets/kube/api/api.ts';
import type { Patience } from '../../src/targets/kube/api/patience.ts';
import { watchLifeline } from '../../src/targets/kube/lifeline.ts';

/** Nothing answers on it (RFC 6335: tcpmux, which nobody runs). */
const deadPort = 1;
/** A server of these tests that answers does so at once; on a busy machine that takes its time. */
const patience = { silenceMs: 10_000, retryMs: 1, totalMs: 500, firstMs: 500, recoveringMs: 60_000, afterwardsMs: 10_000 };
/** For a server that answers nothing at all. */
const short = { silenceMs: 50, afterwardsMs: 50 };

/** Longer than any test: what decides is the number of answers. */
const patientFor = { firstMs: 60_000, totalMs: 60_000 };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** An API server that counts what it is asked. */
async function serve(answer: RequestListener, change: Partial<Patience> = {}): Promise<{ api: KubeApi; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { api: apiAt((server.address() as AddressInfo).port, change), asked };
}

function apiAt(port: number, change: Partial<Patience> = {}): KubeApi {
  const config = new KubeConfig();
  const server = `http://127.0.0.1:${port}`;
  config.loadFromOptions({
    clusters: [{ name: 'c', server, skipTLSVerify: true }],
    users: [{ name: 'u' }],
    contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
    currentContext: 'x',
  });
  return new KubeApi(config, { ...patience, ...change });
}

const fail: RequestListener = (_request, response) => void response.writeHead(503).end('{}');
const silent: RequestListener = () => undefined;
const hangUp: RequestListener = (request) => void request.socket.destroy();

describe('an API server that is away', () => {
  it('is asked again until it is back', async () => {
    let away = 3;
    const { api, asked } = await serve((request, response) => {
      if (away-- > 0) return fail(request, response);
      response.end('{"metadata":{}}');
    }, patientFor);
    await expect(api.call('/x')).resolves.toEqual({ metadata: {} });
    expect(asked).toHaveLength(4);
  });

  it('may deny everything when it comes back, and is asked again; one that was never away is believed', async () => {
    const denied: RequestListener = (_request, response) => void response.writeHead(403).end('{}');
    const answers: RequestListener[] = [denied];
    const { api, asked } = await serve((request, response) => (answers.shift() ?? ((_q, r) => void r.end('{}')))(request, response), patientFor);
    await expect(api.call('/x')).rejects.toThrow(/403/);
    expect(asked).toHaveLength(1);
    answers.push(hangUp, denied, denied);
    await expect(api.call('/x')).resolves.toEqual({});
    expect(asked).toHaveLength(5);
  });

  it('is asked once for each thing after it was given up, and in full again once it answered', async () => {
    let away = false;
    const { api, asked } = await serve((request, response) => (away ? hangUp(request, response) : void response.end('{}')));
    await api.call('/before');
    away = true;
    await expect(api.call('/first')).rejects.toThrow(/socket hang up/);
    expect(asked.filter((url) => url === '/first').length).toBeGreaterThan(1);
    await expect(api.call('/second')).rejects.toThrow(/socket hang up/);
    expect(asked.filter((url) => url === '/second')).toHaveLength(1);
    away = false;
    await api.call('/back');
    away = true;
    await expect(api.call('/third')).rejects.toThrow(/socket hang up/);
    expect(asked.filter((url) => url === '/third').length).toBeGreaterThan(1);
  });

  it('that never was is given up', async () => {
    await expect(apiAt(deadPort).call('/x')).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('the lifeline of a run', () => {
  /** Time goes on with each request: two that fail are longer than what is borne. */
  const start = async (answer: RequestListener) => {
    const { api, asked } = await serve(answer, answer === silent ? short : {});
    return watchLifeline({ api, namespace: 'run', clock: () => asked.length * 40, times: { everyMs: 1, longestOutageMs: 50 } });
  };

  it.each<[string, RequestListener, RegExp]>([
    ['a cluster that answers nothing any more', silent, /the cluster stopped answering \d+ s ago: no answer within/],
    ['a cluster that hangs up', hangUp, /the cluster stopped answering/],
    [
      'a namespace that is being deleted',
      (_q, response) => void response.end('{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}}'),
      /somebody deleted the namespace run/,
    ],
    ['a namespace that is gone', (_q, response) => void response.writeHead(404).end('{"kind":"Status"}'), /somebody deleted the namespace run/],
  ])('breaks for %s', async (_what, answer, message) => {
    const lifeline = await start(answer);
    const error = await lifeline.broken;
    lifeline.stop();
    expect(error).toMatchObject({ code: 'target-failed', message: expect.stringMatching(message), hint: expect.stringContaining('--resume') });
  });

  it('says at the end what it has not said yet', async () => {
    let away = false;
    const { api } = await serve((request, response) => (away ? hangUp(request, response) : void response.end('{"metadata":{}}')));
    const lifeline = watchLifeline({ api, namespace: 'run', clock: () => performance.now(), times: { everyMs: 1, longestOutageMs: 3_600_000 } });
    await expect(lifeline.check()).resolves.toBeUndefined();
    away = true;
    await expect(lifeline.check()).resolves.toMatchObject({ message: expect.stringMatching(/the cluster stopped answering/) });
    lifeline.stop();
  });

  it('holds through an outage that ends', async () => {
    let asked = 0;
    const { promise: enough, resolve } = Promise.withResolvers<'enough'>();
    const lifeline = await start((request, response) => {
      asked += 1;
      if (asked > 20) resolve('enough');
      if (asked % 2 === 0) return hangUp(request, response);
      response.end('{"metadata":{}}');
    });
    await expect(Promise.race([lifeline.broken, enough])).resolves.toBe('enough');
    lifeline.stop();
  });
});
