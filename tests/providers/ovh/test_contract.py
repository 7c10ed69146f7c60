"""The collector contract, held against every OVHcloud collector, on a stub whose answers are made of OVHcloud's published types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.providers import provider
from auditor.providers.contract import Call
from auditor.providers.ovh.provider import PROJECTS, REGIONS
from auditor.reference.places import region
from tests.emulators.json import FAULTS, Fault, JsonStub, Query
from tests.providers.json_seeded import JsonContract, SeededJson
from tests.providers.ovh import seeds
from tests.providers.ovh.seeds import ME, SEEDS, P, opening
from tests.providers.ovh.shapes import made
from tests.providers.places import country, scanned

COLLECTORS = {one.service: one for one in provider("ovh").collectors()}
CALLS: list[Call] = [PROJECTS, REGIONS, *(one for each in COLLECTORS.values() for one in each.calls)]
OPENING = frozenset({"me:GetMe", "auth:Time", "me:GetSupportLevel", PROJECTS.name, REGIONS.name})
KEYS = {"OVH_APPLICATION_KEY": "a", "OVH_APPLICATION_SECRET": "b", "OVH_CONSUMER_KEY": "c"}


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those of nobody, and none of this machine's."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    yield
    provider("ovh").close()


def of(path: str) -> str:
    """The call that a path is, by the right that it needs."""
    at = path.removeprefix("/1.0")
    if at in ("/me", "/auth/time"):
        return {"/me": "me:GetMe", "/auth/time": "auth:Time"}[at]
    return next(one.name for one in CALLS if re.fullmatch(re.escape(one.permission[4:]).replace(r"\*", "[^/]+"), at))


def entry(stub: JsonStub, **more: Any) -> dict[str, Any]:
    """An entry of `accounts:`."""
    return {"id": "ovh", "provider": "ovh", "endpoint_url": f"{stub.url}/1.0", "emulator": True, "expiring": True, **more}


def seeded(stub: JsonStub, service: str) -> SeededJson:
    """A collector on its seed alone."""
    routes, expected = SEEDS[service]()
    stub.routes |= {**opening(), **routes}
    return SeededJson(stub, entry(stub), COLLECTORS[service], expected, of, OPENING)


@pytest.fixture(params=SEEDS)
def one(request: pytest.FixtureRequest) -> Iterator[SeededJson]:
    """A collector on its seed."""
    with JsonStub({}) as stub:
        yield seeded(stub, request.param)


class TestContract(JsonContract):
    """That of every cloud."""

    cloud, seeds = "ovh", SEEDS


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("slow", "nothing")])
@pytest.mark.parametrize("path", ["/1.0/me", "/1.0/cloud/project", f"/1.0/cloud/project/{P}/region"])
def test_an_opening_that_is_not_answered_is_a_gap(fault: str, path: str) -> None:
    """Who we are, which projects, which regions: each is known or is a gap, and what does open is read."""
    with JsonStub(opening()) as stub, stub.fault(path, fault):
        opened = provider("ovh").open(entry(stub))
        (gap,) = [line for line in opened.coverage if line.status in GAPS]
    assert gap.call == of(path)
    assert gap.status == ("refused" if fault == "refused" else "failed")
    assert (ME in opened.accounts, P in opened.accounts) == {"me": (False, False), "project": (True, False)}.get(
        path.split("/")[-1], (True, True)
    )


def test_each_request_is_signed() -> None:
    """By application, consumer, OVHcloud's own time and a digest of all of it; the question for the time is not."""
    headers: list[Mapping[str, str]] = []

    class Heard(JsonStub):
        def heard(self, path: str, sent: Mapping[str, str], body: bytes) -> None:
            headers.append(sent)

    with Heard(opening()) as stub:
        opened = provider("ovh").open(entry(stub, projects=["other"]))
    assert opened.accounts == {ME: f"{ME}, OVHcloud FR (ovh)"}
    told = [line for line in opened.coverage if line.service not in provider("ovh").untold]  # type: ignore[attr-defined]
    assert [line.reason for line in told] == ["not_collected: left out by the configuration"]
    assert len(opened.coverage) - len(told) == len(provider("ovh").untold)  # type: ignore[attr-defined]
    time, *rest = headers
    assert "X-Ovh-Signature" not in time
    for one in rest:
        assert (one["X-Ovh-Application"], one["X-Ovh-Consumer"]) == ("a", "c")
        assert abs(int(one["X-Ovh-Timestamp"]) - 1796000000) < 100
        assert re.fullmatch(r"\$1\$[0-9a-f]{40}", one["X-Ovh-Signature"])


