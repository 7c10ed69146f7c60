"""Past runs and what changed: one small database beside the report, or one for many organisations by its URL."""

from __future__ import annotations

from pathlib import Path

FILE = "history.sqlite"


def url_of(target: str, directory: Path) -> str:
    """The URL of a history: `target` when it is one, the file it names, or history.sqlite in `directory` when it is empty."""
    if "://" in target:
        return target
    return f"sqlite:///{Path(target) if target else directory / FILE}"
