"""One format a file, each a function of a Run. A new format is a file and a line here."""

from __future__ import annotations

import importlib
from collections.abc import Callable

OUTPUTS = {
    "html": "auditor.outputs.html:write",
    "json": "auditor.outputs.json:write",
    "csv": "auditor.outputs.csv:write",
    "ods": "auditor.outputs.ods:write",
    "art30": "auditor.outputs.art30:write",
    "pdf": "auditor.outputs.pdf:write",
}
"""Format → `module:function`, imported when asked for; the format is also the suffix of the file."""
SUFFIXES = {"art30": "art30.ods"}
PUBLIC = frozenset({"html", "pdf"})
"""Formats that have a version without identifiers; the others are nothing but identifiers."""

Write = Callable[..., None]
"""`write(run, run_dir, target, lang, **options of the format)`."""


def output(name: str) -> Write:
    """The function that writes a format. KeyError when there is no such format."""
    module, function = OUTPUTS[name].split(":")
    write: Write = getattr(importlib.import_module(module), function)
    return write


def filename(name: str, *, public: bool = False, **_options: object) -> str:
    """What the file of a format is called; the public version has a name of its own, so that one is never taken for the other."""
    return f"report{'-public' * public}.{SUFFIXES.get(name, name)}"
