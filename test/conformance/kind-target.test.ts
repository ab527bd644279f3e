import { afterAll, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { kindHarness } from './kind-harness.ts';
import { casesFor } from './target-cases.ts';
import { Bench } from './target-harness.ts';

describeWith(['kind', 'kubectl', 'cgroup', 'root'], 'kind target', () => {
  let bench: Bench | undefined;
  afterAll(() => bench?.close());

  for (const { title, run, ownRun } of casesFor(kindHarness)) {
    test(title, async () => {
      // An environment costs an agent and a first start: cases that do not look at the run itself follow each other on one.
      if (ownRun) await bench?.close();
      bench = ownRun || !bench ? new Bench(kindHarness) : bench;
      try {
        await run(bench);
      } finally {
        await bench.clear();
      }
    });
  }
});
