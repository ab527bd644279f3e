const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** Values as one line of text, from zero to the highest: differences are not blown up. Empty for no values. */
export function sparkline(values: readonly number[]): string {
  const finite = values.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0));
  const top = Math.max(...finite, 0);
  return finite.map((value) => blocks[top === 0 ? 0 : Math.min(blocks.length - 1, Math.floor((value / top) * blocks.length))]).join('');
}
