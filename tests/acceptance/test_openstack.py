"""A real Keystone, Glance, Swift, Cinder and Barbican on loopback: what is created there is found, with the country that is declared."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from auditor.model import Resource
from tests.acceptance.openstack.estate import audited, check_estate, check_openness, entry_at
from tests.acceptance.openstack.recording import RECORDED, recording, written

CLOUD = os.environ.get("AUDITOR_OPENSTACK", "")
"""The folder in which .ci/run has tests/acceptance/openstack/up start one, beside the other tests."""
KEEP = bool(os.environ.get("AUDITOR_RECORD"))
"""Whether what the cloud answers is to be written down."""
WAIT = 900
pytestmark = [
    pytest.mark.openstack,
    pytest.mark.long,
    pytest.mark.skipif(not CLOUD, reason="no OpenStack: see tests/acceptance/openstack/up"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Resource]:
    """What an audit brings of the region GRA, by name; with AUDITOR_RECORD its answers are written down for the quick tests."""
    folder, end = Path(CLOUD), time.monotonic() + WAIT
    while not (folder / "ready").exists():
        # Raises ProcessLookupError once it has ended.
        os.kill(int((folder / "pid").read_text()), 0)
        assert time.monotonic() < end, f"it does not come: see {folder}.log"
        time.sleep(0.5)
    with recording() as heard:
        brought = audited(entry_at(tmp_path_factory.mktemp("os"), "http://127.0.0.1:15000/v3"))
    if KEEP:
        written(heard, RECORDED)
    return brought


def test_what_is_created_is_found_where_it_is_declared(found: dict[str, Resource]) -> None:
    """A volume, its backup in another town, an image, two containers, a key."""
    check_estate(found)


def test_what_is_open_is_found(found: dict[str, Resource]) -> None:
    """A container that anybody may read, an image that another project may use, a key that somebody else opens."""
    check_openness(found)
