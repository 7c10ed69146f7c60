"""The collector contract, held against every Scaleway collector, on a stub whose answers have the fields of Scaleway's own SDK alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from auditor.providers import provider
from auditor.reference.places import region
from tests.emulators.json import FAULTS, JsonStub, Query
from tests.providers.json_seeded import JsonContract, SeededJson
from tests.providers.places import country, scanned

ORG = "11111111-1111-1111-1111-111111111111"
COLLECTORS = {one.service: one for one in provider("scaleway").collectors()}
LISTS = {
    "instance/v1/zones/{}/servers": ("instance:ListServers", "servers"),
    "instance/v1/zones/{}/images": ("instance:ListImages", "images"),
    "block/v1/zones/{}/volumes": ("block:ListVolumes", "volumes"),
    "block/v1/zones/{}/snapshots": ("block:ListSnapshots", "snapshots"),
    "rdb/v1/regions/{}/instances": ("rdb:ListInstances", "instances"),
    "rdb/v1/regions/{}/backups": ("rdb:ListBackups", "database_backups"),
    "mongodb/v1/regions/{}/instances": ("mongodb:ListInstances", "instances"),
    "redis/v1/zones/{}/clusters": ("redis:ListClusters", "clusters"),
    "k8s/v1/regions/{}/clusters": ("k8s:ListClusters", "clusters"),
    "registry/v1/regions/{}/namespaces": ("registry:ListNamespaces", "namespaces"),
    "file/v1alpha1/regions/{}/filesystems": ("file:ListFileSystems", "filesystems"),
    "key-manager/v1alpha1/regions/{}/keys": ("key_manager:ListKeys", "keys"),
    "secret-manager/v1beta1/regions/{}/secrets": ("secret:ListSecrets", "secrets"),
    "baremetal/v1/zones/{}/servers": ("baremetal:ListServers", "servers"),
    "dedibox/v1/zones/{}/servers": ("dedibox:ListServers", "servers"),
}
"""Where each list is → the call, and what the answer calls its elements."""
PROJECTS = {"projects": [{"id": "p1", "name": "mairie", "organization_id": ORG}], "total_count": 1}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """That of nobody."""
    monkeypatch.setenv("SCW_SECRET_KEY", "secret")
    yield
    provider("scaleway").close()


def made(name: str, /, **values: Any) -> dict[str, Any]:
    """An element with these fields, each of which the SDK's type must know."""
    module, _, kind = name.rpartition(".")
    known = {one.name.rstrip("_") for one in fields(getattr(import_module(f"scaleway.{module}.types"), kind))}
    assert values.keys() <= known, (name, values.keys() - known)
    return values


def paged(elements: list[dict[str, Any]], name: str) -> Any:
    """A route of numbered pages."""

    def answer(query: Query) -> dict[str, Any]:
        size = int(query.get("page_size", 20))
        start = (int(query.get("page", 1)) - 1) * size
        return {name: elements[start : start + size], "total_count": len(elements)}

    return answer


def routes(**lists: list[dict[str, Any]]) -> dict[str, Any]:
    """Every list of France, empty but for these; calls are named with `__` for the colon."""
    found: dict[str, Any] = {"/account/v3/projects": PROJECTS}
    for path, (call, name) in LISTS.items():
        elements = lists.get(call.replace(":", "__"), [])
        for place in ("fr-par-1", "fr-par-2", "fr-par-3") if "zones" in path else ("fr-par",):
            found[f"/{path.format(place)}"] = paged(elements if place in ("fr-par", "fr-par-1") else [], name)
    return found


def of(path: str) -> str:
    """The call that a path is."""
    general = re.sub(r"/(zones|regions)/[^/]+/", r"/\1/{}/", path).lstrip("/")
    return LISTS[general][0] if general in LISTS else "account:ListProjects"


def id(native_type: str, name: str, place: str = "fr-par") -> str:
    """As the collectors write it."""
    return f"scaleway:{ORG}:{place}:Scaleway::{native_type}:{name}"


ZONE = {"zone": "fr-par-1"}
HERE = {"region": "fr-par"}


def compute() -> tuple[dict[str, Any], dict[str, Any]]:
    """One of each, and an image of Scaleway's own."""
    return routes(
        instance__ListServers=[made("instance.v1.Server", id="s1", name="web", tags=["categorie=etat-civil", "web"], **ZONE)],
        instance__ListImages=[
            made("instance.v1.Image", id="i1", name="modele", organization=ORG, public=False, **ZONE),
            made("instance.v1.Image", id="i2", name="Debian", organization="scaleway", public=True, **ZONE),
        ],
    ), {
        id("Instance", "s1", "fr-par-1"): {"site.country": None, "region": "fr-par-1", "tags": {"categorie": "etat-civil", "web": ""}},
        id("Image", "i1", "fr-par-1"): {"public.access": False},
    }


