"""A server of recorded answers, so that a benchmark measures the client and not the emulator.

`Recorder` stands in front of an emulator and keeps each answer; `python -m benchmarks.replay FILE [--latency MS] [--close]` serves them,
prints its address, and ends when its standard input does. Asked for what it has no answer to, it says so and counts it.
A connection serves many requests, as the clouds' do; one each with `--close`, as the emulators'.
"""

from __future__ import annotations

import argparse
import hashlib
import pickle
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock, Thread
from typing import Any

from auditor.demo.wsgi import Answer, Application, answer_of, body_of, write

SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
COUNTS = "/replay/asked"


def key(method: str, path: str, authorization: str, target: str, body: bytes) -> str:
    """What makes two requests the same: who asks which service of which region for what; not when."""
    scope = SCOPE.search(authorization)
    asked = (*(scope.groups()[1:] if scope else ()), method, path)
    return hashlib.sha256(repr((asked, target, body)).encode()).hexdigest()


class Recorder:
    """A layer in front of an emulator: every answer passes, and is kept while `on`."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.on = False

    def __call__(self, application: Application) -> Application:
        """The layer around `application`."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            body = body_of(environ)
            status, headers, found = kept = answer_of(application, environ)
            if self.on:
                target, signed = environ.get("HTTP_X_AMZ_TARGET", ""), environ.get("HTTP_AUTHORIZATION", "")
                self.answers[key(environ["REQUEST_METHOD"], environ["REQUEST_URI"], signed, target, body)] = kept
            start_response(status, headers)
            return [found]

        return answer

    def save(self, path: Path) -> None:
        """Every answer kept so far."""
        path.write_bytes(pickle.dumps(self.answers))


class Replay(ThreadingHTTPServer):
    """The recorded answers on a free port of this machine; counts what it is asked."""

    daemon_threads = True
    request_queue_size = 128
    never = ("400 Never recorded", [("Content-Type", "application/x-amz-json-1.1")], b'{"__type": "AccessDeniedException", "message": "?"}')

    def __init__(self, answers: dict[str, Answer], latency: float, close: bool) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self._answers = answers
        self._latency = latency
        self.close = close
        self._asked = self._missed = 0
        # Both counts, by the threads of all connections.
        self._counting = Lock()

    def answer(self, asked: str) -> Answer:
        """What was recorded for that key, in the time it takes."""
        time.sleep(self._latency)
        found = self._answers.get(asked)
        with self._counting:
            self._asked += 1
            self._missed += found is None
        return found or self.never

    def counts(self) -> Answer:
        """Requests since the last time, and those without a recorded answer."""
        with self._counting:
            text = f"{self._asked} {self._missed}"
            self._asked = self._missed = 0
        return "200 OK", [], text.encode()


class Asked(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Replay

    def answer(self) -> None:
        """Read the request, whole, and answer it."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        signed, target = self.headers.get("Authorization", ""), self.headers.get("X-Amz-Target", "")
        counted = self.path == COUNTS
        found = self.server.counts() if counted else self.server.answer(key(self.command, self.path, signed, target, body))
        write(self, found, close=self.server.close)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing of each request."""

    do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815  # the library's names


@contextmanager
def replayed(answers: Path, *options: str) -> Iterator[str]:
    """The address of a server of these answers, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.replay", str(answers), *options]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101  # asked for above
        yield server.stdout.readline().strip()
        server.communicate()


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds each answer takes")
    parser.add_argument("--close", action="store_true", help="end each connection after an answer")
    options = parser.parse_args()
    # Our own file, written a moment ago by the benchmark.
    answers = pickle.loads(options.file.read_bytes())  # noqa: S301
    server = Replay(answers, options.latency / 1000, options.close)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
