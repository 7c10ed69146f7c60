"""An answer that trickles ends, whichever of its parts does; one that comes in time comes whole, and the line stays open."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
import requests
from urllib3.exceptions import TimeoutError as Late

from auditor.providers import pace
from auditor.providers.adapter import TimelyAdapter

SLOW = {
    "status": b"HTTP/1.1 200",
    "head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
    "chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
}
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def server(beginning: bytes) -> Iterator[tuple[str, list[int]]]:
    """Answers every request with that beginning, and if it is not the whole with a byte now and then; counts the lines that were opened."""
    done, lines = Event(), list[int]()
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                lines.append(1)
                with suppress(OSError), line:
                    while line.recv(4096):
                        line.sendall(beginning)
                        while beginning != WHOLE and not done.wait(0.02):
                            line.sendall(b" ")

    thread = Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", lines
    finally:
        done.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def asking() -> requests.Session:
    """A session as the readers of JSON and of ARM have."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", TimelyAdapter())
    return session


@pytest.mark.parametrize("part", SLOW)
def test_what_trickles_ends(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the silence between two bytes that is allowed."""
    monkeypatch.setattr(pace, "BODY_SECONDS", 1)
    with server(SLOW[part]) as (url, _), asking() as session, pytest.raises((requests.Timeout, requests.ConnectionError)) as caught:
        session.get(url, timeout=(5, 30))
    assert isinstance(caught.value, requests.Timeout) or isinstance(caught.value.args[0], Late)


def test_what_comes_in_time_comes_whole() -> None:
    """Through one line, request after request."""
    with server(WHOLE) as (url, lines), asking() as session:
        assert [session.get(url, timeout=(5, 30)).json() for _ in range(3)] == [{}, {}, {}]
    assert len(lines) == 1
