"""Every collector of vSphere holds the contract, on a vCenter made of pyVmomi's types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from auditor.demo.vcenter import VCenter
from auditor.providers import provider
from auditor.providers.contract import Call, Collector
from auditor.providers.vsphere.calls import Method, Rest, Retrieve
from tests.emulators.json import FAULTS
from tests.providers.contract import PROMISES, Seeded, flat
from tests.providers.json_seeded import OnAStub
from tests.providers.vsphere.estate import ENTRY, EXPECTED, SITED, id_of, vcenter

SERVICES = sorted(EXPECTED)


@pytest.fixture(scope="module")
def stub() -> Iterator[VCenter]:
    """The vCenter, up for all tests."""
    with vcenter() as stub:
        yield stub
        provider("vsphere").close()


@pytest.fixture(autouse=True)
def _signed(stub: VCenter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VSPHERE_USER", "audit")
    monkeypatch.setenv("VSPHERE_PASSWORD", "secret")
    provider("vsphere").close()
    stub.page = 0


def entry(stub: VCenter) -> dict[str, Any]:
    """The entry of that vCenter."""
    return {**ENTRY, "endpoint": stub.url}


@dataclass
class SeededVCenter(OnAStub):
    """One of its collectors."""

    stub: VCenter
    entry: Mapping[str, Any]
    collector: Collector

    @property
    def expected(self) -> Mapping[str, Mapping[str, Any]]:
        """What it must find."""
        return EXPECTED[self.collector.service]

    def refusing(self, call: Call, after: int = 0) -> Any:
        """No permission; of a list that goes on, the pages that follow."""
        paged = isinstance(call, Retrieve) and after
        return self.stub.fault("POST /sdk ContinueRetrievePropertiesEx", "refused") if paged else super().refusing(call, after)

    def pageable(self, call: Call) -> bool:
        """What the PropertyCollector lists from the root."""
        return isinstance(call, Retrieve) and not call.of_one

    def in_pages(self) -> None:
        """One object a page."""
        self.stub.page = 1

    def called(self, path: str) -> str:
        """The call that a request is; empty for those that sign in and go on with a list."""
        return next((call.name for call in self.collector.calls if path == asked_at(call) or _like(call, path)), "")


def asked_at(call: Call) -> str:
    """How the stub names a request of the PropertyCollector or of a method."""
    if isinstance(call, Retrieve):
        return f"POST /sdk RetrievePropertiesEx {' '.join(kind.rpartition('.')[2] for kind, _ in call.seeks)}"
    words = {"RetrieveAllPermissions": "RetrieveAllPermissions", "GetConfigInfoEx": "VsanClusterGetConfig"}
    return f"POST {call.endpoint} {words[call.method]}" if isinstance(call, Method) else ""


def _like(call: Call, path: str) -> bool:
    """Whether a path is of a route of the REST API."""
    if not isinstance(call, Rest):
        return False
    route, asked = f"/api/{call.route}".split("/"), path.removeprefix("POST ").split("/")
    return (
        path.startswith("POST") == bool(call.action)
        and len(route) == len(asked)
        and all(one == other or one.startswith("{") for one, other in zip(route, asked, strict=True))
    )


@pytest.fixture(params=SERVICES)
def seeded(request: pytest.FixtureRequest, stub: VCenter) -> SeededVCenter:
    """A collector and what it must find."""
    (collector,) = [one for one in provider("vsphere").collectors() if one.service == request.param]
    return SeededVCenter(stub, entry(stub), collector)


def test_every_collector_has_a_seed() -> None:
    """A new file of services needs one."""
    assert sorted(one.service for one in provider("vsphere").collectors()) == SERVICES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_contract(seeded: SeededVCenter, promise: Callable[[Seeded], None]) -> None:
    """Each promise, each collector."""
    promise(seeded)


@pytest.mark.long
def test_what_is_no_answer_is_never_taken_for_one(seeded: SeededVCenter) -> None:
    """Whatever comes in place of a list is a gap, in place of a detail an unknown fact; nothing else changes, and nothing is invented.

    What several collectors ask alike is held to it in the one that asks most.
    """
    (most,) = [one for one in provider("vsphere").collectors() if one.service == "machines"]
    whole = {resource.id: flat(resource) for resource in seeded.scan().resources}
    calls = [call for call in seeded.collector.calls if seeded.collector is most or call not in most.calls]
    for call, fault in product(calls, sorted({*FAULTS} - {"slow"})):
        if fault == "nothing" and isinstance(call, Rest):
            continue
        seeded.check_no_answer(call, fault, whole)


def test_each_thing_is_on_the_site_that_is_declared(stub: VCenter) -> None:
    """By room, by cluster, by datastore, by file server, by key server; what nobody declared is on no site."""
    found: dict[str, str | None] = {}
    for collector in provider("vsphere").collectors():
        found |= {one.id: one.site for one in SeededVCenter(stub, entry(stub), collector).scan().resources}
    assert {id: found[id] for id in SITED} == SITED


def test_a_property_without_permission_is_unknown_and_names_the_privilege(stub: VCenter) -> None:
    """The devices of machines are kept from us: one disk stands for all, and nothing is known of it but whose it is."""
    (collector,) = [one for one in provider("vsphere").collectors() if one.service == "machines"]
    stub.hidden = {("VirtualMachine", "config.hardware.device")}
    try:
        found = {one.id: one for one in SeededVCenter(stub, entry(stub), collector).scan().resources}
    finally:
        stub.hidden = set()
    assert found[id_of("VirtualDisk", "v2:disks")].unknown["encryption.at_rest"] == "access_denied: vim:ListVirtualMachines (System.Read)"


def test_strangers_without_declared_domains_are_unknown(stub: VCenter) -> None:
    """Whose identities they are, nobody can say: the line to add is."""
    open_to_all = {name: value for name, value in entry(stub).items() if name != "domains"}
    (unit,) = [one for one in provider("vsphere").open(open_to_all).units if one.service == "machines"]
    found = {one.id: one for one in provider("vsphere").run(unit).resources}
    assert "mairie, presta; declare" in found[id_of("VirtualDisk", "v1:2000")].unknown["flows.share"]


def test_extensions_that_move_data_are_told(stub: VCenter) -> None:
    """By name, as read by nobody."""
    (collector,) = [one for one in provider("vsphere").collectors() if one.service == "extensions"]
    lines = [line for line in SeededVCenter(stub, entry(stub), collector).scan().coverage if line.status == "not_understood"]
    assert [line.service for line in lines] == ["Site Recovery Manager"]


def test_without_keys_it_is_a_gap_that_names_the_variables(stub: VCenter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under the id of the entry."""
    monkeypatch.delenv("VSPHERE_PASSWORD")
    accounts, units, (gap,) = provider("vsphere").open({**ENTRY, "endpoint": stub.url})
    assert (accounts, units, gap.account) == ({}, [], "salle")
    assert "VSPHERE_PASSWORD" in gap.reason
