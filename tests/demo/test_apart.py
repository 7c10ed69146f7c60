"""The demonstration's clouds, in a process of their own: no longer than who asked for them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import pytest

from auditor.demo import apart
from auditor.demo.accounts import no_real_credentials
from auditor.errors import ProviderError

pytestmark = pytest.mark.long


def test_they_answer_within_the_block_and_nowhere_after_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The process builds all of them, says where they are, and ends with its input; nothing of the emulator is loaded here for it.

    What kills who started it, its group with it, ends its input too: neither leaves a folder.
    """
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with no_real_credentials():
        with apart.Clouds() as clouds:
            town = clouds.standing()
            assert os.getsid(clouds._process.pid) != os.getsid(0)
            assert Path(town.folder).parent == Path(town.where["{certificate}"]).parent.parent == tmp_path
            addresses = [urlsplit(town.where[mark]) for mark in ("{endpoint}", "{arm}", "{ovh}", "{room}", "{graph}")]
            for one in addresses:
                create_connection((one.hostname, one.port)).close()
        assert {"{endpoint}", "{arm}", "{certificate}", "{ovh}", "{room}", "{graph}", "{clouds}"} == {*town.where}
        assert len({one.id for one in town.planted}) > 300
        for one in addresses:
            with pytest.raises(ConnectionRefusedError):
                create_connection((one.hostname, one.port))
    assert not [*tmp_path.iterdir()]


def test_one_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever became of the process, it is one line, not a wait without end."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with apart.Clouds() as clouds, pytest.raises(ProviderError):
        clouds.standing()