def block() -> tuple[dict[str, Any], dict[str, Any]]:
    """Volumes with a key of one's own and without, and a snapshot of one."""
    return routes(
        block__ListVolumes=[
            made("block.v1.Volume", id="v1", name="donnees", kms_key_id="k1", **ZONE),
            made("block.v1.Volume", id="v2", name="cache", **ZONE),
        ],
        block__ListSnapshots=[
            made("block.v1.Snapshot", id="n1", name="hier", public=True, parent_volume={"id": "v1"}, kms_key_id="k1", **ZONE)
        ],
    ), {
        id("BlockVolume", "v1", "fr-par-1"): {"encryption.at_rest": True, "encryption.key": "k1"},
        id("BlockVolume", "v2", "fr-par-1"): {"region": "fr-par-1"},
        id("BlockSnapshot", "n1", "fr-par-1"): {"public.access": True, "origin": id("BlockVolume", "v1", "fr-par-1")},
    }


def databases() -> tuple[dict[str, Any], dict[str, Any]]:
    """Backups here, backups in Amsterdam, backups somewhere; and the other sort."""
    one = made(
        "rdb.v1.Instance",
        id="d1",
        name="etat-civil",
        encryption={"enabled": True},
        backup_schedule={"frequency": 24, "retention": 7, "disabled": False},
        backup_same_region=True,
        read_replicas=[{"region": "fr-par"}],
        **HERE,
    )
    backup = made("rdb.v1.DatabaseBackup", id="b1", instance_id="d2", same_region=False, region="nl-ams")
    away = {"backup_same_region": False, "read_replicas": [{"region": "pl-waw"}], "encryption": {"enabled": False}}
    return routes(
        rdb__ListInstances=[one, one | away | {"id": "d2", "name": "paie"}, one | away | {"id": "d3", "name": "neuve"}],
        rdb__ListBackups=[backup],
        mongodb__ListInstances=[made("mongodb.v1.Instance", id="m1", name="sig", **HERE)],
    ), {
        id("Database", "d1"): {
            "encryption.at_rest": True,
            "encryption.key": None,
            "backup.retention": "P7D",
            "flows.backup": None,
            "flows.replication": None,
        },
        id("Database", "d2"): {
            "encryption.at_rest": False,
            "flows.backup": [{"region": "nl-ams"}],
            "flows.replication": [{"region": "pl-waw"}],
        },
        id("Database", "d3"): {"backup.retention": "P7D"},
        id("MongoDb", "m1"): {"region": "fr-par"},
    }


def caches() -> tuple[dict[str, Any], dict[str, Any]]:
    """One, in its zone."""
    return routes(redis__ListClusters=[made("redis.v1.Cluster", id="r1", name="sessions", **ZONE)]), {
        id("Redis", "r1", "fr-par-1"): {"region": "fr-par-1"},
    }


def platform() -> tuple[dict[str, Any], dict[str, Any]]:
    """One of each."""
    return routes(
        k8s__ListClusters=[made("k8s.v1.Cluster", id="c1", name="metiers", **HERE)],
        registry__ListNamespaces=[made("registry.v1.Namespace", id="g1", name="images", is_public=True, **HERE)],
        file__ListFileSystems=[made("file.v1alpha1.FileSystem", id="f1", name="bureautique", **HERE)],
        key_manager__ListKeys=[
            made(
                "key_manager.v1alpha1.Key",
                id="k1",
                name="cle",
                origin="scaleway_kms",
                rotation_policy={"rotation_period": "7776000s"},
                **HERE,
            ),
            made("key_manager.v1alpha1.Key", id="k2", name="apportee", origin="external", **HERE),
        ],
        secret__ListSecrets=[
            made("secret.v1beta1.Secret", id="x1", name="mdp", key_id="k1", **HERE),
            made("secret.v1beta1.Secret", id="x2", name="autre", **HERE),
        ],
    ), {
        id("KubernetesCluster", "c1"): {"region": "fr-par"},
        id("Registry", "g1"): {"public.access": True},
        id("FileSystem", "f1"): {"region": "fr-par"},
        id("Key", "k1"): {"key.manager": "customer", "key.origin": "provider", "key.rotation": "P90D"},
        id("Key", "k2"): {"key.origin": "imported"},
        id("Secret", "x1"): {"encryption.key": id("Key", "k1")},
        id("Secret", "x2"): {"region": "fr-par"},
    }


