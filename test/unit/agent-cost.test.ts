import { expect, test } from 'vitest';
import { absenceText, lastEventMs } from '../../src/probes/agent/node/session/gap-text.ts';
import { AgentCost } from '../../src/probes/agent/runner/agent-cost.ts';

const told = (t: number, cpuUs: number) => ({ kind: 'agent', t, node: 'n', cpuUs, rssBytes: 90 * 2 ** 20, spoolBytes: 0 }) as const;

test('the cost of an agent is its CPU time between what it told, also over a restart', () => {
  const steady = new AgentCost();
  for (const event of [told(5000, 400_000), told(10_000, 450_000), told(15_000, 500_000)]) steady.take(event);
  expect(steady.describe('n')).toBe('the agent on n took 1.0 % of a core and 90 MiB');
  const restarted = new AgentCost();
  for (const event of [told(5000, 400_000), told(10_000, 450_000), told(15_000, 50_000)]) restarted.take(event);
  expect(restarted.describe('n')).toBe('the agent on n took 1.0 % of a core and 90 MiB');
});

test('an agent that was away says that samples and the kernel log are missing, the log only where it was to be heard', () => {
  const heard = JSON.parse(`{"seq":1,${absenceText(1000, 3000, { hz: 20, kernelLog: true })}`);
  expect(heard.events).toMatchObject([
    { kind: 'gap', fromMs: 1000, toMs: 3000, missed: 40 },
    { kind: 'kernel-log', state: 'overrun' },
  ]);
  const unheard = `{"seq":1,${absenceText(1000, 3000, { hz: 20, kernelLog: false })}`;
  expect(JSON.parse(unheard).events).toHaveLength(1);
  expect(lastEventMs(unheard)).toBe(3000);
});
