import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createLoadServer, LoadDesk } from './server.ts';

const checkMs = 5000;
/** A pod that nobody has asked for so long is of a run that is gone. */
const forgottenMs = 3600_000;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'token-file': { type: 'string', default: '' },
    k6: { type: 'string', default: 'k6' },
    'work-dir': { type: 'string', default: '.' },
    'tools-dir': { type: 'string' },
  },
});
const desk = new LoadDesk({ k6Path: values.k6, workDir: values['work-dir'], env: process.env });
const server = createLoadServer(readFileSync(values['token-file'], 'utf8').trim(), desk);
server.listen(Number(values.port));

/** The process ends when nothing is left to wait for; a k6 that still runs ends with it. */
function leave(): void {
  clearInterval(watch);
  void desk.close();
  server.close();
  server.closeAllConnections();
}

const watch = setInterval(() => {
  desk.stopIfAbandoned();
  if (desk.silentMs > forgottenMs) leave();
}, checkMs);
process.once('SIGTERM', leave);
