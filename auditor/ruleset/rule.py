"""A rule: one YAML file that states what must hold, for which resources, by which texts, and what to do when it does not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from auditor.configuration import Profile
from auditor.errors import InputError, Problem
from auditor.i18n import N_, _, filled
from auditor.model import SEVERITIES, Severity
from auditor.reference.facts import Dictionary, Fact, Words, facts
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES, requirements
from auditor.reference.sheet import Sheet, quoted, shown
from auditor.reference.source import Document, parse, read, suggest
from auditor.ruleset.check import Checker, scope
from auditor.ruleset.clause import Clause
from auditor.ruleset.examples import Example, Reader
from auditor.ruleset.force import CAPS
from auditor.ruleset.operators import resolved

REQUIRED = ("id", "revision", "title", "failure", "severity", "force", "requirements", "applies_to", "must", "remedy", "examples")
OPTIONAL = ("why", "status", "since")
STATUSES = ("draft", "stable", "deprecated")
_ID = re.compile(r"[A-Z]{3}-[0-9]{3}\Z")
REMEMBERED = 512
"""Rules that are remembered as they were understood: all that are shipped, by the registers of a few days or contracts."""
MEANING = ("severity", "force", "applies_to", "must")
"""The keys that decide what a rule says of a resource; the rest is words."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """`path` is that of the file below its rules folder ("health/LOC-004.yaml"); `source` the file itself.

    `profiles` None means every profile. `meaning` is what judges, as written, for the lock.
    """

    id: str
    revision: int
    title: Words
    failure: Words
    severity: Severity
    force: str
    requirements: tuple[str, ...]
    kinds: tuple[str, ...]
    profiles: tuple[str, ...] | None
    when: Clause | None
    must: Clause
    remedy: Words
    why: Words | None
    status: str
    since: str | None
    examples: tuple[Example, ...]
    path: str
    source: str
    meaning: Mapping[str, Any]


def load_rules(roots: Sequence[Path], reference: Reference, dictionary: Dictionary | None = None) -> tuple[Rule, ...]:
    """Every rule below the roots (folders or files), in the order of their ids. Raises InputError with all mistakes of all files."""
    problems: list[Problem] = []
    rules: list[Rule] = []
    for root in roots:
        found = files(root)
        if not found:
            problems.append(Problem(str(root), 1, 1, _("holds no rule: no .yaml file")))
        for file in found:
            try:
                rules.append(_understood(read(file), str(file), reference, dictionary or facts(), below(root, file)))
            except InputError as error:
                problems += error.problems
    problems += _clashes(rules)
    if problems:
        raise InputError(problems)
    return tuple(sorted(rules, key=lambda rule: rule.id))


@lru_cache(REMEMBERED)
def _understood(text: str, file: str, reference: Reference, dictionary: Dictionary, path: str) -> Rule:
    """The rule that a text is, read once by a process that judges by it again and again: offers, members, watches. No mistake is kept."""
    return read_rule(parse(text, file), reference, dictionary, path)


def files(root: Path) -> list[Path]:
    """The rule files below a root. Folders whose name starts with `_` or `.` hold registers and other things."""
    if root.is_file():
        return [root]
    return sorted(file for file in root.rglob("*.yaml") if not any(part[0] in "_." for part in file.relative_to(root).parts))


def below(root: Path, file: Path) -> str:
    """The name of a rule file as findings show it: its folder and its own name."""
    return file.relative_to(root).as_posix() if root.is_dir() else f"{file.absolute().parent.name}/{file.name}"


def read_rule(document: Document, reference: Reference, dictionary: Dictionary, path: str) -> Rule:
    """The rule that a document holds. Raises InputError with all its mistakes."""
    sheet = Sheet(document)
    rule = _Reading(sheet, reference, dictionary).rule(path)
    if sheet.problems or rule is None:
        raise InputError(sheet.problems)
    return rule


@dataclass(frozen=True, slots=True)
class _Reading:
    sheet: Sheet
    reference: Reference
    dictionary: Dictionary

    def rule(self, path: str) -> Rule | None:
        """The rule, complete or None; whatever is wrong is on the sheet."""
        sheet = self.sheet
        given = sheet.mapping((), sheet.document.data, REQUIRED, OPTIONAL)
        words = {key: sheet.words((key,), given[key]) for key in ("title", "failure", "remedy", "why") if key in given}
        severity, force = self._severity(given)
        kinds, profiles = self._applies_to(given)
        checker, facts = Checker(sheet, self.reference), scope(self.dictionary, kinds)
        applies_to = given.get("applies_to")
        scoped = isinstance(applies_to, dict) and "when" in applies_to
        when = checker.clause(("applies_to", "when"), given["applies_to"]["when"], facts) if scoped else None
        must = checker.clause(("must",), given["must"], facts) if "must" in given else None
        reader = Reader(checker, self.dictionary, kinds or tuple(self.dictionary.kinds))
        examples = reader.examples(("examples",), given["examples"]) if "examples" in given else ()
        name, revision = self._name(given, path), self._revision(given)
        requirements = self._requirements(given)
        status = sheet.choice(("status",), given["status"], STATUSES, N_("status")) if "status" in given else "stable"
        since = sheet.day(("since",), given["since"]) if "since" in given else None
        if sheet.problems or must is None:
            return None
        meaning = {key: given[key] for key in MEANING}
        return Rule(
            name, revision, words["title"], words["failure"], Severity(severity), force, requirements, kinds, profiles, when, must,
            words["remedy"], words.get("why"), status, since, examples, path, sheet.document.path, meaning,
        )  # fmt: skip

    def _name(self, data: Mapping[str, object], path: str) -> str:
        if "id" not in data:
            return ""
        name = self.sheet.text(("id",), data["id"])
        stem = Path(path).stem
        if name and not _ID.match(name):
            self.sheet.refuse(
                ("id",), filled("%(name)s is not an id: three capitals, a hyphen, three digits, such as LOC-004", name=quoted(name))
            )
        elif name and name != stem:
            self.sheet.refuse(("id",), filled("id '%(name)s' is not the name of the file %(stem)s", name=name, stem=quoted(stem)))
        return name

    def _revision(self, data: Mapping[str, object]) -> int:
        revision = data.get("revision")
        if type(revision) is int and revision >= 1:
            return revision
        if "revision" in data:
            self.sheet.refuse(
                ("revision",), filled("expected %(what)s, found %(found)s", what=_("a whole number from 1"), found=shown(revision))
            )
        return 0

    def _severity(self, data: Mapping[str, object]) -> tuple[str, str]:
        force = self.sheet.choice(("force",), data["force"], FORCES, N_("force")) if "force" in data else ""
        words = [each.value for each in SEVERITIES]
        severity = self.sheet.choice(("severity",), data["severity"], words, N_("severity")) if "severity" in data else ""
        if severity and force and words.index(severity) < SEVERITIES.index(CAPS[force]):
            self.sheet.refuse(
                ("severity",),
                filled("severity '%(severity)s' is above the cap of force '%(force)s'", severity=severity, force=force),
                CAPS[force].value,
            )
        return severity, force

    def _applies_to(self, data: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
        path = ("applies_to",)
        if "applies_to" not in data:
            return (), None
        value = self.sheet.mapping(path, data["applies_to"], ("kinds",), ("when", "profiles"))
        kinds: tuple[str, ...] = ()
        if "kinds" in value:
            empty = {"fr": "", "en": ""}
            fact = Fact("kinds", "enum", frozenset(), empty, empty, empty, values=tuple(self.dictionary.kinds))
            written = Checker(self.sheet, self.reference).values((*path, "kinds"), value["kinds"], fact, N_("kinds or a $LIST"))
            kinds = tuple(dict.fromkeys(resolved(written or (), self.reference.lists)))
        if "profiles" not in value:
            return kinds, None
        profiles = self.sheet.items((*path, "profiles"), value["profiles"], N_("profiles"))
        return kinds, tuple(self.sheet.choice(at, item, get_args(Profile), N_("profile")) for at, item in profiles)

    def _requirements(self, data: Mapping[str, object]) -> tuple[str, ...]:
        if "requirements" not in data:
            return ()
        names = []
        for at, item in self.sheet.items(("requirements",), data["requirements"], N_("requirements")):
            name = self.sheet.text(at, item, N_("the id of a requirement"))
            if name and self.reference.requirement(name) is None:
                self.sheet.refuse(at, filled("unknown requirement %(name)s", name=quoted(name)), self._requirement_like(name))
            names.append(name)
        return tuple(names)

    def _requirement_like(self, name: str) -> str:
        spelling = suggest(name, [known.lower() for known in requirements()])
        return next((known for known in requirements() if known.lower() == spelling), "")


def _clashes(rules: Sequence[Rule]) -> list[Problem]:
    """Two files with one id."""
    first: dict[str, Rule] = {}
    problems = []
    for rule in rules:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            problems.append(
                Problem(rule.source, 1, 1, filled("id '%(id)s' is already that of %(source)s", id=rule.id, source=other.source))
            )
    return problems
