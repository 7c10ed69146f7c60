"""The role that `auditor permissions azure` prints: what was asked for, no less and no more, in files that Azure's tools take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from auditor.demo.arm_tokens import TENANT
from auditor.errors import ProviderError
from auditor.inventory.snapshot import GAPS
from auditor.model import Resource
from auditor.providers.azure.events import LOG
from auditor.providers.azure.others import GENERIC
from auditor.providers.azure.provider import COLLECTORS, AzureProvider
from tests.emulators.azure import TOWN, Cloud, arm
from tests.providers.azure.seeds import SEEDS

pytestmark = pytest.mark.long


def role() -> dict[str, Any]:
    """The role as `az role definition create` takes it."""
    printed = AzureProvider().permissions()
    assert isinstance(printed, dict)
    return printed


@pytest.fixture
def estate(azure: Cloud) -> Cloud:
    """Something of everything, below a management group."""
    for fill in SEEDS.values():
        fill(azure)
    azure.azure.descendants[TENANT] = [TOWN, *azure.azure.descendants.get(TENANT, ())]
    return azure


def test_the_role_grants_what_is_asked_and_nothing_else(estate: Cloud) -> None:
    """Every action that either path needed on an estate of everything, and the types that are only shown."""
    estate.azure.seen.clear()
    for options in ({"sizes": True, "expiring": True}, {"resource_graph": False}, {"management_group": TENANT}):
        assert estate.scan(**options).resources
    asked = {one.action.lower() for one in estate.azure.seen} | {LOG.needs.lower()}
    listed = {call.needs for one in COLLECTORS.values() for call in one.calls if call.lists}
    shown = {action.lower() for action in (*listed, *(f"{native_type}/read" for native_type in GENERIC))}
    granted = {action.lower() for action in role()["Actions"]}
    assert asked <= granted
    assert granted - asked <= shown
    assert all(action.endswith("/read") for action in granted)


def plain(resources: Iterable[Resource]) -> list[Any]:
    """Resources without the time they were read."""
    return [(one.id, one.native_type, one.region, one.facts, one.unknown) for one in resources]


@pytest.mark.parametrize("graph", [True, False])
def test_the_role_is_enough(estate: Cloud, graph: bool) -> None:
    """With it, and with nothing more, all is read that a Reader reads, but for types that nobody has heard of; and that is said."""
    reader = estate.scan(resource_graph=graph)
    estate.azure.granted = role()["Actions"]
    least = estate.scan(resource_graph=graph)
    granted = {action.lower() for action in role()["Actions"]}
    seen = {line.reason.split(" ")[1] for line in reader.coverage if line.status == "not_understood"}
    ours = {native_type.lower() for one in COLLECTORS.values() for native_type in one.native_types}
    unheard_of = {native_type for native_type in seen - ours if f"{native_type}/read" not in granted}
    known = [one for one in reader.resources if one.native_type.lower() not in unheard_of]
    assert len(known) < len(reader.resources)
    assert plain(least.resources) == plain(known)
    assert [line for line in least.coverage if line.status in GAPS] == [line for line in reader.coverage if line.status in GAPS]
    told = [line.reason for line in least.coverage if "only the types" in line.reason]
    assert told
    assert not [line for line in reader.coverage if "only the types" in line.reason]


def test_the_role_says_what_reader_would_add(azure: Cloud) -> None:
    """It lacks nothing of what we ask, and lets one read what nobody needs."""
    said = role()["Description"]
    assert "Reader lacks none of them" in said
    assert "logs" in said
    assert len(said) <= 1024


def test_the_role_is_the_same_in_every_form() -> None:
    """The same actions, quoted as each language quotes, between brackets that close."""
    actions = role()["Actions"]
    bicep, terraform = (str(AzureProvider().permissions(form)) for form in ("bicep", "terraform"))
    assert re.findall(r"^ {10}'([^']+)'$", bicep, re.MULTILINE) == actions
    assert re.findall(r'^ {6}"([^"]+)",$', terraform, re.MULTILINE) == actions
    for text, quote in ((bicep, "'"), (terraform, '"')):
        bare = re.sub(f"{quote}[^{quote}]*{quote}", "", re.sub(r"^(?://|#).*$", "", text, flags=re.MULTILINE))
        assert quote not in bare
        assert [bare.count(mark) for mark in "{[("] == [bare.count(mark) for mark in "}])"]
        assert "${" not in text


def test_there_is_no_other_form() -> None:
    """A wrong one is told, with the right ones."""
    with pytest.raises(ProviderError, match=r"«.arm.»"):
        AzureProvider().permissions("arm")


def test_no_action_reads_data(azure: Cloud) -> None:
    """Neither keys to the data, nor what is inside."""
    azure.add(arm("Microsoft.Network/virtualNetworks/reseau"))
    inside = ("listkeys", "/query/", "/blobs/", "/messages/", "/secrets/", "/search/", "/entities/", "/data/")
    # "Read the properties of a secret, but not its value": Resource Manager has no other way to a secret.
    actions = {*role()["Actions"]} - {"Microsoft.KeyVault/vaults/secrets/read"}
    assert not [action for action in actions if any(word in action.lower() for word in inside)]
    assert role()["DataActions"] == []
