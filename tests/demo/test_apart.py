"""The demonstration's clouds, in a process of their own: no longer than who asked for them."""

from __future__ import annotations

import sys
from socket import create_connection
from urllib.parse import urlsplit

import pytest

from auditor.demo import apart
from auditor.demo.accounts import no_real_credentials
from auditor.errors import ProviderError

pytestmark = pytest.mark.long


def test_they_answer_within_the_block_and_nowhere_after_it() -> None:
    """The process builds all of them, says where they are, and ends with its input; nothing of the emulator is loaded here for it."""
    with no_real_credentials():
        with apart.Clouds() as clouds:
            town = clouds.standing()
            addresses = [urlsplit(town.where[mark]) for mark in ("{endpoint}", "{arm}", "{ovh}", "{room}", "{graph}")]
            for one in addresses:
                create_connection((one.hostname, one.port)).close()
        assert {"{endpoint}", "{arm}", "{certificate}", "{ovh}", "{room}", "{graph}", "{clouds}"} == {*town.where}
        assert len({one.id for one in town.planted}) > 300
        for one in addresses:
            with pytest.raises(ConnectionRefusedError):
                create_connection((one.hostname, one.port))


def test_one_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever became of the process, it is one line, not a wait without end."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with apart.Clouds() as clouds, pytest.raises(ProviderError):
        clouds.standing()
