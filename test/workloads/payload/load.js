import exec from 'k6/execution';
import http from 'k6/http';

const kibibyte = 'x'.repeat(1024);
const smallKib = [16, 64, 256];
// One body in ten has the largest size, so that every level has some of them; the others follow the seed.
const largest = kibibyte.repeat(2048);
const largestEvery = 10;

function body() {
  if (exec.scenario.iterationInTest % largestEvery === largestEvery / 2) return largest;
  return kibibyte.repeat(smallKib[Math.floor(Math.random() * smallKib.length)]);
}

export default function () {
  http.post(`${__ENV.TARGET_URL}/`, body(), { timeout: '5s', headers: { 'Content-Type': 'application/octet-stream' } });
}
