import { check } from 'k6';
import http from 'k6/http';

const keys = 480;
const smallestKib = 32;
const largestKib = 96;
const kibibyte = 'v'.repeat(1024);

function put(key) {
  const value = kibibyte.repeat(smallestKib + Math.floor(Math.random() * (largestKib - smallestKib + 1)));
  return http.put(`${__ENV.TARGET_URL}/SET/key:${key}`, value, { timeout: '5s', tags: { name: '/SET' } });
}

/** Every key has a value before the first level, so that the data set keeps its size. */
export function setup() {
  for (let key = 0; key < keys; key += 1) {
    if (put(key).status !== 200) throw new Error(`the store did not take key ${key}`);
  }
}

export default function () {
  const key = Math.floor(Math.random() * keys);
  const write = Math.random() < 0.5;
  const answer = write ? put(key) : http.get(`${__ENV.TARGET_URL}/GET/key:${key}.txt`, { timeout: '5s', tags: { name: '/GET' } });
  check(answer, { 'the store answered': (response) => response.status === 200 });
}
