"""Clauses and resources for property tests, and a second reading of the language to hold the first against."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from auditor.model import Resource
from auditor.reference.durations import at_least, at_most
from auditor.reference.facts import facts
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not
from tests.ruleset.build import registers, resource

FACTS = facts().facts
COUNTRIES = ("FR", "NO", "US", "CH")
VALUES: dict[str, list[Any]] = {
    "public.access": [True, False],
    "retention.max": ["P30D", "P31D", "P1M", "P2Y"],
    "data.categories": [[], ["health"], ["hr", "health"], ["open_data"]],
    "nature": ["original", "backup"],
    "region": ["eu-west-3", "us-east-1"],
}
ITEM_VALUES: dict[str, list[Any]] = {"role": ["primary", "replica"], "country": [*COUNTRIES, None], "trusted": [True, False]}
LEAVES: dict[str, list[tuple[str, list[Any]]]] = {
    "public.access": [("equals", [True, False]), ("not_equals", [True, False]), ("is_set", [True, False])],
    "retention.max": [("at_most", ["P1M", "P1Y"]), ("at_least", ["P1M", "P1Y"]), ("is_set", [True, False])],
    "data.categories": [("contains_any", [("health",), ("$SENSITIVE", "hr")]), ("contains_all", [("hr", "health")]), ("is_set", [True])],
    "nature": [("equals", ["original", None]), ("in", [("backup",)]), ("not_in", [("backup",)])],
    "region": [("matches", ["eu-*", "*-1"]), ("not_equals", ["eu-west-3", None])],
    "role": [("equals", ["primary"]), ("in", [("primary", "replica")])],
    "country": [("in", [("$EEA",), ("FR", "$ADEQUATE")]), ("not_in", [("$EEA",)]), ("is_set", [True, False])],
    "trusted": [("equals", [True, False])],
}


@st.composite
def leaves(draw: st.DrawFn, names: list[str], fields: bool = False) -> Leaf:
    """A leaf over one of the facts."""
    name = draw(st.sampled_from(names))
    operator, values = draw(st.sampled_from(LEAVES[name]))
    fact = FACTS["places"].fields[name] if fields else FACTS[name]
    return Leaf(name, fact, operator, draw(st.sampled_from(values)), draw(st.integers(1, 99)))


def grown(inner: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    """Clauses made of clauses."""
    groups = st.builds(Group, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3).map(tuple))
    return groups | st.builds(Not, inner)


FIELDS = st.recursive(leaves(list(ITEM_VALUES), fields=True), grown, max_leaves=4)
EACH = st.builds(
    Each, st.sampled_from(["every", "some"]), st.just("places"), st.just(FACTS["places"]), st.none() | FIELDS, FIELDS, st.just(1)
)
CLAUSES: st.SearchStrategy[Clause] = st.recursive(leaves(list(VALUES)) | EACH, grown, max_leaves=8)
HIDDEN = "hidden"


@st.composite
def resources(draw: st.DrawFn) -> Resource:
    """A bucket whose facts are each a value, null, unknown with a reason, or missing."""
    given: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for path, values in VALUES.items():
        state = draw(st.sampled_from(["value", "value", "null", "unknown", "missing"]))
        if state == "unknown":
            unknown[path] = "access_denied: demo"
        elif state != "missing":
            given[path] = draw(st.sampled_from(values)) if state == "value" else None
    if draw(st.booleans()):
        items = draw(st.lists(st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in ITEM_VALUES.items()}), max_size=3))
        given["places"] = items
        for number, item in enumerate(items):
            # What is known apart is of the first alone: of no other does anything ever say it.
            for field in [name for name, value in item.items() if number and value in FACTS["places"].fields[name].known_apart]:
                del item[field]
            for field in ITEM_VALUES.keys() - item.keys():
                if draw(st.booleans()):
                    unknown[f"places[{number}].{field}"] = "access_denied: demo"
    return make(given, unknown)


def make(given: dict[str, Any], unknown: dict[str, str]) -> Resource:
    """A resource from flat facts."""
    facts: dict[str, Any] = {}
    for path, value in given.items():
        parent, _, leaf = path.rpartition(".")
        if path != "region":
            (facts.setdefault(parent, {}) if parent else facts)[leaf] = value
    hole = {} if "region" in given else {"region": unknown.get("region", "not_collected")}
    return resource(region=given.get("region"), facts=facts, unknown=unknown | hole)


def known_paths(found: Resource) -> list[str]:
    """Every fact that the resource knows, items' fields one by one."""
    paths: list[str] = [] if "region" in found.unknown else ["region"]
    for name, value in found.facts.items():
        if name == "places":
            paths += ["places", *(f"places[{number}].{field}" for number, item in enumerate(value) for field in item)]
        else:
            paths += [f"{name}.{leaf}" for leaf in value] if isinstance(value, dict) else [name]
    return paths


