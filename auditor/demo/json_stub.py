"""A cloud that speaks JSON over HTTP on loopback, with every way in which such an answer goes wrong: one stub for all thin clouds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers when its headers say something too."""

    body: Any
    headers: Mapping[str, str]
    status: int = 200


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


class JsonStub:
    """`routes` maps a path to its answer, or to a function of the query (of the body, for a POST); `seen` are the paths asked.

    What is asked by another method than GET may have a route of its own, `HEAD /v1/files`. `headers` are all that came.
    """

    def __init__(self, routes: Mapping[str, Any]) -> None:
        self.routes = dict(routes)
        self.faults: dict[str, tuple[Fault, int]] = {}
        self.seen: list[str] = []
        self.headers: list[str] = []
        self.closing = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"stub": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def fault(self, path: str, name: str, after: int = 0) -> Iterator[None]:
        """That path fails so for the block, from its request number `after` on."""
        before = self.seen.count(path)
        self.faults[path] = (self.known(path)[name], before + after)
        try:
            yield
        finally:
            del self.faults[path]

    def known(self, path: str) -> Mapping[str, Fault]:  # noqa: ARG002  # a stub of several ways of speaking has several
        """The faults of the line at a path."""
        return FAULTS

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """Status, body, headers and fault of one request."""
        turn = self.seen.count(path)
        self.seen.append(path)
        fault, after = self.faults.get(path, (Fault(), 0))
        fault = fault if turn >= after else Fault()
        if path not in self.routes:
            return 404, b'{"error": {"code": "NotFound"}}', {}, fault
        route: Any = self.routes[path]
        found = route(query) if callable(route) else route
        said = found if isinstance(found, Answer) else Answer(found, {})
        body = said.body if isinstance(said.body, bytes) else b"" if said.body is None else json.dumps(said.body).encode()
        status = said.status if fault == Fault() else fault.status
        return status, body if fault.body is None else fault.body, {**said.headers, **fault.headers}, fault

    def asked(self, path: str, query: str, sent: bytes) -> tuple[str, Any]:
        """The route of a request, and what it is asked with."""
        if path in self.routes and sent:
            return path, _told(sent)
        return (path if path in self.routes else path.rpartition(" ")[2]), dict(parse_qsl(query))

    def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Called with each request, for tests of what is sent."""


class _Handler(BaseHTTPRequestHandler):
    """Answers for `stub`."""

    stub: JsonStub
    protocol_version = "HTTP/1.1"
    # Headers and body go in two writes: without this the second would wait for an answer to the first.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.respond("")

    def do_HEAD(self) -> None:
        self.respond("HEAD ")

    def do_POST(self) -> None:
        self.respond("POST ")

    def do_DELETE(self) -> None:
        self.respond("DELETE ")

    def respond(self, method: str) -> None:
        parts = urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.stub.heard(parts.path, dict(self.headers), sent)
        self.stub.headers += self.headers.as_string().splitlines()
        path, query = self.stub.asked(f"{method}{parts.path}", parts.query, sent)
        status, body, headers, fault = self.stub.answer(path, query)
        if fault.held:
            self.stub.closing.wait()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not method.startswith("HEAD"):
            self.wfile.write(body[: len(body) - fault.cut])
        self.close_connection = self.close_connection or bool(fault.cut)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _told(body: bytes) -> Query:
    """What a request says: an object of JSON, or a form."""
    found: Query = json.loads(body) if body.startswith((b"{", b"[")) else dict(parse_qsl(body.decode()))
    return found


def paged(elements: Sequence[Mapping[str, object]], name: str, total: bool = True) -> Callable[[Query], dict[str, Any]]:
    """A route that gives `limit` elements from `offset` on, and how many there are."""

    def answer(query: Query) -> dict[str, Any]:
        start, limit = int(query.get("offset", 0)), int(query.get("limit", 100))
        return {name: elements[start : start + limit]} | ({"total": len(elements)} if total else {})

    return answer


def by_cursor(
    elements: Sequence[Mapping[str, object]], name: str, size: int = 2, spell: Callable[[str], object] = str
) -> Callable[[Query], dict[str, Any]]:
    """A route that gives `size` elements a page, and the `cursor` of the next one as `spell` writes it."""

    def answer(query: Query) -> dict[str, Any]:
        start = int(query.get("cursor", 0))
        following = start + size
        return {name: elements[start:following]} | ({"next": spell(str(following))} if following < len(elements) else {})

    return answer


def by_link(
    elements: Sequence[Mapping[str, object]], name: str, spell: Callable[[str], object], size: int = 2
) -> Callable[[Query], dict[str, Any]]:
    """The same with the next page's address, which `spell` writes from its query."""
    return by_cursor(elements, name, size, lambda cursor: spell(f"cursor={cursor}"))


def by_header(elements: Sequence[Mapping[str, object]], name: str, spell: Callable[[str], str], size: int = 2) -> Callable[[Query], Answer]:
    """The same with that address in a Link header."""

    def answer(query: Query) -> Answer:
        body = by_link(elements, name, spell, size)(query)
        link = body.pop("next", "")
        return Answer(body, {"Link": f'<{link}>; rel="next"'} if link else {})

    return answer
