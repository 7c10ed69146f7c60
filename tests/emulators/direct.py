"""A short way to an emulated AWS: what the SDK signed is handed to the emulator's application, with no line in between.

A line costs more than what asks and what answers together. Seeds take the short way, and so does what tests try of a collector
once they have asked the same over a real line.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY, environ_key_for_header

from auditor.demo.wsgi import Application, answer_of
from auditor.providers.aws.wire import TrustOnce


@dataclass(frozen=True)
class Direct:
    """The short way to the cloud at `url`: `application` answers, but where `needs_a_line` says that the request needs one."""

    url: str
    application: Application
    needs_a_line: Callable[[dict[str, Any]], bool]

    def answer(self, request: Any, **_: object) -> Any:
        """The answer to a signed request; None where it has to go over a line."""
        body = request.body or b""
        if not request.url.startswith(self.url) or not isinstance(body, str | bytes | bytearray):
            return None
        environ = _environ(request, body.encode() if isinstance(body, str) else bytes(body))
        if self.needs_a_line(environ):
            return None
        status, headers, found = answer_of(self.application, environ)
        said: Any = dict(headers)
        answer: Any = AWSResponse(request.url, int(status.split()[0]), said, io.BytesIO(found))
        answer._content = found
        return answer

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The auditor's requests take it for the block."""
        over_a_line = TrustOnce.send

        def send(session: TrustOnce, request: Any) -> Any:
            return self.answer(request) or over_a_line(session, request)

        with patch.object(TrustOnce, "send", send):
            yield


def _environ(request: Any, body: bytes) -> dict[str, Any]:
    """A signed request as the emulator's server would put it."""
    address = urlsplit(request.url)
    whole = f"{address.path}?{address.query}" if address.query else address.path
    said = {environ_key_for_header(name): value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()}
    return {
        "HTTP_HOST": address.netloc,
        **said,
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(address.path, "latin-1"),
        "QUERY_STRING": address.query,
        "RAW_URI": whole,
        "REQUEST_URI": whole,
        "SCRIPT_NAME": "",
        "SERVER_NAME": address.hostname,
        "SERVER_PORT": str(address.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        PRESERVED_HEADER_NAMES_ENVIRON_KEY: {},
    }