def hide(found: Resource, path: str) -> Resource:
    """The same resource with one fact unknown."""
    facts = msgspec.json.decode(msgspec.json.encode(found.facts))
    if path.startswith("places["):
        number, _, field = path.removeprefix("places[").partition("].")
        del facts["places"][int(number)][field]
    elif path != "region":
        parent, _, leaf = path.rpartition(".")
        del (facts[parent] if parent else facts)[leaf]
    return msgspec.structs.replace(found, facts=facts, unknown=found.unknown | {path: HIDDEN})


FIRST = "(first)"
"""Whether an item of a list is its first: of the others, a value that is known apart is ruled out though nobody read which it is."""


def oracle(clause: Clause, facts: dict[str, Any] | None) -> bool | None:
    """Kleene's logic the slow way: over flat facts where what is not a key is unknown."""
    if facts is None:
        return None
    match clause:
        case Not(clause=inner):
            verdict = oracle(inner, facts)
            return None if verdict is None else not verdict
        case Group(word=word, clauses=clauses):
            verdicts = [oracle(inner, facts) for inner in clauses]
            return kleene_all(verdicts) if word == "all" else kleene_any(verdicts)
        case Each(word=word, where=where, must=must):
            if "places" not in facts:
                return None
            items = [{**item, FIRST: not number} for number, item in enumerate(facts["places"] or [])]
            picked = [(True if where is None else oracle(where, item), oracle(must, item)) for item in items]
            if word == "some":
                return kleene_any([kleene_all([scope, holds]) for scope, holds in picked])
            return kleene_all([kleene_any([None if scope is None else not scope, holds]) for scope, holds in picked])
        case Leaf():
            if clause.path in facts:
                return _holds(clause, facts[clause.path])
            left = {*clause.fact.values} - {*clause.fact.known_apart} if clause.fact.known_apart and facts.get(FIRST) is False else ()
            said = {_holds(clause, value) for value in left}
            return said.pop() if len(said) == 1 else None


def kleene_all(verdicts: list[bool | None]) -> bool | None:
    """False wins over unknown, unknown over true."""
    return False if False in verdicts else None if None in verdicts else True


def kleene_any(verdicts: list[bool | None]) -> bool | None:
    """True wins over unknown, unknown over false."""
    return True if True in verdicts else None if None in verdicts else False


def flat(found: Resource) -> dict[str, Any]:
    """What is known of a resource, by path."""
    known = {path: found.facts[path.partition(".")[0]] for path in known_paths(found) if "[" not in path and path != "region"}
    for path in known:
        if "." in path:
            known[path] = known[path][path.partition(".")[2]]
    return known | ({} if "region" in found.unknown else {"region": found.region})


def _holds(leaf: Leaf, value: Any) -> bool | None:
    if value is None and leaf.operator in ("not_equals", "not_in") and leaf.value is not None:
        return None
    written = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
    members = {m for item in written for m in (registers().lists[item] if str(item).startswith("$") else [item])}
    empty = value is None or value == []
    match leaf.operator:
        case "equals" | "not_equals":
            return (value == leaf.value) is (leaf.operator == "equals")
        case "in" | "not_in":
            return (value in members) is (leaf.operator == "in")
        case "is_set":
            return empty is not leaf.value
        case "at_most":
            return value is not None and at_most(value, leaf.value)
        case "at_least":
            return at_least(value, leaf.value) if value is not None else leaf.fact.infinite_null
        case "matches":
            start, end = leaf.value.split("*")
            return value is not None and value.startswith(start) and value.endswith(end)
        case "contains_any":
            return bool(members & set(value or ()))
        case _:
            return value is not None and members <= set(value)
