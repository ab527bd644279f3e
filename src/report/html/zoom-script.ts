/**
 * Looking closer at a chart: drag over a stretch, or use the buttons or keys. Without scripts the charts stay as they are, whole, with their tables.
 * It only moves what is drawn: planes get another window, signs another place, axes new marks. Text reaches the page as text content alone.
 */
export const zoomScript = `'use strict';
(() => {
const MiB = 1048576, make = (name, attributes, parent) => {
  const node = document.createElementNS(/^(svg|g|line|rect|text)$/.test(name) ? 'http://www.w3.org/2000/svg' : 'http://www.w3.org/1999/xhtml', name);
  for (const key in attributes) node.setAttribute(key, attributes[key]);
  if (parent) parent.append(node);
  return node;
};
const steps = {
  time: (span) => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 72e5, 144e5, 432e5, 864e5].find((s) => span / s <= 8) || span / 8,
  memory: (span) => { let s = MiB / 1024; while (span / s > 5) s *= 2; return s; },
  number: (span) => { const p = 10 ** Math.floor(Math.log10(span / 6)); return [1, 2, 5, 10].map((f) => f * p).find((s) => s >= span / 6); },
};
const trim = (value, digits) => String(Number(value.toFixed(digits)));
const labels = {
  time: (ms) => { const s = ms / 1e3; return ms === 0 ? '0' : s < 60 ? trim(s, 3) + 's' : s < 3600 ? trim(Math.floor(s / 60), 0) + 'm' + trim(s % 60, 1) + 's' : Math.floor(s / 3600) + 'h' + trim((s % 3600) / 60, 1) + 'm'; },
  memory: (bytes) => trim(bytes / MiB, 3) + 'Mi',
  number: (value) => trim(value, 3),
};
function axisOf(text) {
  if (!text) return undefined;
  const [kind, from, to] = text.split(' ');
  return { kind, from: Number(from), to: Number(to), low: Number(from), high: Number(to) };
}
function zoomable(figure) {
  const svg = figure.querySelector('svg.chart[data-plot]');
  if (!svg) return;
  const [left, right, top, bottom] = svg.dataset.plot.split(' ').map(Number);
  const x = axisOf(svg.dataset.x), y = axisOf(svg.dataset.y);
  const planes = [...svg.querySelectorAll('svg.plane')].map((node) => ({ node, box: node.getAttribute('viewBox').split(' ').map(Number) }));
  const signs = [...svg.querySelectorAll('g.at')].map((node) => ({ node, at: node.dataset.at.split(' ').map(Number), room: (node.dataset.room || '').split(' ').map(Number) }));
  const whole = { x: svg.querySelector('.x-axis').innerHTML, y: y && svg.querySelector('.y-axis').innerHTML };
  const part = (axis) => (axis.high - axis.low) / (axis.to - axis.from);
  const moved = (axis, pixel, start, end) => start + ((axis.from + (pixel - start) / (end - start) * (axis.to - axis.from)) - axis.low) / (axis.high - axis.low) * (end - start);
  function marks(name, axis, start, end, draw) {
    const group = svg.querySelector('.' + name);
    if (part(axis) === 1) { group.innerHTML = whole[name[0]]; return; }
    group.replaceChildren();
    const step = steps[axis.kind](axis.high - axis.low);
    for (let value = Math.ceil(axis.low / step) * step; value <= axis.high; value += step) draw(group, start + (value - axis.low) / (axis.high - axis.low) * (end - start), labels[axis.kind](value));
  }
  function draw() {
    for (const { node, box } of planes) {
      const inner = [left + (x.low - x.from) / (x.to - x.from) * (right - left), (right - left) * part(x)];
      const high = y ? [top + (y.to - y.high) / (y.to - y.from) * (bottom - top), (bottom - top) * part(y)] : [box[1], box[3]];
      node.setAttribute('viewBox', [inner[0], high[0], inner[1], high[1]].join(' '));
    }
    for (const { node, at, room } of signs) {
      const to = [moved(x, at[0], left, right), at.length > 1 && y ? moved(y, at[1], bottom, top) : at[1]];
      const inside = to[0] >= left - 1 && to[0] <= right + 1 && (to[1] === undefined || (to[1] >= top - 1 && to[1] <= bottom + 1));
      const fits = room.length < 2 || room[0] / part(x) >= room[1];
      node.setAttribute('visibility', inside && fits ? 'visible' : 'hidden');
      node.setAttribute('transform', 'translate(' + (to[0] - at[0]) + ' ' + (to[1] === undefined ? 0 : to[1] - at[1]) + ')');
    }
    const grid = svg.querySelector('.x-axis').hasAttribute('data-grid');
    marks('x-axis', x, left, right, (group, at, label) => {
      make('line', { x1: at, y1: grid ? top : bottom, x2: at, y2: bottom + (grid ? 0 : 5), class: grid ? 'grid' : 'tick' }, group);
      make('text', { x: at, y: bottom + (grid ? 16 : 18), 'text-anchor': 'middle', class: 'axis' }, group).textContent = label;
    });
    if (y) marks('y-axis', y, bottom, top, (group, at, label) => {
      make('line', { x1: left, y1: at, x2: right, y2: at, class: 'grid' }, group);
      make('text', { x: left - 8, y: at + 4, 'text-anchor': 'end', class: 'axis' }, group).textContent = label;
    });
    for (const button of bar.querySelectorAll('[data-zoomed]')) button.disabled = part(x) === 1 && (!y || part(y) === 1);
  }
  function show(axis, low, high) {
    const span = Math.min(axis.to - axis.from, Math.max(high - low, (axis.to - axis.from) / 500));
    axis.low = Math.min(Math.max(low, axis.from), axis.to - span);
    axis.high = axis.low + span;
  }
  const acts = {
    in: () => scale(0.5), out: () => scale(2), back: () => pan(-0.25), on: () => pan(0.25),
    whole: () => { for (const axis of [x, y]) if (axis) show(axis, axis.from, axis.to); },
  };
  function scale(factor) { for (const axis of [x, y]) if (axis) { const middle = (axis.low + axis.high) / 2, half = (axis.high - axis.low) / 2 * factor; show(axis, middle - half, middle + half); } }
  function pan(share) { const by = (x.high - x.low) * share; show(x, x.low + by, x.high + by); }
  const title = svg.querySelector('title').textContent;
  const bar = make('div', { class: 'zoom', role: 'group', 'aria-label': 'Look closer: ' + title });
  for (const [act, text] of [['in', 'Closer'], ['out', 'Further'], ['back', '\\u25c0 Before'], ['on', 'After \\u25b6'], ['whole', 'Whole']]) {
    const button = make('button', { type: 'button', ...(act === 'in' ? {} : { 'data-zoomed': '' }) }, bar);
    button.textContent = text;
    button.addEventListener('click', () => { acts[act](); draw(); });
  }
  make('span', {}, bar).textContent = 'or drag over a stretch';
  const scroll = figure.querySelector('.scroll');
  scroll.before(bar);
  scroll.addEventListener('keydown', (event) => {
    const act = { '+': 'in', '=': 'in', '-': 'out', '0': 'whole' }[event.key] || (event.shiftKey && { ArrowLeft: 'back', ArrowRight: 'on' }[event.key]);
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault(); acts[act](); draw();
  });
  dragging(svg, [left, right, top, bottom], Boolean(y), (a, b) => {
    const value = (axis, pixel, start, end) => axis.low + (pixel - start) / (end - start) * (axis.high - axis.low);
    show(x, value(x, Math.min(a.x, b.x), left, right), value(x, Math.max(a.x, b.x), left, right));
    if (y) show(y, value(y, Math.max(a.y, b.y), bottom, top), value(y, Math.min(a.y, b.y), bottom, top));
    draw();
  });
  svg.addEventListener('dblclick', () => { acts.whole(); draw(); });
  draw();
}
function dragging(svg, [left, right, top, bottom], both, chosen) {
  let start, box;
  const place = (event) => { const p = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse()); return { x: Math.min(Math.max(p.x, left), right), y: Math.min(Math.max(p.y, top), bottom), inside: p.x >= left && p.x <= right && p.y >= top - 20 && p.y <= bottom + 90 }; };
  svg.addEventListener('pointerdown', (event) => { const at = place(event); if (event.button === 0 && event.pointerType !== 'touch' && at.inside) { start = at; event.preventDefault(); svg.parentNode.focus(); } });
  addEventListener('pointermove', (event) => {
    if (!start) return;
    const at = place(event);
    box = box || make('rect', { class: 'chosen' }, svg);
    for (const [key, value] of Object.entries({ x: Math.min(start.x, at.x), width: Math.abs(at.x - start.x), y: both ? Math.min(start.y, at.y) : top, height: both ? Math.abs(at.y - start.y) : bottom - top })) box.setAttribute(key, value);
  });
  addEventListener('pointerup', (event) => {
    const from = start, drawn = box;
    start = box = undefined;
    if (drawn) drawn.remove();
    const at = from && drawn && place(event);
    if (at && Math.abs(at.x - from.x) > 4 && (!both || Math.abs(at.y - from.y) > 4)) chosen(from, at);
  });
}
function readable(figure) {
  const svg = figure.querySelector('svg.chart'), scroll = figure.querySelector('.scroll');
  const things = svg ? [...svg.querySelectorAll('title')].filter((title) => title.parentNode !== svg && !/^phase/.test(title.parentNode.getAttribute('class'))).map((title) => ({ node: title.parentNode, text: title.textContent })) : [];
  if (things.length === 0) return;
  const output = make('p', { class: 'reading', 'aria-live': 'polite' });
  const hint = output.textContent = 'Point at the chart, or focus it and use the arrow keys, to read its values.';
  scroll.after(output);
  let at = -1;
  const read = (index) => {
    const before = things[at], now = things[index];
    if (before) before.node.classList.remove('read');
    at = index;
    if (now) now.node.classList.add('read');
    output.textContent = now ? now.text : hint;
  };
  const byNode = new Map(things.map((thing, index) => [thing.node, index]));
  svg.addEventListener('pointermove', (event) => { const index = byNode.get(event.target); if (index !== undefined && index !== at) read(index); });
  svg.addEventListener('pointerleave', () => read(-1));
  scroll.addEventListener('keydown', (event) => {
    const by = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -Infinity, End: Infinity }[event.key];
    if (!by) return;
    event.preventDefault();
    read(Math.min(things.length - 1, Math.max(0, at < 0 && by === -1 ? things.length - 1 : at + by)));
  });
}
for (const figure of document.querySelectorAll('figure')) { zoomable(figure); readable(figure); }
addEventListener('beforeprint', () => { for (const details of document.querySelectorAll('figure details')) details.open = true; });
})();`;
