"""A real simulator of a vCenter, built from Debian's packages golang-go and golang-github-vmware-govmomi-dev."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("main.go")
LIBRARY = Path("/usr/share/gocode")
READY = os.environ.get("AUDITOR_VCSIM", "")
"""One that was built before: .ci/run builds it while it waits for packages."""


def build(target: Path) -> None:
    """Compile it: 20 s of a processor. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory() as cache:
        building = {"GOPATH": str(LIBRARY), "GO111MODULE": "off", "GOCACHE": cache, "GOFLAGS": "-ldflags=-w"}
        subprocess.run(["go", "build", "-o", target, SOURCE], check=True, env={**os.environ, **building})  # noqa: S607  # wherever it is


@contextmanager
def vcsim(folder: Path) -> Iterator[str]:
    """Its address, up for the block."""
    program = Path(READY)
    if not program.is_file():
        program = folder / "vcsim"
        build(program)
    server = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdin
    assert server.stdout
    try:
        yield f"http://{server.stdout.readline().strip()}"
    finally:
        server.stdin.close()
        server.wait(timeout=30)
        server.stdout.close()
