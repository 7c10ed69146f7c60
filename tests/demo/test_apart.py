"""The demonstration's clouds, in a process of their own: no longer than who asked for them."""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import urlopen

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
            url = town.where["{endpoint}"]
            with urlopen(f"{url}/moto-api/data.json") as answer:
                assert b'"s3"' in answer.read()
        assert {"{endpoint}", "{arm}", "{certificate}", "{ovh}", "{room}", "{graph}", "{clouds}"} == {*town.where}
        assert len({one.id for one in town.planted}) > 300
        with pytest.raises(URLError):
            urlopen(url)


def test_one_that_cannot_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever became of the process, it is one line, not a wait without end."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with apart.Clouds() as clouds, pytest.raises(ProviderError):
        clouds.standing()
