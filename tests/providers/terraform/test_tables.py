"""Every table: what a row says of a resource of which nothing is known, and of one that loses what was known."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.model import Resource
from auditor.providers import provider
from auditor.providers.reader import owed
from auditor.providers.terraform.estate import Estate
from auditor.providers.terraform.table import Cloud
from auditor.providers.terraform.tables import clouds
from auditor.reference.facts import facts as dictionary
from auditor.reference.operators import operators
from tests.providers.terraform.estates import AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE
from tests.providers.terraform.plans import LATER, To, plan, resource
from tests.providers.terraform.test_plans import read

ROWS = [(cloud, name) for cloud in clouds().values() for name in cloud.types]
UNSAID = {"aws": {"region": {"references": ["local.x"]}}}


def test_there_are_enough() -> None:
    """Over nine providers."""
    assert len(ROWS) >= 150
    assert {"aws", "azurerm", "google", "openstack", "outscale", "ovh", "scaleway", "vsphere"} <= clouds().keys()


@pytest.mark.parametrize("cloud", clouds().values(), ids=clouds())
def test_a_table_speaks_of_what_there_is(cloud: Cloud) -> None:
    """Kinds and facts of the dictionary, an offer of the register, the kinds that the live provider gives its types."""
    live = {native: kind for one in provider(cloud.like).collectors() for native, kind in one.native_types.items()} if cloud.like else {}
    assert not cloud.offer or cloud.offer in operators()
    for name, row in cloud.types.items():
        assert row.kind in dictionary().kinds, name
        assert {*row.facts, *row.tells} <= {*dictionary().of_kind(row.kind)}, (name, {*row.facts, *row.tells} - {*owed(row.kind)})
        assert live.get(row.native, row.kind) == row.kind, name
    assert not {*cloud.types} & {*cloud.settings}
    kinds: dict[str, str] = {}
    for row in cloud.types.values():
        assert kinds.setdefault(row.native, row.kind) == row.kind


@pytest.mark.parametrize("cloud", clouds().values(), ids=clouds())
def test_of_a_resource_of_which_nothing_is_said_no_table_fails(cloud: Cloud, tmp_path: Path) -> None:
    """An empty block of each type: what is left to the service has the default that it documents, or is unknown."""
    found, lines = read(tmp_path, plan(*(resource(f"{name}.x", name=name) for name in cloud.types), providers=UNSAID))
    assert not [line for line in lines if line.status != "read"]
    assert sum(line.resources for line in lines) == len(cloud.types)
    assert found


@pytest.mark.parametrize("estate", [AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE], ids=["aws", "azure", "google", "scaleway"])
def test_a_table_asks_for_settings_that_there_are(estate: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for what configures it names a type that does: of one that is a thing of its own, there would never be any."""
    asked: list[str] = []
    settings = Estate.settings

    def asking(self: Estate, planned: Any, type: str) -> Any:
        asked.append(type)
        return settings(self, planned, type)

    monkeypatch.setattr(Estate, "settings", asking)
    read(tmp_path, plan(*estate))
    assert asked
    assert not [type for type in asked if not any(type in cloud.settings for cloud in clouds().values())]


def parts(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every value in there, by where it is."""
    if isinstance(node, dict):
        for key, one in node.items():
            yield from parts(one, (*path, key))
    elif isinstance(node, list) and node:
        for number, one in enumerate(node):
            yield from parts(one, (*path, number))
    yield path


def without(node: Any, path: tuple[Any, ...], nobody: str = "local.nobody") -> Any:
    """The same with one value that nobody knows yet."""
    if not path:
        return To(nobody)
    changed = copy.copy(node)
    changed[path[0]] = without(node[path[0]], path[1:], nobody)
    return changed


@pytest.mark.parametrize("estate", [AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE], ids=["aws", "azure", "google", "scaleway"])
def test_what_is_not_known_any_more_never_makes_a_fact_another(estate: list[dict[str, Any]], tmp_path: Path) -> None:
    """Of every value of every resource: each fact is as it was, or it is unknown."""
    whole = by_address(read(tmp_path, plan(*estate))[0].values())
    for number, one in enumerate(estate):
        for path in parts(one["values"]):
            if not path or one["values"][path[0]] is LATER:
                continue
            less = [*estate]
            less[number] = {**one, "values": without(one["values"], path)}
            found = by_address(read(tmp_path, plan(*less))[0].values())
            for address, (other, told) in found.items():
                former, before = whole[address]
                changed = {fact: (before.get(fact), told.get(fact)) for fact in before | told if before.get(fact) != told.get(fact)}
                better = {fact: pair for fact, pair in changed.items() if fact not in other.unknown and fact not in former.unknown}
                assert not better, (one["address"], path, better)


def by_address(found: Collection[Resource]) -> dict[str, tuple[Resource, dict[str, str]]]:
    """Each resource with its facts as texts, by its address in the plan, by which it is named in them too."""
    names = {one.id: next((name for name in one.aliases if name.startswith("terraform:")), one.id) for one in found}
    told: dict[str, tuple[Resource, dict[str, str]]] = {}
    for one in found:
        facts = {path: repr(value) for path, value in flat(one.facts)} | {"region": repr(one.region)}
        for name, address in names.items():
            facts = {path: text.replace(f"'{name}'", f"'{address}'") for path, text in facts.items()}
        told[names[one.id]] = one, facts
    return told


def flat(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Facts by their dotted names."""
    for name, value in node.items():
        if isinstance(value, dict):
            yield from flat(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value
