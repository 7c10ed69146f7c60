"""Who is audited: a folder with one folder a member, or a table of members with a template of their auditor.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from itertools import zip_longest
from pathlib import Path
from string import Template

from auditor.configuration import FILE, INHERITS, runs_of
from auditor.errors import AuditorError, InputError, Problem
from auditor.files import write_atomically
from auditor.files.bounded import read_bounded
from auditor.i18n import _, filled
from auditor.reference.source import MAX_BYTES, load
from auditor.tables.rows import best, tables

ENVIRONMENT = "environment"
"""The file beside a member's auditor.yaml that holds its credentials, KEY=value a line: no other member's process sees it."""
RUN = "run"
"""Where a member's run lies in its directory."""
_NAMED = {"name", "nom"}
_NAME = re.compile(r"[\w][\w.-]{0,80}\Z")


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation: its name in the fleet, its configuration, the environment of its process. `owner` runs it when root starts.

    `inherits` are the runs that it takes over, each with the member whose it is, if any.
    """

    name: str
    config: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    owner: tuple[int, int] | None = None
    inherits: tuple[tuple[Path, str], ...] = ()

    @property
    def lenders(self) -> list[str]:
        """The members that have to run before it."""
        return [name for _run, name in self.inherits if name]


def members(where: Path, template: Path | None, out: Path) -> list[Member]:
    """Every member, after those that it inherits from. Raises AuditorError, InputError with every line that cannot be read, OutputError."""
    found = {member.name: member for member in _found(where, template, out)}
    runs = {(folder / RUN).resolve(): name for name, member in found.items() for folder in (member.config.parent, out / name)}
    for name, member in found.items():
        lent = ((path, runs.get(path, "")) for path in _inherited(member.config))
        found[name] = replace(member, inherits=tuple((out / lender / RUN if lender else path, lender) for path, lender in lent))
    try:
        return [found[name] for name in TopologicalSorter({name: member.lenders for name, member in found.items()}).static_order()]
    except CycleError as error:
        names = ", ".join(dict.fromkeys(error.args[1]))
        raise AuditorError(
            filled("these members inherit from each other: %(names)s", names=names), _("Take one 'inherits' away.")
        ) from error


def _inherited(config: Path) -> list[Path]:
    """The runs that a member takes over; of a file that cannot be read, its own run will say so."""
    try:
        told = load(config).data
    except InputError:
        return []
    written = told.get(INHERITS) if isinstance(told, dict) else None
    return [Path(run).resolve() for run in runs_of(config, written)] if isinstance(written, str | list) else []


def _found(where: Path, template: Path | None, out: Path) -> list[Member]:
    if where.is_dir():
        found = [_of_folder(folder) for folder in sorted(where.iterdir()) if (folder / FILE).is_file()]
        if not found:
            raise AuditorError(
                filled("no folder of %(where)s holds an %(file)s", where=where, file=FILE), _("Make one folder a member, or give a CSV.")
            )
        return found
    if template is None:
        raise AuditorError(
            _("a table of members needs --template"), _("Give an auditor.yaml in which ${column} stands for a member's cell.")
        )
    return _of_table(where, template, out)


def _of_folder(folder: Path) -> Member:
    told = folder.stat()
    return Member(folder.name, folder / FILE, environment(folder / ENVIRONMENT), (told.st_uid, told.st_gid))


def environment(path: Path) -> dict[str, str]:
    """The variables of a file of KEY=value; none when there is no file. Raises AuditorError without a word of its content."""
    if not path.exists() and not path.is_symlink():
        return {}
    lines = read_text(path, _("Check that the auditor may read it.")).splitlines()
    told = [line.partition("=") for line in lines if line.strip() and not line.lstrip().startswith("#")]
    for number, (name, equals, value) in enumerate(told, 1):
        if not equals or not re.fullmatch(r"[A-Za-z_]\w*", name.strip(), re.ASCII) or "\0" in value:
            raise AuditorError(filled("entry %(number)s of %(path)s is not KEY=value", number=number, path=path), _("Write one a line."))
    return {name.strip(): value.strip() for name, _equals, value in told}


def read_text(path: Path, remedy: str) -> str:
    """A file of text, within bounds; nothing of it is said where it cannot be read."""
    try:
        return read_bounded(path, MAX_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditorError(filled("%(path)s cannot be read", path=path), remedy) from error


def _of_table(path: Path, template: Path, out: Path) -> list[Member]:
    """Write each member's auditor.yaml from its row: a cell stands in it as a quoted text, whatever it holds."""
    form = Template(read_text(template, _("Check the path, and that it is UTF-8.")))
    rows, first = best(tables(path), lambda row: len(row) if _NAMED.intersection(row) else 0)
    if not first:
        raise InputError([Problem(str(path), 1, 1, _("needs a column 'nom'"))], _("Correct the table; nothing was scanned."))
    headings = next(row for line, row in rows if line == first)
    problems, found, seen = [], [], set[str]()
    for line, cells in ((line, cells) for line, cells in rows if line > first and any(cells)):
        row = dict(zip_longest(headings, cells[: len(headings)], fillvalue=""))
        name = row.get("name") or row.get("nom") or ""
        if not _NAME.match(name) or name in seen:
            problems.append(Problem(str(path), line, 1, _("needs a name of its own, of letters, digits, '.', '_' and '-'")))
            continue
        seen.add(name)
        try:
            written = form.substitute({key: json.dumps(value, ensure_ascii=False) for key, value in row.items() if key})
        except (KeyError, ValueError) as error:
            problems.append(Problem(str(template), 1, 1, filled("names a column that %(path)s has not: %(what)s", path=path, what=error)))
            break
        config = out / name / FILE
        with write_atomically(config) as stream:
            stream.write(written.encode())
        found.append(Member(name, config, environment(path.parent / ENVIRONMENT / name)))
    if problems:
        raise InputError(problems, _("Correct the table; nothing was scanned."))
    return found
