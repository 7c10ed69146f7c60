"""Clauses read from YAML and held against the fact dictionary: what comes out can be judged, what is wrong is told with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor.i18n import N_, _, filled
from auditor.reference.facts import Dictionary, Fact
from auditor.reference.registers import Reference
from auditor.reference.sheet import Sheet, quoted, shown
from auditor.reference.source import Path_, suggest
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not
from auditor.ruleset.inputs import TAGS, is_objects
from auditor.ruleset.operators import OPERATORS, Operator
from auditor.ruleset.values import mistake

STRUCTURE = ("all", "any", "not", "every", "some", "fact")
LONGEST_GLOB = 200
_NO_TAG = {"fr": "étiquette absente", "en": "no such tag"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The facts that clauses may read, and where: of some kinds of resource, or of the items of a list.

    `elsewhere` holds those of the other kinds, so that a message can tell "no such fact" from "not of this kind".
    """

    facts: Mapping[str, Fact]
    kinds: tuple[str, ...] = ()
    elsewhere: Mapping[str, Fact] | None = None
    of: str = ""

    def find(self, sheet: Sheet, path: Path_, name: object) -> Fact | None:
        """The dictionary's entry for a fact; None, and a mistake noted, when it is not one of the scope's."""
        if not isinstance(name, str):
            sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("the name of a fact"), found=shown(name)))
            return None
        if name in self.facts:
            return self.facts[name]
        if not self.of and name.startswith(TAGS) and name != TAGS:
            return replace(self.facts["provider"], name=name, null=_NO_TAG, label={"fr": f"étiquette {name[5:]}", "en": f"tag {name[5:]}"})
        if self.elsewhere and name in self.elsewhere:
            without = ", ".join(kind for kind in self.kinds if kind not in self.elsewhere[name].kinds)
            sheet.refuse(path, filled("fact '%(name)s' does not exist for %(without)s", name=name, without=without))
        else:
            unknown = filled("unknown fact %(name)s", name=quoted(name))
            what = filled("unknown field %(name)s of '%(list)s'", name=quoted(name), list=self.of) if self.of else unknown
            sheet.refuse(path, what, suggest(name, self.facts))
        return None


