"""A cloud that speaks JSON over HTTP on loopback, with every way in which such an answer goes wrong: one stub for all thin clouds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What comes in place of an answer. `body` None is the true one; `cut` bytes of it are left out; `held` waits until the stub closes."""

    status: int = 200
    body: bytes | None = None
    cut: int = 0
    held: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


FAULTS = {
    "refused": Fault(403, b'{"error": {"code": "Forbidden"}}'),
    "unsigned": Fault(401, b'{"error": {"code": "Unauthorized"}}'),
    "empty": Fault(200, b""),
    "nothing": Fault(200, b"{}"),
    "text": Fault(200, b'"fine"'),
    "html": Fault(200, b"<html><body>Welcome to the proxy</body></html>", headers={"Content-Type": "text/html"}),
    "cut": Fault(cut=4),
    "slow": Fault(held=True),
    "busy": Fault(429, b'{"error": {"code": "TooManyRequests"}}', headers={"Retry-After": "0"}),
    "broken": Fault(500, b'{"error": {"code": "Internal"}}'),
    "moved": Fault(302, b"", headers={"Location": "http://127.0.0.1:9/elsewhere"}),
}
"""By name. A list that goes round in circles is an answer of a route, not a fault of the line."""


class Reply(NamedTuple):
    """An answer that is more than its body."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = {}


class JsonStub:
    """`routes` maps a path to its answer, or to a function of the query (of the body, for a POST); `seen` are the paths that were asked.

    A path that is not asked by GET has its method before it: `HEAD /v1/files`.
    """

    def __init__(self, routes: Mapping[str, Any]) -> None:
        self.routes = dict(routes)
        self.faults: dict[str, tuple[Fault, int]] = {}
        self.seen: list[str] = []
        self._closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> JsonStub:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def fault(self, path: str, name: str, after: int = 0) -> Iterator[None]:
        """That path fails so for the block, from its request number `after` on."""
        self.faults[path] = (FAULTS[name], after)
        before = self.seen.count(path)
        self.faults[path] = (FAULTS[name], before + after)
        try:
            yield
        finally:
            del self.faults[path]

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Fault]:
        """Status, body and fault of one request."""
        turn = self.seen.count(path)
        self.seen.append(path)
        fault, after = self.faults.get(path, (Fault(), 0))
        fault = fault if turn >= after else Fault()
        if path not in self.routes:
            return 404, b'{"error": {"code": "NotFound"}}', fault
        route: Any = self.routes[path]
        said = route(query) if callable(route) else route
        reply = said if isinstance(said, Reply) else Reply(said)
        whole = Fault(
            fault.status if fault != Fault() else reply.status, fault.body, fault.cut, fault.held, {**reply.headers, **fault.headers}
        )
        body = b"" if reply.body is None else json.dumps(reply.body).encode()
        return whole.status, body if fault.body is None else fault.body, whole

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.respond("")

            def do_HEAD(self) -> None:
                self.respond("HEAD ")

            def do_POST(self) -> None:
                self.respond("POST ")

            def respond(self, method: str) -> None:
                parts = urlsplit(self.path)
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                query = json.loads(sent) if sent else dict(parse_qsl(parts.query))
                status, body, fault = stub.answer(method + parts.path, query)
                if fault.held:
                    stub._closing.wait()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **fault.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if not method.startswith("HEAD"):
                    self.wfile.write(body[: len(body) - fault.cut])
                self.close_connection = self.close_connection or bool(fault.cut)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        return Handler


def paged(elements: list[dict[str, Any]], name: str, total: bool = True) -> Callable[[Query], dict[str, Any]]:
    """A route that gives `limit` elements from `offset` on, and how many there are."""

    def answer(query: Query) -> dict[str, Any]:
        start, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        return {name: elements[start : start + limit]} | ({"total": len(elements)} if total else {})

    return answer
