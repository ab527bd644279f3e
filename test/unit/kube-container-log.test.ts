import { createServer, get, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { containerLog } from '../../src/targets/kube/pods/container-log.ts';
import { StampedLines } from '../../src/targets/kube/pods/stamped-lines.ts';

const at = (fraction: string): string => `2026-11-21T12:00:00${fraction}Z`;

describe('lines with stamps', () => {
  it('lose their stamps, wherever the text is cut', () => {
    const whole = `${at('.1')} one\n${at('.12')} two words\n${at('.2')} \n${at('.3')} open`;
    for (let size = 1; size < whole.length; size += 7) {
      const lines = new StampedLines();
      lines.begin();
      let out = '';
      for (let from = 0; from < whole.length; from += size) out += lines.take(whole.slice(from, from + size));
      expect(out).toBe('one\ntwo words\n\nopen');
    }
  });

  it('that a second connection tells again are left out, one that was cut is told whole', () => {
    const lines = new StampedLines();
    lines.begin();
    expect(lines.take(`${at('.1')} one\n${at('.12')} tw`)).toBe('one\ntw');
    expect(lines.since).toBe(at('.1'));
    expect(lines.begin()).toBe('\n');
    expect(lines.take(`${at('')} zero\n${at('.1')} one\n${at('.12')} two\n${at('.2')} three\n`)).toBe('two\nthree\n');
    expect(lines.begin()).toBe('');
    expect(lines.since).toBe(at('.2'));
  });
});

describe('the log of a container', () => {
  let server: Server | undefined;
  afterEach(() => server?.closeAllConnections());

  /** Each connection is answered by the next of the list. */
  async function logOf(answers: readonly RequestListener[]): Promise<{ told: string; asked: (string | undefined)[] }> {
    const left = [...answers];
    const asked: (string | undefined)[] = [];
    server = createServer((request, response) => left.shift()?.(request, response));
    await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const ask = () => new Promise<IncomingMessage>((resolve, reject) => void get({ port, host: '127.0.0.1' }, resolve).on('error', reject));
    const log = containerLog({
      signal: new AbortController().signal,
      retryMs: 1,
      async open(sinceTime) {
        asked.push(sinceTime);
        return left.length === 0 ? undefined : { answer: await ask(), final: left.length === 0 };
      },
    });
    return { told: await text(log), asked };
  }

  it('goes on where it was after the server went away, refused, and came back', async () => {
    const { told, asked } = await logOf([
      (_request, response) => {
        response.write(`${at('.1')} one\n${at('.2')} two\n${at('.3')} thr`, () => response.destroy());
      },
      (request) => void request.socket.destroy(),
      (_request, response) => void response.writeHead(403).end(),
      (_request, response) => void response.end(`${at('.2')} two\n${at('.3')} three\n`),
    ]);
    expect(told).toBe('one\ntwo\nthr\nthree\n');
    expect(asked).toEqual([undefined, at('.2'), at('.2'), at('.2')]);
  });

  it('ends where the server no longer has it', async () => {
    const { told } = await logOf([(_request, response) => void response.end(`${at('.1')} one\n`), (_request, response) => void response.writeHead(404).end()]);
    expect(told).toBe('one\n');
  });
});
