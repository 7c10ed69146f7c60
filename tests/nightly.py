"""What takes longer than a continuous integration may: with `AUDITOR_NIGHTLY=1` the long tests of `.ci/run` try everything, else a part."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

NIGHTLY = bool(os.environ.get("AUDITOR_NIGHTLY"))


def one_in(share: int, values: Iterable[Any]) -> list[Any]:
    """All of the values to parametrise a sweep with; those but one in `share` are left to the night."""
    return [
        pytest.param(value, marks=() if position % share == 0 else pytest.mark.slow, id=str(value)) for position, value in enumerate(values)
    ]
