import exec from 'k6/execution';
import http from 'k6/http';

// One report in ten requests: at 20 per second a report every 500 ms, so that one is over before the next begins.
const reportEvery = 10;

export default function () {
  const path = exec.scenario.iterationInTest % reportEvery === reportEvery / 2 ? '/report' : '/';
  http.get(`${__ENV.TARGET_URL}${path}`, { timeout: '5s' });
}
