import { check } from 'k6';
import http from 'k6/http';

/** The backend answers after 400 to 600 ms; the seed of the run decides when. */
function backendWaitMs(): number {
  return 400 + Math.floor(Math.random() * 200);
}

export default function (): void {
  const answer = http.get(`${__ENV.TARGET_URL}/report?wait=${backendWaitMs()}`, { timeout: '5s', tags: { name: '/report' } });
  check(answer, { 'a report came': (response) => response.status === 200 });
}
