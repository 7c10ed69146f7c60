"""A real Keystone, Glance, Swift and Cinder on loopback: what the test creates is found, with the country that is declared."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model import Resource
from tests.acceptance.openstack.estate import audited, check_estate, check_openness, entry_at
from tests.acceptance.openstack.recording import RECORDED, recording, written

pytestmark = [pytest.mark.openstack, pytest.mark.slow]
HERE = Path(__file__).with_name("openstack")
PACKAGES = ["keystone", "glance", "swift", "cinder", "openstacksdk", "waitress"]
READY = os.environ.get("AUDITOR_OPENSTACK_VENV", "")
"""A venv that has them already."""
KEEP = bool(os.environ.get("AUDITOR_RECORD"))
"""Whether what the cloud answers is to be written down."""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the cloud, which has an estate."""
    venv, folder = Path(READY or tmp_path_factory.mktemp("venv") / "os"), tmp_path_factory.mktemp("os")
    if not READY:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", *PACKAGES], check=True)
    try:
        subprocess.run([HERE / "up.sh", venv, folder], check=True)
        subprocess.run([venv / "bin/python", HERE / "seed.py"], check=True)
        # The agent that would write where a backup lies is not there.
        with sqlite3.connect(folder / "cinder/c.db") as database:
            database.execute("UPDATE backups SET availability_zone = 'dublin'")
        yield folder
    finally:
        for file in folder.glob("pid-*"):
            try:
                os.killpg(int(file.read_text()), signal.SIGKILL)
            except ProcessLookupError:
                continue


@pytest.fixture(scope="module")
def found(cloud: Path) -> dict[str, Resource]:
    """What an audit brings of the region GRA, by name; with AUDITOR_RECORD its answers are written down for the quick tests."""
    with recording() as heard:
        brought = audited(entry_at(cloud, "http://127.0.0.1:15000/v3"))
    if KEEP:
        written(heard, RECORDED)
    return brought


def test_what_is_created_is_found_where_it_is_declared(found: dict[str, Resource]) -> None:
    """A volume, its backup in another town, an image, two containers."""
    check_estate(found)


def test_what_is_open_is_found(found: dict[str, Resource]) -> None:
    """A container that anybody may read, an image that another project may use."""
    check_openness(found)
