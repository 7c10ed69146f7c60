"""What is remembered stays within its bound."""

from __future__ import annotations

from auditor.remembered import Remembered


def test_it_starts_over_when_one_more_comes() -> None:
    """And remembers the new one."""
    known = Remembered[str, int](2)
    for number, name in enumerate("abc"):
        known[name] = number
        assert known.get(name) == number
        assert len(known) <= 2
    assert known == {"c": 2}
