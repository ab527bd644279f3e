import { expect, test } from 'vitest';
import { LogTail } from '../../src/targets/machine/log-tail.ts';

const numbered = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

test('one stream shows its last 20 lines', () => {
  const tail = new LogTail();
  tail.stream()(numbered(40));
  expect(tail.lines()).toHaveLength(20);
  expect(tail.lines()[0]).toBe('line 21');
});

test('an error that arrived before forty lines of another stream is still shown, and takes no more room than it needs', () => {
  const tail = new LogTail();
  const [out, err] = [tail.stream(), tail.stream()];
  err('cannot find the database\n');
  out(numbered(40));
  expect(tail.lines()).toEqual(['cannot find the database', ...numbered(40).split('\n').slice(21, 40)]);
});

test('lines of one stream that come in pieces are not mixed with those of another', () => {
  const tail = new LogTail();
  const [out, err] = [tail.stream(), tail.stream()];
  out('list');
  err('warn');
  out('ening\n');
  err('ing');
  expect(tail.lines()).toEqual(['listening', 'warning']);
});

test('streams of attempts long past are forgotten', () => {
  const tail = new LogTail();
  for (let attempt = 1; attempt <= 5; attempt += 1) tail.stream()(`attempt ${attempt}\n`);
  expect(tail.lines()).toEqual(['attempt 2', 'attempt 3', 'attempt 4', 'attempt 5']);
});
