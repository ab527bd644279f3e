import { afterEach, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { dockerHarness } from './docker-harness.ts';
import { casesFor } from './target-cases.ts';
import { Bench } from './target-harness.ts';

describeWith(['docker', 'cgroup'], 'docker target', () => {
  let bench: Bench | undefined;
  afterEach(() => bench?.close());

  for (const { title, run } of casesFor(dockerHarness)) {
    test(title, async () => {
      bench = new Bench(dockerHarness);
      await run(bench);
    });
  }
});
