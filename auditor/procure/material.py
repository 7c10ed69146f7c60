"""What an offer is made of: answers, plans, templates, folders of Terraform's language, each an entry of `accounts:`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.errors import InputError, Problem
from auditor.files.bounded import read_bounded
from auditor.i18n import filled
from auditor.providers.declared.reading import TABLES
from auditor.providers.terraform.files import TEMPLATE
from auditor.providers.terraform.hcl.folder import SORTS, files
from auditor.reference.source import MAX_BYTES
from auditor.tables.rows import MARKDOWN

YAML = (".yaml", ".yml")
ANSWERS = (*YAML, *TABLES)
PLANS = (".json", ".tfstate", ".template", *SORTS)
SERVICES = re.compile(r"^[\"']?services[\"']?\s*:", re.MULTILINE)
"""What begins a line of answers only."""


@dataclass(frozen=True, slots=True)
class Material:
    """A file or folder that is read as one; `answers` are a questionnaire's, anything else is a plan of some sort."""

    path: Path
    answers: bool

    def entry(self, identifier: str) -> dict[str, Any]:
        """The entry of `accounts:` that reads it."""
        if self.answers:
            return {"id": identifier, "provider": "declared", "file": self.path}
        return {"id": identifier, "provider": "terraform", "files": [str(self.path)]}


def materials(path: Path) -> list[Material]:
    """All that an offer is made of. Raises InputError for a file that is nothing of the sort."""
    return [*_folder(path)] if path.is_dir() else [_file(path)]


def _folder(path: Path) -> Iterator[Material]:
    """The files of a folder, and the folders in it that Terraform's language is written in."""
    found = [one for one in sorted(path.iterdir()) if not one.name.startswith(".")]
    written = bool(files(path))
    if written:
        yield Material(path, answers=False)
    for one in found:
        if one.is_dir():
            if not written and files(one):
                yield Material(one, answers=False)
        elif not written or _beside(one):
            yield _file(one)


def _beside(path: Path) -> bool:
    """Whether a file beside Terraform's language is of the offer, and not its documentation or settings."""
    suffix = path.suffix.lower()
    return (suffix in TABLES and suffix != MARKDOWN) or (suffix in YAML and (_begins(path, TEMPLATE) or _begins(path, SERVICES)))


def _file(path: Path) -> Material:
    suffix = path.suffix.lower()
    if suffix in ANSWERS:
        return Material(path, answers=not (suffix in YAML and _begins(path, TEMPLATE)))
    if path.name.lower().endswith(PLANS):
        return Material(path, answers=False)
    said = filled("neither answers (%(names)s) nor a plan (%(plans)s)", names=", ".join(ANSWERS), plans=", ".join(PLANS))
    raise InputError([Problem(str(path), 1, 1, said)])


def _begins(path: Path, with_: re.Pattern[str]) -> bool:
    """Whether a line does; what cannot be read is told by who reads it."""
    try:
        return bool(with_.search(read_bounded(path, MAX_BYTES).decode(errors="replace")))
    except OSError:
        return False
