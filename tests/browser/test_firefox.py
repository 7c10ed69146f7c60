"""The page in Firefox ESR, the browser of many town halls, opened from a file: its own WebDriver BiDi, spoken with the standard library."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
pytestmark = [pytest.mark.long, pytest.mark.skipif(FIREFOX is None, reason="no Firefox: see docs/outputs.md")]


class Bidi:
    """As much of WebSocket and WebDriver BiDi as it takes to open a page and ask it something."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET /session HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade"]
        self._socket.sendall("\r\n".join([*lines, f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]).encode())
        self._stream = self._socket.makefile("rb")
        while self._stream.readline().strip():
            pass
        self.events: list[dict[str, Any]] = []
        self._number = 0

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command and wait for its answer; what Firefox tells meanwhile is kept."""
        self._number += 1
        body = json.dumps({"id": self._number, "method": method, "params": params}).encode()
        length = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0xFE]) + struct.pack(">H", len(body))
        # A client masks what it sends; Firefox hangs up on one that masks with zeros.
        self._socket.sendall(bytes([0x81]) + length + b"\1\1\1\1" + bytes(letter ^ 1 for letter in body))
        while (told := self._told()).get("id") != self._number:
            self.events.append(told)
        assert told["type"] == "success", told
        return told["result"]

    def _told(self) -> dict[str, Any]:
        message, last = b"", False
        while not last:
            first, length = self._stream.read(2)
            if length >= 126:
                length = int.from_bytes(self._stream.read(2 if length == 126 else 8), "big")
            message, last = message + self._stream.read(length), first >= 0x80
        told: dict[str, Any] = json.loads(message)
        return told

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bidi]:
    """One Firefox, with a profile of its own."""
    home = tmp_path_factory.mktemp("firefox")
    arguments = [str(FIREFOX), "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", str(home)]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env={**os.environ, "HOME": str(home)}) as process:
        assert process.stderr is not None
        found = next(found for line in process.stderr if (found := re.search(r"BiDi listening on ws://127\.0\.0\.1:(\d+)", line)))
        with closing(Bidi(int(found[1]))) as bidi:
            bidi.ask("session.new", capabilities={})
            bidi.ask("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
            yield bidi
        process.terminate()


LOOKED = """new Promise(done => { const look = () => {
  const rows = document.querySelectorAll('.detail tbody tr').length;
  if (!rows && performance.now() < 20000) return setTimeout(look, 50);
  const page = document.documentElement, status = document.querySelector('.paged .status');
  done(JSON.stringify({rows, status: status.textContent, waits: !document.querySelector('.waiting').hidden,
    styled: getComputedStyle(document.querySelector('.verdict')).fontWeight, wide: page.scrollWidth - page.clientWidth}));
}; look(); })"""


@pytest.mark.parametrize("name", ["large", "hostile"])
def test_the_page_works_in_firefox_from_a_file(firefox: Bidi, pages: dict[str, Path], name: str) -> None:
    """Its policy admits its style and script, the table unfolds, nothing sticks out, nothing is fetched or refused."""
    firefox.events.clear()
    (context,) = firefox.ask("browsingContext.getTree")["contexts"]
    firefox.ask("browsingContext.navigate", context=context["context"], url=pages[name].as_uri(), wait="complete")
    answer = firefox.ask("script.evaluate", expression=LOOKED, target={"context": context["context"]}, awaitPromise=True)
    told = json.loads(answer["result"]["value"])
    assert (told["rows"], told["waits"], told["wide"]) == (15, False, 0)
    assert int(told["styled"]) >= 600
    assert re.match(r"(10\u202f000 constats, page 1 sur 667|120 constats, page 1 sur 8)", told["status"])
    asked = [event["params"]["request"]["url"] for event in firefox.events if event.get("method") == "network.beforeRequestSent"]
    said = [event["params"]["text"] for event in firefox.events if event.get("method") == "log.entryAdded"]
    assert [url for url in asked if url != pages[name].as_uri() and not url.startswith("data:")] == []
    assert said == []
