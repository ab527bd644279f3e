import { afterEach, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { localHarness } from './local-harness.ts';
import { targetCases } from './target-cases.ts';
import { Bench } from './target-harness.ts';

describeWith(['cgroup'], 'local target', () => {
  let bench: Bench | undefined;
  afterEach(() => bench?.close());

  for (const { title, run } of targetCases) {
    test(title, async () => {
      bench = new Bench(localHarness);
      await run(bench);
    });
  }
});
