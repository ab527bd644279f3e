import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/shared/shell-word.ts';

test.each(['reports/20261121-a', 'my reports', `it's "my" $HOME`, '`ls`; a\\b', ''])('a shell reads %j back as it was', (text) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
});

test('a path of every day stays without quotes', () => {
  expect(shellWord('reports/20261121-234829-base-c8de')).toBe('reports/20261121-234829-base-c8de');
});
