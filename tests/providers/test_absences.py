"""Known not to be set: read from an answer, or declared once with the provider's page that says so. Never a literal None."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from auditor.providers import PROVIDERS, provider
from auditor.providers.contract import Absence, Collector, Unit
from auditor.providers.observing import Unknown
from auditor.providers.reader import UnitReader, owed
from auditor.reason import reason_of
from auditor.reference.facts import facts
from tests.providers.contract import no_absence_is_contradicted

SERVICES = sorted((Path(__file__).parents[2] / "auditor/providers").glob("*/services/*.py"))
FACTS = {fact for kind in facts().kinds for fact in owed(kind)}
COLLECTORS = [collector for name in PROVIDERS for collector in provider(name).collectors()]
CITED = re.compile(r"https://[\w.-]+/\S+: \S.{9,}")
"""The address of a page, then what it says."""


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda one: one.service)
def test_what_is_declared_absent_has_a_page_that_says_so(collector: Collector) -> None:
    """Each absence cites a page, is of facts that the dictionary owes to each type it names, and of nothing that a call feeds."""
    for one in collector.never:
        assert CITED.fullmatch(one.source), one
        types = one.of or tuple(collector.native_types)
        assert {*types} <= collector.native_types.keys(), one
        for fact in one.facts:
            owing = {native_type for native_type in types if fact in owed(collector.native_types[native_type])}
            assert owing == {*types} if one.of else owing, (one, fact)
    for call in collector.calls:
        for native_type in [one for one in call.of or collector.native_types if one in collector.native_types]:
            fed = {*call.feeds} & collector.absent(native_type).keys()
            # Of several types, a call feeds what any of them has.
            assert not fed or len(call.of) != 1, (call.name, native_type, fed)


def claimed(source: str) -> Iterator[str]:
    """The facts whose value a source gives as None, in a dictionary, by assignment or for several at once."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            pairs = [*zip(node.keys, node.values, strict=True)]
        elif isinstance(node, ast.Assign):
            pairs = [(target.slice, node.value) for target in node.targets if isinstance(target, ast.Subscript)]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "dict.fromkeys" and len(node.args) == 2:
            pairs = [(one, node.args[1]) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
        else:
            continue
        for key, value in pairs:
            if isinstance(key, ast.Constant) and key.value in FACTS and says_none(value):
                yield f"{key.lineno} {key.value}"


def says_none(value: ast.expr) -> bool:
    """None, or what makes None of any answer."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "lift" and isinstance(value.args[0], ast.Lambda):
        value = value.args[0].body
    return isinstance(value, ast.Constant) and value.value is None


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_no_collector_says_none_without_having_read_it(path: Path) -> None:
    """A literal None would be a claim that nobody grounds: known not to be set."""
    assert [*claimed(path.read_text("utf-8"))] == []


def test_a_claim_is_seen_wherever_it_is_written() -> None:
    """In a dictionary, in one that is spread into another, by assignment, for several facts at once; what is read is no claim."""
    source = """
told = {"flows.share": None, **({"origin": None} if old else {})}
told["lock.min"] = lift(lambda _: None, answer)
told |= dict.fromkeys(("flows.copy", "flows.logs"), None)
read = {"lock.min": days(said) if said else None, "flows.copy": lift(lambda said: said or None, answer), "to": None}
"""
    assert sorted(claimed(source)) == ["2 flows.share", "2 origin", "3 lock.min", "4 flows.copy", "4 flows.logs"]


@pytest.mark.parametrize("said", [[{"account": "1"}], Unknown(reason_of("access_denied: x:Get"))])
def test_the_contract_refuses_an_absence_that_a_resource_contradicts(said: Any) -> None:
    """A value, or an answer that was not given, for what was declared never to be set; said to be none, it agrees."""
    never = (Absence(("flows.share",), "https://docs.example.org/volumes: cannot be shared"),)
    collector = Collector("x", {"T": "volume"}, (), lambda _: iter(()), never=never)

    def seeded(value: Any) -> Any:
        resource = UnitReader(Unit("cloud", "1", "here", "x"), collector, Mock()).resource("T", "1", "", {"flows.share": value}, {})
        return SimpleNamespace(collector=collector, seen=SimpleNamespace(resources=[resource]))

    no_absence_is_contradicted(seeded(None))
    with pytest.raises(AssertionError, match="share"):
        no_absence_is_contradicted(seeded(said))