class Paged(JsonStub):
    """One that answers its platforms in pages of one, by a cursor in the headers; `ends` is whether it comes to an end."""

    ends = True
    cursor = ""

    def heard(self, path: str, sent: Mapping[str, str], body: bytes) -> None:
        """Keep the cursor that was sent."""
        self.cursor = sent.get("X-Pagination-Cursor", "")

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """The page from there on, and the next cursor."""
        status, body, headers, fault = super().answer(path, query)
        if path != "/v2/zimbra/platform":
            return status, body, headers, fault
        here = int(self.cursor.partition("/")[2] or 0)
        more = {"X-Pagination-Cursor-Next": f"page/{here + 1 if self.ends else 1}"} if here < 2 else {}
        return status, json.dumps([{"id": f"z{here}"}]).encode(), {**headers, **more}, fault


@pytest.mark.parametrize(("ends", "found", "gaps"), [(True, {"z0", "z1", "z2"}, []), (False, {"z0", "z1"}, ["partial_list"])])
def test_lists_of_the_second_version_are_read_to_their_end(ends: bool, found: set[str], gaps: list[str]) -> None:
    """Cursor after cursor; one that comes again is a partial list."""
    with Paged({}) as stub:
        stub.ends = ends
        result = seeded(stub, "mail").scan()
    assert {one.name for one in result.resources if one.native_type == "OVH::Zimbra"} == found
    assert [line.reason.split(":")[0] for line in result.coverage if line.status != "read"] == gaps


def test_a_server_without_backup_storage_has_none() -> None:
    """It is told that there is none, which is no gap."""
    with JsonStub({}) as stub:
        of_one = seeded(stub, "servers")
        del stub.routes["/1.0/dedicated/server/ns2.example/features/backupFTP"]
        seen = of_one.scan()
    assert [one.id for one in seen.resources if one.native_type == "OVH::BackupStorage"] == [
        seeds.id("BackupStorage", "ns1.example", account=ME)
    ]
    assert not [line for line in seen.coverage if line.status in GAPS]


@pytest.mark.parametrize(("level", "told"), [("standard", False), ("premium", False), ("business", None), ("enterprise", None)])
def test_the_level_of_support_rules_the_hds_option_out_and_never_in(level: str, told: bool | None) -> None:
    """Below the levels that the option asks for it cannot be on; above them, no API tells whether the project has it."""
    with JsonStub({}) as stub:
        of_one = seeded(stub, "instances")
        stub.routes["/1.0/me/supportLevel"] = made("me/supportLevel/Level", level=level)
        machine = next(one for one in of_one.scan().resources if one.native_type == "OVH::Instance")
    assert machine.facts.get("hds", {}).get("enabled") is told
    assert ("hds.enabled" in machine.unknown) == (told is None)


def test_without_keys_nothing_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the gap says which are missing."""
    for name in KEYS:
        monkeypatch.delenv(name)
    with JsonStub(opening()) as stub:
        opened = provider("ovh").open(entry(stub))
    assert [line.reason.split(":")[0] for line in opened.coverage] == ["no_credentials"]
    assert "OVH_CLIENT_ID" in opened.coverage[0].reason
    assert stub.seen == []


def test_places_are_where_the_register_has_them(tmp_path: Path) -> None:
    """Through a snapshot: a database in France whose backups are in Canada, a bucket that replicates there, a server in London."""
    with JsonStub(opening()) as stub:
        for seed in SEEDS.values():
            stub.routes |= seed()[0]
        found = scanned(tmp_path / "snapshot", entry(stub))
    expected = {"courrier": "FR", "etat-civil": "FR", "ns1.example": "FR", "ns2.example": "GB", "web": "PL", "modele": "FR", "depot": "CA"}
    assert {name: country(found[name]) for name in expected} == expected
    assert "CA" in [place.get("country") for place in found["courrier"].facts["places"]]
    assert "BHS" in str(found["etat-civil"].facts["flows"])
    assert found["courrier"].facts["operator"]["country"] == "FR"
    assert str(country(found["exchange-1"])).startswith("not_collected")


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("GRA GRA11 gra3 RBX rbx8 rbx2a SBG SBG5 EU-WEST-PAR PAR p19 P-19 eu-west-gra-snc", "FR"),
        ("ERI eri1 UK1 eu-west-eri", "GB"),
        ("WAW WAW1 waw1", "PL"),
        ("BHS BHS5 bhs8 bhs1a", "CA"),
        ("DE1 LIM lim3", "DE"),
        ("vin1 US-EAST-VA-1 hil1", "US"),
        ("ap-south-lz-icd eu-west-lz-xyz zzz1", None),
    ],
)
def test_codes_of_all_its_apis_are_placed(codes: str, found: str | None) -> None:
    """Regions, data centres, availability zones and local zones; what the register does not know is nowhere."""
    for code in codes.split():
        known = region("ovh", code)
        assert (known.country if known else None) == found, code
