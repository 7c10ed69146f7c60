"""What stands before an emulator, and a line that leads to it, have in common: a request's body, an answer as a whole, writing one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A WSGI application."""
Answer = tuple[str, list[tuple[str, str]], bytes]
"""Status, headers, body."""
LENGTH = "content-length"
PER_CONNECTION = frozenset({"connection", LENGTH, "transfer-encoding"})
"""Headers that are the line's to write, not the answer's own."""
NO_BODY = frozenset({"204", "304"})


def body_of(environ: dict[str, Any]) -> bytes:
    """The request's body; whoever comes next may read it again."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return body


def answer_of(application: Application, environ: dict[str, Any]) -> Answer:
    """All that it answers."""
    heads: list[Any] = []
    # Whoever calls a second time has thought better of the first.
    body = b"".join(application(environ, lambda *head: heads.append(head)))
    status, headers = heads[-1][:2]
    return status, list(headers), body


def write(line: BaseHTTPRequestHandler, answer: Answer, *, close: bool = False) -> None:
    """Answer on a line that serves the next request too, unless it is to `close`: what is asked for a head alone keeps the length told."""
    status, headers, body = answer
    (code, _, words), of_a_head = status.partition(" "), line.command == "HEAD"
    line.send_response(int(code), words)
    for name, value in headers:
        if name.lower() not in PER_CONNECTION or (of_a_head and name.lower() == LENGTH):
            line.send_header(name, value)
    if not of_a_head and code not in NO_BODY:
        line.send_header("Content-Length", str(len(body)))
    if close:
        line.send_header("Connection", "close")
    line.end_headers()
    line.wfile.write(b"" if of_a_head else body)
    line.wfile.flush()
