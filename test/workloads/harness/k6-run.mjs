import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The levels one after the other as constant arrival rates, in the order given. */
function scenariosOf(rates, holdMs, timeoutMs) {
  const entries = rates.map((rate, index) => [
    `level_${index}`,
    {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${holdMs}ms`,
      startTime: `${index * holdMs}ms`,
      // Little's law with the longest answer that still counts as an answer.
      preAllocatedVUs: Math.ceil(rate * (timeoutMs / 1000)),
      gracefulStop: `${timeoutMs}ms`,
    },
  ]);
  return Object.fromEntries(entries);
}

function wrapperText(script, options, summaryFile, seed) {
  return `import { randomSeed } from 'k6';
import * as user from ${JSON.stringify(script)};
export const options = ${JSON.stringify(options)};
randomSeed(${seed} + __VU);
export const setup = () => user.setup && user.setup();
export const teardown = (data) => user.teardown && user.teardown(data);
export default (data) => user.default(data);
export const handleSummary = (data) => ({ ${JSON.stringify(summaryFile)}: JSON.stringify(data.metrics) });
`;
}

function resultOf(summaryFile) {
  const none = { requests: 0, failedRequests: 0, droppedIterations: 0, p99Ms: null };
  if (!existsSync(summaryFile)) return none;
  const metrics = JSON.parse(readFileSync(summaryFile, 'utf8'));
  return {
    requests: metrics.http_reqs?.values.count ?? 0,
    // A rate of failures: its `passes` are the requests that failed.
    failedRequests: metrics.http_req_failed?.values.passes ?? 0,
    droppedIterations: metrics.dropped_iterations?.values.count ?? 0,
    p99Ms: metrics.http_req_duration?.values['p(99)'] ?? null,
  };
}

/** Starts k6 over a user's script. `ended` resolves with what it counted; `stop()` aborts it. */
export function startK6({ k6, script, url, rates, holdMs, timeoutMs, seed, workDir }) {
  const summaryFile = join(workDir, 'summary.json');
  const wrapper = join(workDir, 'wrapper.js');
  const options = { scenarios: scenariosOf(rates, holdMs, timeoutMs), summaryTrendStats: ['p(99)', 'max'] };
  writeFileSync(wrapper, wrapperText(script, options, summaryFile, seed));
  const env = { ...process.env, TARGET_URL: url, K6_AUTO_EXTENSION_RESOLUTION: 'false' };
  const child = spawn(k6, ['run', '--quiet', '--no-usage-report', wrapper], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log = (log + text).slice(-4000);
  });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve({ k6ExitCode: code, ...resultOf(summaryFile), log }));
  });
  return { ended, stop: () => child.kill('SIGTERM') };
}
