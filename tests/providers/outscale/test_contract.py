"""The collector contract, held against OUTSCALE, on a stub whose answers have the fields that its published OpenAPI document names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.providers import provider
from auditor.reference.places import region
from tests.emulators.json import FAULTS, JsonStub
from tests.providers.json_seeded import JsonContract, SeededJson
from tests.providers.places import country, scanned

ACCOUNT, STRANGER = "123456789012", "999988887777"
(COLLECTOR,) = provider("outscale").collectors()
READS = {"Vms": "Vm", "Volumes": "Volume", "Snapshots": "Snapshot", "Images": "Image", "LoadBalancers": "LoadBalancer"}


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those of nobody."""
    monkeypatch.setenv("OSC_ACCESS_KEY", "access")
    monkeypatch.setenv("OSC_SECRET_KEY", "secret")
    yield
    provider("outscale").close()


@cache
def schemas() -> Mapping[str, Any]:
    """What the API's own document says, as the SDK ships it."""
    text = files("osc_sdk_python").joinpath("resources/outscale.yaml").read_text()
    found: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["components"]["schemas"]  # noqa: S506
    return found


def made(name: str, /, **values: Any) -> dict[str, Any]:
    """An element with these fields, each of which the document must know."""
    known = schemas()[name]["properties"]
    assert values.keys() <= known.keys(), (name, values.keys() - known.keys())
    return values


def answers() -> dict[str, list[dict[str, Any]]]:
    """One of each, shared or not."""
    tags = [made("ResourceTag", Key="Name", Value="etat-civil")]
    open_ = made("PermissionsOnResource", GlobalPermission=True, AccountIds=[])
    shared = made("PermissionsOnResource", GlobalPermission=False, AccountIds=[STRANGER])
    return {
        "Vms": [made("Vm", VmId="i-1", Placement=made("Placement", SubregionName="eu-west-2a"), Tags=tags)],
        "Volumes": [made("Volume", VolumeId="vol-1", SubregionName="eu-west-2b", Tags=[])],
        "Snapshots": [made("Snapshot", SnapshotId="snap-1", VolumeId="vol-1", PermissionsToCreateVolume=shared, Tags=[])],
        "Images": [made("Image", ImageId="ami-1", ImageName="modele", PermissionsToLaunch=open_, Tags=[])],
        "LoadBalancers": [
            made("LoadBalancer", LoadBalancerName="guichet", AccessLog=made("AccessLog", IsEnabled=True, OsuBucketName="journaux"), Tags=[])
        ],
    }


def routes(**more: Any) -> dict[str, Any]:
    """What each read answers."""
    account = made("Account", AccountId=ACCOUNT, CompanyName="Mairie")
    found = {f"/api/v1/Read{name}": {name: elements, "ResponseContext": {}} for name, elements in (answers() | more).items()}
    return {"/api/v1/ReadAccounts": {"Accounts": [account]}, **found}


EXPECTED = {
    f"outscale:{ACCOUNT}:eu-west-2:Outscale::{native_type}:{id}": facts
    for native_type, id, facts in (
        ("Vm", "i-1", {"region": "eu-west-2a", "site.country": None, "name": "etat-civil", "tags": {"Name": "etat-civil"}}),
        ("Volume", "vol-1", {"region": "eu-west-2b"}),
        (
            "Snapshot",
            "snap-1",
            {
                "origin": f"outscale:{ACCOUNT}:eu-west-2:Outscale::Volume:vol-1",
                "public.access": False,
                "flows.share": [{"account": STRANGER}],
            },
        ),
        ("Image", "ami-1", {"public.access": True, "flows.share": None, "name": "modele"}),
        ("LoadBalancer", "guichet", {"flows.logs": [{"to": "s3://oos.eu-west-2.outscale.com/journaux"}]}),
    )
}


def of(path: str) -> str:
    """The call that a path is."""
    name = path.rsplit("/Read", 1)[1]
    return "api:ReadAccounts" if name == "Accounts" else f"api:List{name}"


def entry(stub: JsonStub, **more: Any) -> dict[str, Any]:
    """An entry of `accounts:`."""
    return {"id": "osc", "provider": "outscale", "region": "eu-west-2", "endpoint_url": f"{stub.url}/api/v1", "emulator": True, **more}


def seeded(stub: JsonStub) -> SeededJson:
    """The collector on its seed."""
    return SeededJson(stub, entry(stub), COLLECTOR, EXPECTED, of, frozenset({"api:ReadAccounts"}))


@pytest.fixture
def one() -> Iterator[SeededJson]:
    """A collector on its seed."""
    with JsonStub(routes()) as stub:
        yield seeded(stub)


class TestContract(JsonContract):
    """That of every cloud."""

    cloud, seeds = "outscale", [COLLECTOR.service]


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "slow"])
def test_an_account_that_does_not_open_is_a_gap(fault: str) -> None:
    """Under the entry's own id, and nothing else is asked."""
    with JsonStub(routes()) as stub, stub.fault("/api/v1/ReadAccounts", fault):
        opened = provider("outscale").open(entry(stub))
        (gap,) = opened.coverage
    assert (opened.units, gap.account, gap.call) == ([], "osc", "api:ReadAccounts")
    assert {*stub.seen} == {"/api/v1/ReadAccounts"}


def test_a_list_in_circles_ends() -> None:
    """A token that comes again is a partial list."""
    with JsonStub(routes()) as stub:
        stub.routes["/api/v1/ReadVolumes"] = {"Volumes": answers()["Volumes"], "NextPageToken": "encore"}
        gaps = [line.reason.split(":")[0] for line in seeded(stub).scan().coverage if line.status != "read"]
    assert gaps == ["partial_list"]


def test_each_read_is_signed_and_narrowed() -> None:
    """By the SDK's own signature, over a body that asks for what is the account's alone."""
    heard: list[tuple[str, str, bytes]] = []

    class Heard(JsonStub):
        def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
            heard.append((path, headers["Authorization"], body))

    with Heard(routes()) as stub:
        seeded(stub).scan()
    shape = (
        r"OSC4-HMAC-SHA256 Credential=access/\d{8}/eu-west-2/api/osc4_request, SignedHeaders=content-type;host;x-osc-date, Signature=\w{64}"
    )
    assert all(re.fullmatch(shape, signed) for _, signed, _ in heard)
    bodies = {path: body for path, _, body in heard}
    assert ACCOUNT.encode() in bodies["/api/v1/ReadSnapshots"]
    assert bodies["/api/v1/ReadVms"] == b"{}"


def test_the_same_code_is_paris_here_and_london_there(tmp_path: Path) -> None:
    """eu-west-2 of OUTSCALE, through a snapshot; that of AWS, by the register."""
    with JsonStub(routes()) as stub:
        found = scanned(tmp_path / "snapshot", entry(stub))
    assert {country(found[name]) for name in ("etat-civil", "vol-1", "snap-1")} == {"FR"}
    assert [region(offer, "eu-west-2").country for offer in ("outscale", "aws")] == ["FR", "GB"]  # type: ignore[union-attr]
