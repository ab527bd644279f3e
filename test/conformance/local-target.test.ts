import { afterEach, expect, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { localHarness } from './local-harness.ts';
import { casesFor } from './target-cases.ts';
import { runs } from './target-cases-lifecycle.ts';
import { orphan } from './target-cases-remains.ts';
import { Bench } from './target-harness.ts';

describeWith(['cgroup'], 'local target', () => {
  let bench: Bench | undefined;
  afterEach(() => bench?.close());

  for (const { title, run } of casesFor(localHarness)) {
    test(title, async () => {
      bench = new Bench(localHarness);
      await run(bench);
    });
  }

  test('the main process dies with its owner, before any clean-up', async () => {
    bench = new Bench(localHarness);
    const [main] = (await orphan(bench)) as [number];
    while (runs(main)) await new Promise((resolve) => setTimeout(resolve, 20));
    await bench.target.removeRemains([{ runId: bench.runId, what: 'the rest' }]);
    expect(localHarness.leftovers(bench.runId)).toEqual([]);
  });
});
