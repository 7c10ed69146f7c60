"""Azure Blob on loopback, by Microsoft's own emulator."""

from __future__ import annotations

import base64
import hashlib
import hmac
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.emulators.ports import free_port

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""That which every Azurite has, as its documentation prints it."""
VERSION = "2021-08-06"


@contextmanager
def container(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An emulator with one container, which the environment says how to reach."""
    port = free_port()
    options = ["--silent", "--disableTelemetry", "--skipApiVersionCheck", "--inMemoryPersistence", "--blobPort", str(port)]
    with subprocess.Popen(
        [shutil.which("azurite-blob") or "", *options], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as emulator:
        try:
            _made(f"http://127.0.0.1:{port}", name)
            told = {"ACCOUNT_NAME": ACCOUNT, "ACCOUNT_KEY": KEY, "USE_EMULATOR": "true"}
            for variable, value in told.items():
                monkeypatch.setenv(f"AZURE_STORAGE_{variable}", value)
            monkeypatch.setenv("AZURITE_BLOB_STORAGE_URL", f"http://127.0.0.1:{port}")
            monkeypatch.setenv("AZURE_ALLOW_HTTP", "true")
            yield
        finally:
            emulator.kill()


def _made(url: str, name: str) -> None:
    """Make the container once the emulator listens, signed by its key."""
    day = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    signed = "PUT" + "\n" * 12 + f"x-ms-date:{day}\nx-ms-version:{VERSION}\n/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    proof = base64.b64encode(hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()).decode()
    headers = {"x-ms-date": day, "x-ms-version": VERSION, "Authorization": f"SharedKey {ACCOUNT}:{proof}"}
    for _second in range(60):
        try:
            answer = requests.put(f"{url}/{ACCOUNT}/{name}?restype=container", headers=headers, timeout=10)
        except requests.ConnectionError:
            time.sleep(1)
            continue
        assert answer.status_code == 201, answer.text
        return
    raise AssertionError("Azurite does not listen")
