import http from 'k6/http';

export default function () {
  http.get(`${__ENV.TARGET_URL}/?wait=${80 + Math.floor(Math.random() * 160)}`, { timeout: '5s' });
}
