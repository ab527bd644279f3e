import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'];
const markName = 'HIGHWATER_LAUNCHED_BY';
/** Two of the same signal closer than this are one: a terminal or `timeout` signals the whole process group, and the launcher passes its own on. */
const echoMs = 150;

/** Runs `command` in this process's stead: same streams, signals passed on, and its exit code or signal becomes ours. Never returns. */
export function become(command, args, env) {
  return new Promise((_, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env: { ...env, [markName]: String(process.pid) } });
    for (const signal of forwarded) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === null) process.exit(code);
      for (const name of forwarded) process.removeAllListeners(name);
      process.kill(process.pid, signal);
      // Only reached where the signal's default is to do nothing.
      process.exit(128 + constants.signals[signal]);
    });
  });
}

/** In a process started by `become`: swallows the echo of a signal that came both from the terminal and through the launcher. */
export function ignoreSignalEchoes(env) {
  if (env[markName] !== String(process.ppid)) return;
  delete process.env[markName];
  const lastMs = new Map();
  const emit = process.emit;
  process.emit = function emitOnce(name, ...rest) {
    if (forwarded.includes(name)) {
      const nowMs = performance.now();
      const echo = nowMs - (lastMs.get(name) ?? Number.NEGATIVE_INFINITY) < echoMs;
      lastMs.set(name, nowMs);
      if (echo) return true;
    }
    return emit.call(this, name, ...rest);
  };
}
