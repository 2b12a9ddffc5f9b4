"""Serve the demo world as on another day: ``python -m tests.journeys.clock DAY PORT``.

A second web server beside the usual one, on the same data, whose clock stands on that day and goes
on from there. So a public notice can run out within a test, and no rule has to look away.
"""

import sys
from datetime import datetime
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import time_machine


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64


class Handler(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        """Keep quiet: the browser tells what went wrong."""


def main(day: str, port: str) -> None:
    with time_machine.travel(datetime.fromisoformat(f"{day}T09:30:00+08:00"), tick=True):
        from config.wsgi import application

        with make_server("127.0.0.1", int(port), application, Server, Handler) as server:
            server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
