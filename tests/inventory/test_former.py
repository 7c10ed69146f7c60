"""A snapshot of the first schema, kept as it was written: it reads, and leads to what it led to then."""

from __future__ import annotations

import gzip
import json
import shutil
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.errors import SnapshotError
from auditor.inventory.derive import derived
from auditor.inventory.former import upgraded
from auditor.inventory.snapshot import SnapshotWriter, new_snapshot, read_coverage, read_manifest, read_resources
from auditor.model import FORMER_VERSION, SNAPSHOT_VERSION, Manifest, Resource, Whereabouts
from auditor.reference.registers import reference

KEPT = Path(__file__).parents[1] / "data/snapshot-1"
"""The demonstration's two clouds, scanned on 2026-11-28; `expected.json` holds what was derived of them that day."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kept snapshot as a directory of the first schema."""
    directory = tmp_path_factory.mktemp("old")
    shutil.copy(KEPT / "resources-0000.jsonl.gz", directory)
    for name in ("manifest.json", "coverage.jsonl"):
        (directory / name).write_bytes(gzip.decompress((KEPT / f"{name}.gz").read_bytes()))
    return directory


def _told(one: Resource) -> dict[str, Any]:
    """What of a resource rests on reading names: its places, who manages its key, who runs it, whose data it holds."""

    def known(path: str, value: Any) -> Any:
        return "?" if path in one.unknown else value

    fields = ("role", "country", "region", "holder", "trusted", "via")
    return {
        "places": [[known(f"places[{rank}].{name}", place.get(name)) for name in fields] for rank, place in enumerate(one.facts["places"])],
        "key_manager": known("encryption.key_manager", (one.facts.get("encryption") or {}).get("key_manager")),
        "operator": (one.facts.get("operator") or {}).get("country"),
        "categories": known("data.categories", one.facts["data"].get("categories")),
    }


def test_a_former_snapshot_leads_to_what_it_led_to(old: Path) -> None:
    """Each resource has the same places, key manager, operator and categories as before names were read by providers."""
    manifest = read_manifest(old)
    assert manifest.schema_version == FORMER_VERSION
    configuration = Configuration.from_context(manifest.context)
    found = derived(partial(read_resources, old), manifest, read_coverage(old), reference(date(2026, 11, 28)), configuration)
    expected = json.loads(gzip.decompress((KEPT / "expected.json.gz").read_bytes()))
    assert len(expected) > 300
    assert {one.id: _told(one) for one in found if "places" in one.facts} == expected


def test_its_resources_read_as_todays(old: Path) -> None:
    """Who runs each, its aliases and its hosts; what is foreign to the account that told of it."""
    resources = {one.id: one for one in read_resources(old)}
    assert {one.offer for one in resources.values()} == {"aws", "azure"}
    assert any(alias.endswith(".blob.core.windows.net") for one in resources.values() for alias in one.aliases)
    keys = [where for one in resources.values() for name, where in one.named.items() if ":key/" in name]
    assert Whereabouts("eu-west-3", "111122223333") in keys


def test_what_is_written_says_its_version(tmp_path: Path) -> None:
    """A snapshot of today is not taken for a former one: what it lacks was not left out by an old scan."""
    with new_snapshot(tmp_path / "s") as writer:
        foreign = Resource("arn:aws:s3:::b", "object_store", "T", "aws", "1", None, "b", unknown={"offer": "operator_unknown: s3.example"})
        writer.add([foreign], [])

        def manifest(writer: SnapshotWriter) -> Manifest:
            return Manifest("2026-11-28T06:00:00Z", "2026-11-28T06:01:00Z", "", resources=writer.resources)

        writer.finish(manifest)
    assert read_manifest(tmp_path / "s").schema_version == SNAPSHOT_VERSION
    assert list(read_resources(tmp_path / "s")) == [foreign]


def test_a_snapshot_of_today_without_its_seals_is_no_snapshot(tmp_path: Path) -> None:
    """A former one has none; who takes them from a present one has altered it."""
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([Resource("a", "object_store", "T", "aws", "1", None, "a")], [])
        writer.finish(lambda writer: Manifest("", "", "", resources=writer.resources))
    path = tmp_path / "s/manifest.json"
    told = json.loads(path.read_text())
    path.write_text(json.dumps({name: value for name, value in told.items() if name != "files"}))
    with pytest.raises(SnapshotError):
        list(read_resources(tmp_path / "s"))


def test_a_former_resource_says_who_holds_it_and_whose_its_targets_are() -> None:
    """A trail that lies with another account than the one read; a target in a cloud of its own, and one in another part of this one."""
    flows = [{"to": "arn:aws-eusc:s3:::x"}, {"to": "https://x.blob.core.windows.net"}, {"to": "arn:aws:s3:::y"}]
    id = "arn:aws:cloudtrail:eu-west-3:2:trail/t"
    one = upgraded(Resource(id, "trail", "T", "aws", "1", "eu-west-3", "t", facts={"flows": {"copy": flows}}))
    assert (one.holder, one.offer) == ("2", "aws")
    assert one.named == {
        "arn:aws-eusc:s3:::x": Whereabouts(offer="aws-eusc"),
        "https://x.blob.core.windows.net": Whereabouts(offer="azure"),
    }
    assert upgraded(Resource(id, "trail", "T", "aws", "2", "eu-west-3", "t")).holder is None