def machines() -> tuple[dict[str, Any], dict[str, Any]]:
    """One of each, in the zones that have such machines."""
    return routes(
        baremetal__ListServers=[made("baremetal.v1.Server", id="b1", name="sig", tags=["categorie=sig"], **ZONE)],
        dedibox__ListServers=[made("dedibox.v1.ServerSummary", id=75839, hostname="archives", datacenter_name="DC2", **ZONE)],
    ), {
        id("ElasticMetal", "b1", "fr-par-1"): {"region": "fr-par-1", "site.country": None, "tags": {"categorie": "sig"}},
        id("Dedibox", "75839", "fr-par-1"): {"region": "fr-par-1", "site.country": None, "name": "archives"},
    }


SEEDS = {
    "block": block,
    "caches": caches,
    "compute": compute,
    "databases": databases,
    "machines": machines,
    "platform": platform,
}


def entry(stub: JsonStub, **more: Any) -> dict[str, Any]:
    """An entry of `accounts:`, of France alone."""
    said = {"id": "scw", "provider": "scaleway", "organization_id": ORG, "regions": ["fr-par"]}
    return {**said, "endpoint_url": stub.url, "emulator": True, **more}


def seeded(stub: JsonStub, service: str) -> SeededJson:
    """A collector on its seed."""
    answers, expected = SEEDS[service]()
    stub.routes |= answers
    return SeededJson(stub, entry(stub), COLLECTORS[service], expected, of, frozenset({"account:ListProjects"}))


@pytest.fixture(params=SEEDS)
def one(request: pytest.FixtureRequest) -> Iterator[SeededJson]:
    """A collector on its seed."""
    with JsonStub({}) as stub:
        yield seeded(stub, request.param)


class TestContract(JsonContract):
    """That of every cloud."""

    cloud, seeds = "scaleway", SEEDS


@pytest.mark.parametrize("fault", [name for name in FAULTS if name != "slow"])
def test_an_organisation_that_does_not_open_is_a_gap(fault: str) -> None:
    """Under the entry's own id, and nothing else is asked."""
    with JsonStub(routes()) as stub, stub.fault("/account/v3/projects", fault):
        opened = provider("scaleway").open(entry(stub))
        (gap,) = opened.coverage
    assert (opened.units, gap.account, gap.call) == ([], "scw", "account:ListProjects")
    assert {*stub.seen} == {"/account/v3/projects"}


def test_a_list_in_circles_ends() -> None:
    """A page that comes again and again, of a list that announces more, is partial; each of its elements came once."""
    page = {"clusters": [made("k8s.v1.Cluster", id="c1", name="metiers", **HERE)] * 100, "total_count": 10**6}
    with JsonStub(routes() | {"/k8s/v1/regions/fr-par/clusters": page}) as stub:
        one = SeededJson(stub, entry(stub), COLLECTORS["platform"], {}, of)
        gaps = [line.reason.split(":")[0] for line in one.scan().coverage if line.status != "read"]
    assert gaps == ["partial_list"]


def test_several_pages_are_read() -> None:
    """And a page that is lost is a gap that says what came before it."""
    many = [made("k8s.v1.Cluster", id=f"c{number}", name="metiers", **HERE) for number in range(250)]
    with JsonStub(routes(k8s__ListClusters=many)) as stub:
        one = SeededJson(stub, entry(stub), COLLECTORS["platform"], {}, of)
        assert len(list(one.scan().resources)) == 250
        with stub.fault("/k8s/v1/regions/fr-par/clusters", "refused", after=2):
            (gap,) = [line for line in one.scan().coverage if line.status != "read"]
    assert (gap.status, gap.resources) == ("refused", 200)


def test_places_are_where_the_register_has_them(tmp_path: Path) -> None:
    """Through a snapshot: Paris, and backups in Amsterdam; what goes to a region that nobody names is unknown."""
    with JsonStub(compute()[0] | {path: answer for path, answer in databases()[0].items() if "rdb" in path}) as stub:
        found = scanned(tmp_path / "snapshot", entry(stub))
    assert {country(found[name]) for name in ("web", "paie", "neuve")} == {"FR"}
    assert {"NL", "PL"} <= {place.get("country") for place in found["paie"].facts["places"]}
    assert found["neuve"].unknown["flows.backup"].startswith("not_collected")


def test_codes_are_placed() -> None:
    """Regions and zones."""
    assert [region("scaleway", code).country for code in ("fr-par", "fr-par-3", "nl-ams-1", "pl-waw-2")] == ["FR", "FR", "NL", "PL"]  # type: ignore[union-attr]
    assert region("scaleway", "de-fra") is None
