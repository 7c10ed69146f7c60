"""Several providers in one audit: flows from one to another, and private clouds whose sites somebody has to declare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from auditor import pipeline
from auditor.cli import main
from auditor.configuration import load_configuration
from auditor.demo import agglomeration, machine_room, ovh
from auditor.demo.json_stub import JsonStub
from auditor.inventory.link import Index
from auditor.model import Finding, Place, Resource
from auditor.providers import INSTALLED
from auditor.run import read_findings
from tests.naming import read

DAY = date(2026, 11, 28)
BUCKET = f"ovh:{ovh.PROJECT}:GRA:OVH::Bucket:rivemont-fonds-patrimonial"
STORE = "https://s3.gra.io.cloud.ovh.net/rivemont-fonds-patrimonial"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Those of the demonstration."""
    from auditor.demo.accounts import no_real_credentials

    with no_real_credentials():
        yield


@contextmanager
def everywhere(folder: Path) -> Iterator[dict[str, str]]:
    """The entries of an OVHcloud project, a machine room and an OpenStack tenant, without a word of where the private ones are."""
    with JsonStub({}) as cloud, machine_room.vcenter() as room, agglomeration.tenant() as tenant:
        ovh.build(cloud)
        clouds = agglomeration.clouds(tenant, folder)
        yield {
            "ovh": f"{{id: chez-ovh, provider: ovh, endpoint_url: '{cloud.url}/1.0', emulator: true}}",
            "vsphere": f"{{id: salle, provider: vsphere, endpoint: '{room.url}', operator: private, domains: [RIVEMONT]SITES}}",
            "openstack": f"{{id: agglo, provider: openstack, cloud: agglo, clouds_yaml: '{clouds}', operator: private SITES}}",
            "declared": "{id: saas, provider: declared, file: saas.yaml}",
        }
        for name in ("ovh", "vsphere", "openstack", "declared"):
            INSTALLED[name].close()


def written(folder: Path, entries: list[str], sites: str = "") -> Path:
    """A configuration of these entries."""
    path = folder / "auditor.yaml"
    lines = "".join(f"  - {entry.replace('SITES', sites)}\n" for entry in entries)
    path.write_text(f"organisation: {{name: Rivemont, profile: commune}}\naccounts:\n{lines}")
    return path


def judged(folder: Path, configuration: Path) -> list[Finding]:
    """What an audit finds."""
    known = load_configuration(configuration, INSTALLED)
    pipeline.scan(known, folder / "snapshot")
    pipeline.judge(folder / "snapshot", folder / "run", as_of=DAY, configuration=known)
    return [*read_findings(folder / "run")]


def places(findings: list[Finding], id: str) -> list[Place]:
    """The places of a resource."""
    return next(one.places for one in findings if one.resource.id == id and one.rule == "LOC-009")


