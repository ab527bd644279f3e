// Runs inside the emulated machine, next to the cgroup it was started in, and prints as JSON what the kernel does there.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MiB = 2 ** 20;
const own = join('/sys/fs/cgroup', /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))[1]);
const parent = process.getuid() === 0 ? '/sys/fs/cgroup' : own;

function handDownMemory() {
  if (parent !== own) return;
  // Controllers are handed down only by a cgroup without processes of its own.
  mkdirSync(join(own, 'self'));
  for (const pid of readFileSync(join(own, 'cgroup.procs'), 'utf8').trim().split('\n')) writeFileSync(join(own, 'self', 'cgroup.procs'), pid);
  writeFileSync(join(own, 'cgroup.subtree_control'), '+memory');
}

/** A Node that holds `holdMiB` and stays until it is killed, in cgroup `dir` before it allocates. Resolves when it holds them, or is gone. */
function hold(dir, holdMiB) {
  const code = `const held = Buffer.alloc(${holdMiB} * ${MiB}, 1); process.stdout.write('held'); setInterval(() => held, 1e6);`;
  const enter = ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', dir, process.execPath, '-e', code];
  const child = spawn('/bin/bash', enter, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.on('exit', (exitCode, signal) => resolve({ exitCode, signal })));
  const held = new Promise((resolve) => child.stdout.once('data', () => resolve(true)));
  return { child, exited, held: Promise.race([held, exited.then(() => false)]) };
}

/** memory.peak covers what came after a write to it, but only for those who read through the file it was written to. */
async function peakReset(dir) {
  mkdirSync(dir);
  const holder = hold(dir, 64);
  if (!(await holder.held)) throw new Error('the holder died');
  holder.child.kill('SIGKILL');
  await holder.exited;
  const fd = openSync(join(dir, 'memory.peak'), 'r+');
  const before = readNumber(fd);
  writeSync(fd, 'reset');
  const after = readNumber(fd);
  closeSync(fd);
  const forOthers = Number(readFileSync(join(dir, 'memory.peak'), 'utf8'));
  rmdirSync(dir);
  return { before, after, forOthers };
}

function readNumber(fd) {
  const buffer = Buffer.alloc(64);
  return Number(buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0)));
}

async function killAtLimit(dir) {
  mkdirSync(dir);
  writeFileSync(join(dir, 'memory.max'), String(64 * MiB));
  const holder = hold(dir, 256);
  const exit = await holder.exited;
  const local = readFileSync(join(dir, 'memory.events.local'), 'utf8');
  rmdirSync(dir);
  return { ...exit, oomKills: Number(/^oom_kill (\d+)$/m.exec(local)[1]) };
}

handDownMemory();
const facts = {
  uid: process.getuid(),
  node: process.versions.node,
  controllers: readFileSync(join(parent, 'cgroup.controllers'), 'utf8').trim().split(' '),
  pressure: readFileSync('/proc/pressure/memory', 'utf8').startsWith('some '),
  peak: await peakReset(join(parent, 'highwater-facts-peak')),
  kill: await killAtLimit(join(parent, 'highwater-facts-kill')),
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
