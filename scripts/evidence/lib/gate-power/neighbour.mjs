// A neighbour that comes and goes: bursts of work on one core and of memory that is touched, with pauses, until it is ended.
const maxBytes = 128 * 2 ** 20;
let held;

function burst() {
  const until = Date.now() + 100 + Math.random() * 700;
  held = Buffer.alloc(Math.floor(Math.random() * maxBytes), 1);
  while (Date.now() < until) held[Math.floor(Math.random() * held.length)] = 1;
  setTimeout(burst, 100 + Math.random() * 700);
}
burst();