@pytest.mark.parametrize("address", [STORE, f"{STORE}/jobs/2026", "https://rivemont-fonds-patrimonial.s3.gra.io.cloud.ovh.net", BUCKET])
def test_a_backup_that_goes_to_a_bucket_is_followed_to_its_replica(tmp_path: Path, address: str) -> None:
    """From the machine room to Gravelines, and on to Canada: one place each, with the path that leads there."""
    hosting = "hosting: {sites: [{country: FR}]}, replicas: {sites: []}, operator: private"
    (tmp_path / "saas.yaml").write_text(
        f"services:\n  - {{id: salle, {hosting}, backups: {{sites: [{{country: FR, to: '{address}'}}]}}}}\n"
    )
    with everywhere(tmp_path) as entries:
        findings = judged(tmp_path, written(tmp_path, [entries["ovh"], entries["declared"]]))
    there = {(place.role, place.country): place.via for place in places(findings, "declared:saas/salle")}
    assert there["backup", "FR"] == BUCKET
    assert (there["replica", "CA"] or "").startswith(f"{BUCKET} → ")
    assert len([role for role, _ in there if role in ("backup", "replica")]) == 2


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("holder", "object-storage://s3.gra.io.cloud.ovh.net/sauvegardes/2026"),
        ("to", "s3://s3.gra.io.cloud.ovh.net/sauvegardes"),
        ("to", "https://sauvegardes.s3.gra.io.cloud.ovh.net/x"),
        ("to", "HTTPS://S3.gra.io.cloud.ovh.net/sauvegardes/"),
    ],
)
def test_a_task_or_a_repository_names_a_bucket_of_another_cloud_by_its_address(told: str, address: str) -> None:
    """DataSync to a store that is no AWS, a repository of backups on S3: the bucket itself, and where it sends what it gets."""
    away = {"replication": [{"region": "BHS", "account": "p"}]}
    aliases = ("sauvegardes.s3.gra.io.cloud.ovh.net", "https://s3.gra.io.cloud.ovh.net/sauvegardes")
    bucket = Resource(
        "ovh:p:GRA:OVH::Bucket:s", "object_store", "OVH::Bucket", "ovh", "p", "GRA", "s", facts={"flows": away}, aliases=aliases
    )
    task = read(Resource("task", "transfer", "T", "aws", "1", "eu-west-3", "t", facts={"flows": {"copy": [{told: address}]}}))
    index = Index((bucket, task), [])
    reached = [(hop.edge.role, hop.path[-1]) for hop in index.hops(index.nodes["task"].edges, "task") if not hop.edge.refused]
    assert reached == [("copy", bucket.id), ("replica", "flows.replication")]


@pytest.mark.parametrize("address", ["https://s3.gra.io.cloud.ovh.net/", "https://s3.gra.io.cloud.ovh.net/autre", "sauvegardes", "s3:///x"])
def test_another_bucket_of_the_same_store_is_another(address: str) -> None:
    """Neither the store as a whole nor what merely has the name."""
    bucket = Resource("b", "object_store", "OVH::Bucket", "ovh", "p", "GRA", "s", aliases=("https://s3.gra.io.cloud.ovh.net/sauvegardes",))
    assert Index((bucket,), []).named(address) == address


def test_a_private_cloud_without_declared_sites_is_unknown_everywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`auditor run` on both: LOC-017 is to verify, no country is known, and what is to be written is said."""
    with everywhere(tmp_path) as entries:
        configuration = written(tmp_path, [entries["openstack"], entries["vsphere"]])
        code = main(["--lang", "en", "run", "--config", str(configuration), "--out", str(tmp_path / "out")])
    assert code == 0, capsys.readouterr().err
    findings = [*read_findings(tmp_path / "out" / "run")]
    asked = {one.resource.provider: one.outcome.value for one in findings if one.rule == "LOC-017"}
    assert asked == {"openstack": "unknown", "vsphere": "unknown"}
    things = [one for one in findings if one.resource.kind in ("volume", "snapshot", "machine", "file_system") and one.rule == "LOC-002"]
    assert {one.outcome.value for one in things} == {"unknown"}
    assert {place.country for one in things for place in one.places if place.role == "primary"} == {None}
    reasons = " ".join(str(because) for one in things for because in one.reasons)
    assert all(f"region_not_in_register: private/{region}" in reasons for region in ("Agglo", "Mairie", "10.20.0.9")), reasons[:1000]
    assert "sites: {REGION: FR}" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_declared_sites_are_judged(tmp_path: Path) -> None:
    """The same clouds, once somebody said where they are: what lies in France passes, what lies in Dublin is told."""
    sites = ', sites: {Mairie: FR, "*/nas-dublin": IE, Agglo: FR, "Agglo/dublin": IE, kms.rivemont.lan: FR, 10.30.0.5: FR}'
    with everywhere(tmp_path) as entries:
        findings = judged(tmp_path, written(tmp_path, [entries["openstack"], entries["vsphere"]], sites))
    where = {one.resource.name: one.places[0].country for one in findings if one.rule == "LOC-002"}
    assert (where["archives-versements"], where["archives-versements-nuit"]) == ("FR", "IE")
    assert (where["srv-etat-civil/Hard disk 1"], where["srv-etat-civil/Hard disk 2"]) == ("FR", "IE")
