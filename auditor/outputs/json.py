"""report.json: the run, what was not read and every finding, for programs. Keys sorted, plain ASCII, never translated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import msgspec

from auditor.files import write_atomically
from auditor.inventory.snapshot import read_coverage
from auditor.model import SCHEMA_VERSION, Run
from auditor.run import SNAPSHOT, read_findings

# Beyond what JSON asks: a page or a mail that embeds the file must not see a tag in it.
_INERT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:  # noqa: ARG001 - never translated
    """Write `{coverage, findings, run, schema_version}`; findings are streamed. Raises OutputError."""
    with write_atomically(target) as stream:
        stream.write(b'{\n"coverage":')
        listed(read_coverage(run_dir / SNAPSHOT), stream)
        stream.write(b',\n"findings":')
        listed(read_findings(run_dir), stream)
        stream.write(b',\n"run":%s,\n"schema_version":%d\n}\n' % (dumped(run), SCHEMA_VERSION))


def listed(items: Iterable[object], stream: IO[bytes]) -> None:
    """Write a JSON list, an item a line, as they come."""
    separator = b"[\n"
    for item in items:
        stream.write(separator + dumped(item))
        separator = b",\n"
    stream.write(b"[]" if separator == b"[\n" else b"\n]")


def dumped(item: object) -> bytes:
    """A struct or plain data as JSON: keys sorted, plain ASCII, nothing that a page would take for a tag."""
    text = json.dumps(msgspec.to_builtins(item), sort_keys=True, separators=(",", ":"))
    return text.translate(_INERT).encode("ascii")
