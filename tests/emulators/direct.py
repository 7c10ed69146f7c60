"""A short way to an emulated AWS: what the SDK signed is handed to the emulator's application, with no line in between.

A line costs more than what asks and what answers together. Whatever goes the short way is also asked over a real line by the same test.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSResponse
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY, environ_key_for_header

from auditor.demo.aws_emulator import Application
from auditor.providers.aws.wire import TrustOnce


@contextmanager
def directly(url: str, application: Application, needs_a_line: Callable[[dict[str, Any]], bool]) -> Iterator[None]:
    """The auditor's requests to `url` are answered by `application` for the block, but those of which `needs_a_line` says so."""
    over_a_line = TrustOnce.send

    def send(session: TrustOnce, request: Any) -> Any:
        if not request.url.startswith(url):
            return over_a_line(session, request)
        environ = _environ(request)
        return over_a_line(session, request) if needs_a_line(environ) else _answered(application, environ, request.url)

    with patch.object(TrustOnce, "send", send):
        yield


def _environ(request: Any) -> dict[str, Any]:
    """A signed request as the emulator's server would put it."""
    address, body = urlsplit(request.url), request.body or b""
    body = body.encode() if isinstance(body, str) else bytes(body)
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


def _answered(application: Application, environ: dict[str, Any], url: str) -> AWSResponse:
    heads: list[Any] = []
    body = b"".join(application(environ, lambda *head: heads.append(head)))
    status, headers = heads[0][:2]
    answer: Any = AWSResponse(url, int(status.split()[0]), dict(headers), io.BytesIO(body))
    answer._content = body
    return answer
