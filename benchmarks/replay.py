"""A server of recorded answers, so that a benchmark measures the client and not the emulator.

`Recorder` stands in front of an emulator and keeps each answer; `python -m benchmarks.replay FILE [--latency MS]` serves them,
prints its address, and ends when its standard input does. Asked for what it has no answer to, it says so and counts it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pickle
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Thread
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/aws4_request")
Answer = tuple[str, list[tuple[str, str]], bytes]
COUNTS = "/replay/asked"


def key(environ: dict[str, Any], body: bytes) -> str:
    """What makes two requests the same: who asks which service of which region for what; not when."""
    scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    asked = (*(scope.groups()[1:] if scope else ()), environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
    return hashlib.sha256(repr((asked, environ.get("HTTP_X_AMZ_TARGET", ""), body)).encode()).hexdigest()


def body_of(environ: dict[str, Any]) -> bytes:
    """The request's body; whoever comes next may read it again."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


class Recorder:
    """A layer in front of an emulator: every answer passes, and is kept while `on`."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.on = False

    def __call__(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The layer around `application`."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            body = body_of(environ)
            heads: list[Any] = []
            found = b"".join(application(environ, lambda *head: heads.append(head)))
            if self.on:
                self.answers[key(environ, body)] = (heads[0][0], list(heads[0][1]), found)
            start_response(*heads[0])
            return [found]

        return answer

    def save(self, path: Path) -> None:
        """Every answer kept so far."""
        path.write_bytes(pickle.dumps(self.answers))


class Replay:
    """The recorded answers as a WSGI application."""

    def __init__(self, answers: dict[str, Answer], latency: float) -> None:
        self._answers = answers
        self._latency = latency
        self.asked = self.missed = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The answer recorded for the request."""
        if environ["PATH_INFO"] == COUNTS:
            text = f"{self.asked} {self.missed}".encode()
            self.asked = self.missed = 0
            start_response("200 OK", [("Content-Length", str(len(text)))])
            return [text]
        self.asked += 1
        time.sleep(self._latency)
        found = self._answers.get(key(environ, body_of(environ)))
        if found is None:
            self.missed += 1
            text = b'{"__type": "AccessDeniedException", "message": "never recorded"}'
            found = ("400 Never recorded", [("Content-Type", "application/x-amz-json-1.1"), ("Content-Length", str(len(text)))], text)
        start_response(found[0], found[1])
        return [found[2]]


class Silent(WSGIRequestHandler):
    """Keeps connections open, and says nothing of each request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--latency", type=float, default=0, help="milliseconds each answer takes")
    options = parser.parse_args()
    # Our own file, written a moment ago by the benchmark.
    answers = pickle.loads(options.file.read_bytes())  # noqa: S301
    server = make_server("127.0.0.1", 0, Replay(answers, options.latency / 1000), threaded=True, request_handler=Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
