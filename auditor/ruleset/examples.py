"""Examples are tests: a small resource, what the rule says of it, and the facts that decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.i18n import N_, _, filled
from auditor.model import Outcome, Resource
from auditor.reference.facts import Dictionary, Fact
from auditor.reference.sheet import quoted, shown
from auditor.reference.source import Path_, suggest
from auditor.ruleset.check import Checker
from auditor.ruleset.inputs import IDENTITY, NOT_COLLECTED, is_objects
from auditor.ruleset.values import mistake

_ITEM = re.compile(r"(.+?)\[(\d{1,3})\](?:\.(.+))?\Z")
DECIDED = (Outcome.FAIL, Outcome.UNKNOWN)
"""Outcomes that have reasons, so that an example must name them."""


@dataclass(frozen=True, slots=True)
class Example:
    """`because` names the facts that decide, for a failure or an unknown. `line` is where the example starts."""

    name: str
    resource: Resource
    expect: Outcome
    because: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the examples of one rule, which covers `kinds`."""

    checker: Checker
    dictionary: Dictionary
    kinds: tuple[str, ...]

    def examples(self, path: Path_, value: object) -> tuple[Example, ...]:
        """Every sound example; a rule needs at least one that passes, one that fails and one that is unknown."""
        sheet = self.checker.sheet
        items = [(at, item) for at, item in sheet.items(path, value, N_("examples"))]
        found = [self._example(at, item) for at, item in items]
        expected = {item.get("expect") for _, item in items if isinstance(item, dict) and isinstance(item.get("expect"), str)}
        for outcome in (Outcome.PASS, *DECIDED):
            if outcome.value not in expected and items:
                sheet.refuse(path, filled("no example expects '%(outcome)s'", outcome=outcome.value))
        return tuple(example for example in found if example is not None)

    def _example(self, path: Path_, value: object) -> Example | None:
        sheet = self.checker.sheet
        before = len(sheet.problems)
        data = sheet.mapping(path, value, ("name", "resource", "expect"), ("unknown", "because"))
        name = sheet.text((*path, "name"), data["name"]) if "name" in data else ""
        expect = (
            sheet.choice((*path, "expect"), data["expect"], [each.value for each in Outcome], N_("outcome")) if "expect" in data else ""
        )
        resource = (
            self._resource((*path, "resource"), data["resource"], (*path, "unknown"), data.get("unknown", {}))
            if "resource" in data
            else None
        )
        because = self._because(path, data, expect)
        if resource is None or len(sheet.problems) > before:
            return None
        return Example(name, resource, Outcome(expect), because, sheet.line(path))

    def _because(self, path: Path_, data: Mapping[str, object], expect: str) -> tuple[str, ...]:
        sheet = self.checker.sheet
        if expect in DECIDED and "because" not in data:
            sheet.refuse(path, filled("'because' is missing: which facts make it '%(expect)s'?", expect=expect))
        if expect and expect not in DECIDED and "because" in data:
            sheet.refuse((*path, "because"), filled("'because' has no place where '%(expect)s' is expected", expect=expect), key=True)
        if "because" not in data:
            return ()
        return tuple(
            sheet.text(at, item, N_("the path of a fact")) for at, item in sheet.items((*path, "because"), data["because"], N_("facts"))
        )

    def _resource(self, path: Path_, value: object, unknown_path: Path_, unknown: object) -> Resource | None:
        sheet = self.checker.sheet
        if not isinstance(value, dict):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=shown(value)))
            return None
        if "kind" not in value:
            sheet.refuse(path, filled("missing '%(key)s'", key="kind"))
            return None
        kind = sheet.choice((*path, "kind"), value["kind"], self.kinds, N_("kind of this rule"))
        if not kind:
            return None
        given = dict(self._facts(path, {key: item for key, item in value.items() if key not in ("kind", "tags")}, kind))
        tags = self._tags((*path, "tags"), value.get("tags", {}))
        holes = self._unknown(unknown_path, unknown, kind, given)
        who = {name: given.pop(name) for name in IDENTITY if name in given}
        holes |= {name: NOT_COLLECTED for name in IDENTITY if name not in who and name not in holes}
        return Resource(
            "example",
            kind,
            who.get("native_type") or "",
            who.get("provider") or "",
            who.get("account") or "",
            who.get("region"),
            who.get("name") or "",
            tags=tags,
            facts=_nested(given),
            unknown=holes,
        )

    def _tags(self, path: Path_, value: object) -> dict[str, str]:
        sheet = self.checker.sheet
        if not isinstance(value, dict):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=shown(value)))
            return {}
        return {key: sheet.text((*path, key), item) for key, item in value.items()}

    def _facts(self, path: Path_, value: Mapping[str, object], kind: str, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Every fact of the shorthand by its full path; keys may be nested or dotted."""
        known = self.dictionary.of_kind(kind)
        for key, item in value.items():
            at, name = (*path, key), prefix + key
            if name in known:
                self._value(at, item, known[name])
                yield name, item
            elif isinstance(item, dict) and any(other.startswith(f"{name}.") for other in self.dictionary.facts):
                yield from self._facts(at, item, kind, f"{name}.")
            elif name in IDENTITY:
                yield name, self.checker.sheet.text(at, item)
            elif name in self.dictionary.facts:
                self.checker.sheet.refuse(at, filled("fact '%(name)s' does not exist for %(kind)s", name=name, kind=kind), key=True)
            else:
                self.checker.sheet.refuse(at, filled("unknown fact %(name)s", name=quoted(name)), suggest(name, known), key=True)

    def _value(self, path: Path_, value: object, fact: Fact) -> None:
        sheet = self.checker.sheet
        if value is None:
            return
        if fact.type != "list":
            wrong = mistake(fact, value, self.checker.reference)
            if wrong is not None:
                sheet.refuse(path, *wrong)
            return
        if not isinstance(value, list):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("a list"), found=shown(value)))
            return
        for index, item in enumerate(value):
            self._item((*path, index), item, fact)

    def _item(self, path: Path_, item: object, fact: Fact) -> None:
        sheet = self.checker.sheet
        if not is_objects(fact):
            wrong = mistake(fact, item, self.checker.reference)
            if wrong is not None:
                sheet.refuse(path, *wrong)
        elif not isinstance(item, dict):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=shown(item)))
        elif fact.fields:
            for key, value in sheet.mapping(path, item, (), fact.fields).items():
                if key in fact.fields:
                    self._value((*path, key), value, fact.fields[key])

    def _unknown(self, path: Path_, value: object, kind: str, given: Mapping[str, object]) -> dict[str, str]:
        """The facts that could not be read, each with its reason; one that is also given is a mistake."""
        sheet = self.checker.sheet
        if not isinstance(value, dict):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("facts and reasons"), found=shown(value)))
            return {}
        known = self.dictionary.of_kind(kind)
        for name, reason in value.items():
            at = (*path, name)
            sheet.text(at, reason, N_("a reason such as 'access_denied: s3:GetBucketTagging'"))
            if name in given:
                sheet.refuse(at, filled("'%(name)s' is given: it cannot be unknown", name=name), key=True)
            elif _ITEM.match(name):
                self._unknown_item(at, name, given)
            elif name not in known and not any(fact.startswith(f"{name}.") for fact in known):
                sheet.refuse(at, filled("unknown fact %(name)s", name=quoted(name)), suggest(name, known), key=True)
        return {name: reason for name, reason in value.items() if isinstance(reason, str)}

    def _unknown_item(self, path: Path_, name: str, given: Mapping[str, object]) -> None:
        sheet, (parent, number, field) = self.checker.sheet, _ITEM.match(name).groups()  # type: ignore[union-attr]
        items = given.get(parent)
        fact = self.dictionary.facts.get(parent)
        if not isinstance(items, list) or int(number) >= len(items):
            sheet.refuse(path, filled("there is no %(found)s in the example", found=quoted(f"{parent}[{number}]")), key=True)
        elif field and fact and field not in fact.fields:
            sheet.refuse(
                path,
                filled("unknown field %(name)s of '%(list)s'", name=quoted(field), list=parent),
                suggest(field, fact.fields),
                key=True,
            )
        elif field and isinstance(items[int(number)], dict) and field in items[int(number)]:
            sheet.refuse(path, filled("'%(name)s' is given: it cannot be unknown", name=name), key=True)


def _nested(flat: Mapping[str, object]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, leaf = path.split(".")
        node = facts
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return facts
