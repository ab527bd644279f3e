# A thread for each connection, as many servers do it. Every request holds MIB touched mebibytes, mapped for it and unmapped after it, for SERVICE_MS.
import mmap
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

block = b"x" * (int(os.environ["MIB"]) * 1024**2)
service_s = int(os.environ["SERVICE_MS"]) / 1000


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/healthz":
            with mmap.mmap(-1, len(block)) as held:
                held.write(block)
                time.sleep(service_s)
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_):
        pass


ThreadingHTTPServer.request_queue_size = 128
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
