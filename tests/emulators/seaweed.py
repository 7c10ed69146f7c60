"""A real object store that is no AWS, on loopback: SeaweedFS, as its package for Python brings it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import boto3
from botocore.config import Config

WEED = Path(sys.executable).with_name("weed")
ADMIN, READER = ("admin", "admin-admin"), ("reader", "reader-reader")
GRPC = 10_000
"""What the server adds to a port for its own conversations."""
PATIENCE = 240
"""Quarters of a second in which it has to be up."""


@contextmanager
def store(folder: Path) -> Iterator[str]:
    """The address of an empty store, up for the block; nothing but loopback is bound."""
    keys = [
        {"name": name, "credentials": [{"accessKey": name, "secretKey": secret}], "actions": actions}
        for (name, secret), actions in ((ADMIN, ["Admin"]), (READER, ["List"]))
    ]
    (folder / "keys.json").write_text(json.dumps({"identities": keys}))
    master, volume, filer, s3 = _ports(4)
    said = {
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "dir": folder,
        "master.port": master,
        "volume.port": volume,
        "filer": "true",
        "filer.port": filer,
        "s3": "true",
        "s3.port": s3,
        "s3.port.grpc": s3 + GRPC,
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "s3.config": folder / "keys.json",
        "s3.iam": "false",
        "master.telemetry": "false",
        "master.volumeSizeLimitMB": 16,
        "volume.max": 4,
    }
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(
            [WEED, f"-logdir={folder}", "server", *(f"-{name}={value}" for name, value in said.items())],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{s3}/healthz", server, folder / "weed.log")
            yield f"http://127.0.0.1:{s3}"
        finally:
            server.kill()
            server.wait()
            # It listens here as well, wherever it is told to write.
            for port in (master, volume, filer, s3):
                for number in (port, port + GRPC):
                    for left in Path("/tmp").glob(f"seaweedfs-*-{number}.sock"):  # noqa: S108  # its own choice
                        left.unlink()


def client(url: str) -> Any:
    """Who may fill it."""
    config = Config(s3={"addressing_style": "path"})
    return boto3.client("s3", "us-east-1", endpoint_url=url, aws_access_key_id=ADMIN[0], aws_secret_access_key=ADMIN[1], config=config)


def _ports(count: int) -> list[int]:
    """Free ports, each with the one that goes with it."""
    found: list[int] = []
    while len(found) < count:
        with socket.socket() as one, socket.socket() as other, suppress(OSError, OverflowError):
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            other.bind(("127.0.0.1", port + GRPC))
            found.append(port)
    return found


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE):
        with suppress(URLError, HTTPError, OSError), urlopen(address, timeout=5):  # noqa: S310  # our own loopback address
            return
        if server.poll() is not None:
            break
        time.sleep(0.25)
    raise AssertionError(log.read_text()[-2000:])
