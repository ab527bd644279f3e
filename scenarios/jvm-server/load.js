import { check } from 'k6';
import http from 'k6/http';

// Servlets and pages of Tomcat's examples that keep no session; the number writer answers with 205 KiB.
const pages = [
  'servlets/servlet/HelloWorldExample',
  'servlets/servlet/RequestInfoExample',
  'servlets/servlet/RequestParamExample',
  'servlets/nonblocking/numberwriter',
  'jsp/dates/date.jsp',
  'jsp/jsp2/tagfiles/panel.jsp',
];

function visit(page) {
  return http.get(`${__ENV.TARGET_URL}/examples/${page}`, { timeout: '5s', tags: { name: `/${page}` } });
}

/** Tomcat compiles a page at its first request; that belongs to the start of the server, not to the first level. */
export function setup() {
  for (const page of pages) {
    if (visit(page).status !== 200) throw new Error(`/examples/${page} is not there`);
  }
}

export default function () {
  const answer = visit(pages[Math.floor(Math.random() * pages.length)]);
  check(answer, { 'a page came': (response) => response.status === 200 });
}
