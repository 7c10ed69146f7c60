"""One format a file, each a function of a Run. A new format is a file and a line here."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from auditor.model import Run

OUTPUTS = {
    "html": "auditor.outputs.html:write",
    "json": "auditor.outputs.json:write",
    "csv": "auditor.outputs.csv:write",
}
"""Format → `module:function`, imported when asked for; the format is also the suffix of the file."""

Write = Callable[[Run, Path, Path, str], None]


def output(name: str) -> Write:
    """The function that writes a format: `write(run, run_dir, target, lang)`. KeyError when there is no such format."""
    module, function = OUTPUTS[name].split(":")
    write: Write = getattr(importlib.import_module(module), function)
    return write
