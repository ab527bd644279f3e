import { spawn } from 'node:child_process';

const keptChars = 100_000;
const shownLines = 12;

/** Runs a program to its end without showing it; rejects with what it said about its failure. */
export function runQuietly(command, args, { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(0, keptChars);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${complaintsIn(output)}`));
    });
  });
}

/** npm says what is wrong in its first lines and explains its options in the last hundred. */
function complaintsIn(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(0, shownLines).join('\n');
}
