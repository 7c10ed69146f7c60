"""Answers that come in time: an HTTP line whose answer, headers and body together, has an end, however slowly it comes.

A read timeout bounds the silence between two bytes; who sends one byte now and then is waited for without end.
"""

from __future__ import annotations

import functools
import io
import socket
import time
from http.client import HTTPResponse
from typing import Any

from auditor.providers import pace


class _Timed(io.RawIOBase):
    """A socket's stream that ends with TimeoutError after `seconds`, whatever still comes."""

    def __init__(self, line: socket.socket, stream: io.RawIOBase, seconds: float) -> None:
        self._line = line
        self._stream = stream
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        """As a socket's stream is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """What comes next."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("an answer that does not end")
        # Set anew for each request by those who make it.
        self._line.settimeout(min(left, self._line.gettimeout() or left))
        found: int | None = self._stream.readinto(buffer)
        return found

    def close(self) -> None:
        """Leave the socket to others."""
        self._stream.close()
        super().close()


class TimelyResponse(HTTPResponse):
    """Python's own answer, read through a stream that ends."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        stream: Any = self.fp
        self.fp = io.BufferedReader(_Timed(sock, stream.detach(), pace.BODY_SECONDS))


@functools.cache
def timely(pool: type[Any]) -> type[Any]:
    """The same pool of connections (urllib3's, or made of them), whose answers end."""
    if getattr(pool.ConnectionCls, "response_class", None) is TimelyResponse:
        return pool
    line = type(pool.ConnectionCls.__name__, (pool.ConnectionCls,), {"response_class": TimelyResponse})
    return type(pool.__name__, (pool,), {"ConnectionCls": line})
