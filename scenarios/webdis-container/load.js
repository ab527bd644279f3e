import { check } from 'k6';
import http from 'k6/http';

const keys = 40;
const smallestKib = 256;
const largestKib = 1024;
const kibibyte = 'v'.repeat(1024);

function value() {
  return kibibyte.repeat(smallestKib + Math.floor(Math.random() * (largestKib - smallestKib + 1)));
}

function put(key) {
  return http.put(`${__ENV.TARGET_URL}/SET/key:${key}`, value(), { timeout: '5s', tags: { name: '/SET' } });
}

/** Every key has a value before the first level. */
export function setup() {
  for (let key = 0; key < keys; key += 1) {
    if (put(key).status !== 200) throw new Error(`the store did not take key ${key}`);
  }
}

export default function () {
  const key = Math.floor(Math.random() * keys);
  const read = Math.random() < 0.8;
  const answer = read ? http.get(`${__ENV.TARGET_URL}/GET/key:${key}.txt`, { timeout: '5s', tags: { name: '/GET' } }) : put(key);
  check(answer, { 'the store answered': (response) => response.status === 200 });
}
