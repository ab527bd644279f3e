import { check } from 'k6';
import http from 'k6/http';

/** As many as the init container wrote. */
const keys = 40;
const smallestKib = 256;
const largestKib = 1024;
const kibibyte = 'v'.repeat(1024);

function put(key) {
  const value = kibibyte.repeat(smallestKib + Math.floor(Math.random() * (largestKib - smallestKib + 1)));
  return http.put(`${__ENV.TARGET_URL}/SET/key:${key}`, value, { timeout: '5s', tags: { name: '/SET' } });
}

export default function () {
  const key = Math.floor(Math.random() * keys);
  const read = Math.random() < 0.8;
  const answer = read ? http.get(`${__ENV.TARGET_URL}/GET/key:${key}.txt`, { timeout: '5s', tags: { name: '/GET' } }) : put(key);
  check(answer, {
    'the store answered': (response) => response.status === 200,
    'the value was there': (response) => !read || response.body.length >= smallestKib * 1024,
  });
}
