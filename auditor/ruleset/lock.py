"""`index.lock`: the meaning of every rule, pinned per revision. A finding of last year must still say what it was judged by.

One line a rule: id, revision, and a hash of what judges (severity, force, scope, clauses) or `retired`. `$NAME`s are hashed as written:
what they hold changes with the law, and the registers carry their own dates. Ids stay for ever, those of removed rules included.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import InputError, Problem
from auditor.i18n import N_, _, filled
from auditor.ruleset.rule import Rule

NAME = "index.lock"
RETIRED = "retired"
UPDATE = N_("run: auditor rules lint --update")
_HEAD = "# Written by `auditor rules lint --update`: rule, revision, hash of its meaning. Never edit a line, never reuse an id.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the lock."""

    revision: int
    meaning: str


Lock = Mapping[str, Entry]


def meaning(rule: Rule) -> str:
    """A hash of what the rule judges by; words, order of keys and layout do not count."""
    plain = json.dumps(rule.meaning, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def read_lock(path: Path) -> Lock:
    """The lock of a rules folder; empty when there is none yet. Raises InputError for a line that is none."""
    if not path.exists():
        return {}
    found: dict[str, Entry] = {}
    problems = []
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        fields = line.split()
        if not fields or line.startswith("#"):
            continue
        if len(fields) != 3 or not fields[1].isdecimal() or fields[0] in found:
            problems.append(Problem(str(path), number, 1, _("expected a rule's id, its revision and a hash, each id once")))
            continue
        found[fields[0]] = Entry(int(fields[1][:9]), fields[2])
    if problems:
        raise InputError(problems)
    return found


def broken(rules: Sequence[Rule], lock: Lock) -> list[Problem]:
    """What no update may hide: a meaning changed without a revision, a revision gone back, a retired id taken again."""
    problems = []
    for rule in rules:
        entry = lock.get(rule.id)
        if entry is None:
            continue
        if entry.meaning == RETIRED:
            problems.append(Problem(rule.source, 1, 1, filled("id '%(id)s' was retired and is never used again: take another", id=rule.id)))
        elif rule.revision < entry.revision:
            message = filled("revision went back from %(before)s to %(now)s", before=entry.revision, now=rule.revision)
            problems.append(Problem(rule.source, 1, 1, message))
        elif rule.revision == entry.revision and meaning(rule) != entry.meaning:
            message = filled(
                "what '%(id)s' judges has changed, its revision has not: write revision: %(next)s", id=rule.id, next=rule.revision + 1
            )
            problems.append(Problem(rule.source, 1, 1, message))
    return problems


def stale(rules: Sequence[Rule], lock: Lock, path: Path) -> list[Problem]:
    """What an update would write: new rules and revisions, and rules that are gone."""
    current = {rule.id: rule.revision for rule in rules}
    late = [name for name, revision in current.items() if name not in lock or lock[name].revision < revision]
    gone = [name for name, entry in lock.items() if name not in current and entry.meaning != RETIRED]
    return [
        Problem(str(path), 1, 1, filled("does not hold this revision of %(name)s; %(update)s", name=name, update=_(UPDATE)))
        for name in late
    ] + [Problem(str(path), 1, 1, filled("holds %(name)s, which is gone; %(update)s", name=name, update=_(UPDATE))) for name in gone]


def updated(rules: Sequence[Rule], lock: Lock) -> str:
    """The text of the lock for these rules; what it held and no longer finds is retired."""
    entries = {name: Entry(entry.revision, RETIRED) for name, entry in lock.items()}
    entries |= {rule.id: Entry(rule.revision, meaning(rule)) for rule in rules}
    return _HEAD + "".join(f"{name} {entry.revision} {entry.meaning}\n" for name, entry in sorted(entries.items()))
