"""The recorded answers of a real Keystone, Glance, Swift, Cinder and Barbican: what was created there is found, without starting them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.model import Resource
from tests.acceptance.openstack.estate import audited, check_estate, check_openness, entry_at
from tests.acceptance.openstack.recording import replayed
from tests.emulators.json import JsonStub


@pytest.fixture
def found(tmp_path: Path) -> Iterator[dict[str, Resource]]:
    """What an audit of the recorded cloud brings, by name."""
    with JsonStub({}) as stub:
        replayed(stub)
        yield audited(entry_at(tmp_path, f"{stub.url}/15000/v3"))


def test_what_was_created_is_found_where_it_is_declared(found: dict[str, Resource]) -> None:
    """As in the cloud itself."""
    check_estate(found)
    check_openness(found)