def scope(dictionary: Dictionary, kinds: tuple[str, ...]) -> Scope:
    """The facts that every one of the kinds has."""
    shared = {name: fact for name, fact in dictionary.facts.items() if fact.kinds.issuperset(kinds)}
    return Scope(shared, kinds, dictionary.facts)


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads the clauses of one document."""

    sheet: Sheet
    reference: Reference

    def clause(self, path: Path_, value: object, scope: Scope) -> Clause | None:
        """The clause at `path`; None, and its mistakes noted, when it has any."""
        if not isinstance(value, dict):
            self.sheet.refuse(
                path, filled("expected a clause (%(names)s), found %(found)s", names=", ".join(STRUCTURE), found=shown(value))
            )
            return None
        words = [word for word in STRUCTURE if word in value]
        if len(words) != 1:
            self._not_one_word(path, value, words)
            return None
        match words[0]:
            case "fact":
                return self._leaf(path, value, scope)
            case "every" | "some":
                return self._each(path, value, words[0], scope)
            case "not":
                self.sheet.mapping(path, value, ("not",))
                inner = self.clause((*path, "not"), value["not"], scope)
                return Not(inner) if inner is not None else None
            case word:
                self.sheet.mapping(path, value, (word,))
                clauses = [self.clause(at, item, scope) for at, item in self.sheet.items((*path, word), value[word], N_("clauses"))]
                sound = tuple(clause for clause in clauses if clause is not None)
                return Group(word, sound) if sound and len(sound) == len(clauses) else None

    def values(self, path: Path_, written: object, fact: Fact, what: str) -> tuple[Any, ...] | None:
        """One or more values of the fact, `$NAME`s among them, as written; None when one of them cannot be."""
        before = len(self.sheet.problems)
        pairs = [(path, written)] if isinstance(written, str) and written.startswith("$") else list(self.sheet.items(path, written, what))
        for at, item in pairs:
            if isinstance(item, str) and item.startswith("$"):
                self._list(at, item, fact)
            else:
                self._value(at, item, fact)
        return tuple(item for _, item in pairs) if pairs and len(self.sheet.problems) == before else None

    def _leaf(self, path: Path_, value: Mapping[str, Any], scope: Scope) -> Leaf | None:
        before = len(self.sheet.problems)
        fact = scope.find(self.sheet, (*path, "fact"), value["fact"])
        operators = [key for key in value if key in OPERATORS]
        for key in value:
            if key != "fact" and key not in OPERATORS:
                self.sheet.refuse((*path, key), filled("unknown operator %(key)s", key=quoted(key)), suggest(key, OPERATORS), key=True)
        if len(operators) > 1 or (not operators and len(value) == 1):
            self.sheet.refuse(path, filled("expected one operator, found %(found)s", found=", ".join(operators) or _("none")))
        if fact is None or len(operators) != 1:
            return None
        name = operators[0]
        operand = self._operand((*path, name), value[name], fact, name, OPERATORS[name])
        if len(self.sheet.problems) > before:
            return None
        return Leaf(value["fact"], fact, name, operand, self.sheet.line(path))

    def _operand(self, path: Path_, written: object, fact: Fact, name: str, operator: Operator) -> Any:
        if fact.type not in operator.types:
            fits = ", ".join(other for other, each in OPERATORS.items() if fact.type in each.types) or _("none")
            self.sheet.refuse(
                path,
                filled(
                    "'%(name)s' does not fit '%(fact)s', which is a %(type)s (what fits: %(fits)s)",
                    name=name,
                    fact=fact.name,
                    type=fact.type,
                    fits=fits,
                ),
                key=True,
            )
            return None
        match operator.takes:
            case "boolean":
                if not isinstance(written, bool):
                    self.sheet.refuse(path, filled("expected %(what)s, found %(found)s", what=_("true or false"), found=shown(written)))
            case "many":
                return self.values(path, written, fact, N_("values or a $LIST"))
            case "glob":
                if len(self.sheet.text(path, written, N_("a pattern such as 'backup-*'"))) > LONGEST_GLOB:
                    self.sheet.refuse(path, filled("longer than %(most)s characters", most=LONGEST_GLOB))
            case _:
                # `equals: null` asks whether the fact is known to be not set; a bound cannot be null.
                if written is not None or name not in ("equals", "not_equals"):
                    self._value(path, written, fact)
        return written

    def _value(self, path: Path_, written: object, fact: Fact) -> None:
        wrong = mistake(fact, written, self.reference)
        if wrong is not None:
            self.sheet.refuse(path, *wrong)

    def _list(self, path: Path_, name: str, fact: Fact) -> None:
        lists = self.reference.lists
        if name not in lists:
            self.sheet.refuse(path, filled("unknown list %(name)s", name=quoted(name)), _close(name, lists))
        elif any(mistake(fact, member, self.reference) for member in lists[name]):
            self.sheet.refuse(path, filled("%(name)s does not hold values of '%(fact)s'", name=name, fact=fact.name))

    def _each(self, path: Path_, value: Mapping[str, Any], word: str, scope: Scope) -> Each | None:
        self.sheet.mapping(path, value, (word, "must"), ("where",))
        fact = scope.find(self.sheet, (*path, word), value[word])
        if fact is None:
            return None
        if not (is_objects(fact) and fact.fields):
            lists = [name for name, each in scope.facts.items() if is_objects(each) and each.fields]
            self.sheet.refuse(
                (*path, word), filled("'%(name)s' is not a list of objects", name=fact.name), lists[0] if len(lists) == 1 else ""
            )
            return None
        inside = Scope(fact.fields, of=fact.name)
        where = self.clause((*path, "where"), value["where"], inside) if "where" in value else None
        must = self.clause((*path, "must"), value["must"], inside) if "must" in value else None
        if must is None or (where is None and "where" in value):
            return None
        return Each(word, value[word], fact, where, must, self.sheet.line(path))

    def _not_one_word(self, path: Path_, value: Mapping[str, object], words: list[str]) -> None:
        if words:
            self.sheet.refuse(
                path, filled("expected one of %(names)s; found %(found)s", names=", ".join(STRUCTURE), found=", ".join(words))
            )
            return
        for key in value:
            self.sheet.refuse((*path, key), filled("unknown word %(key)s", key=quoted(key)), suggest(key, STRUCTURE), key=True)
        if not value:
            self.sheet.refuse(
                path, filled("expected a clause (%(names)s), found %(found)s", names=", ".join(STRUCTURE), found=_("nothing"))
            )


def _close(name: str, lists: Mapping[str, object]) -> str:
    """The list whose name resembles, in its own capitals; an empty string when none does."""
    lower = {each.lower(): each for each in lists}
    return lower.get(suggest(name, lower), "")
