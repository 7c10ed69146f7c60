"""A snapshot comes back as it was written, or says that it cannot."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given, strategies as st

from auditor.errors import SnapshotError
from auditor.inventory import snapshot
from auditor.inventory.packed import Packed
from auditor.inventory.searched import searched
from auditor.inventory.snapshot import SnapshotWriter, copy_snapshot, new_snapshot, read_coverage, read_manifest, read_resources
from auditor.inventory.sound import encoded
from auditor.inventory.units import shard
from auditor.masking import masked_line
from auditor.model import Coverage, Manifest, Resource

pytestmark = pytest.mark.usefixtures("english")


def _manifest(writer: SnapshotWriter) -> Manifest:
    return Manifest("2026-11-22T01:00:00Z", "2026-11-22T01:01:00Z", "0", resources=writer.resources, gaps=writer.gaps())


def _bucket(name: str, **tags: str) -> Resource:
    return Resource(f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", name, tags=tags)


def test_what_is_written_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Resources keep their order across shards; gaps are the refused and failed lines only."""
    monkeypatch.setattr(snapshot, "SHARD", 2)
    resources = [_bucket(f"b{number}") for number in range(5)]
    coverage = [Coverage("aws", "1", None, "s3", status) for status in ("read", "refused", "failed", "skipped")]
    with new_snapshot(tmp_path / "s") as writer:
        writer.add((), coverage)
        for resource in resources:
            writer.add([resource], ())
        written = writer.finish(_manifest)
    assert (written.resources, written.gaps) == (5, 2)
    assert read_manifest(tmp_path / "s") == written
    assert list(read_resources(tmp_path / "s")) == resources
    assert read_coverage(tmp_path / "s") == coverage
    assert len(list((tmp_path / "s").glob("resources-*"))) == 3


def test_the_same_resources_make_the_same_bytes(tmp_path: Path) -> None:
    """No clock and no file name inside the shards."""
    for name in ("one", "two"):
        with new_snapshot(tmp_path / name) as writer:
            writer.add([_bucket("b", z="1", a="2")], [])
            writer.finish(_manifest)
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_scan_that_dies_leaves_the_former_snapshot(tmp_path: Path) -> None:
    """Nothing half-written takes the place of what was whole."""
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([_bucket("kept")], [])
        writer.finish(_manifest)
    with pytest.raises(KeyboardInterrupt), new_snapshot(tmp_path / "s") as writer:
        writer.add([_bucket("lost")], [])
        raise KeyboardInterrupt
    assert [resource.name for resource in read_resources(tmp_path / "s")] == ["kept"]


@pytest.mark.parametrize("damage", ["truncated", "altered", "missing"])
def test_damage_is_told(tmp_path: Path, damage: str) -> None:
    """A truncated shard, an altered line and a missing manifest are SnapshotErrors."""
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([_bucket(f"b{number}") for number in range(100)], [])
        writer.finish(_manifest)
    shard = next((tmp_path / "s").glob("resources-*"))
    if damage == "truncated":
        shard.write_bytes(shard.read_bytes()[:-20])
    elif damage == "altered":
        shard.write_bytes(gzip.compress(b'{"id": 3}\n'))
    else:
        (tmp_path / "s" / "manifest.json").unlink()
    with pytest.raises(SnapshotError):
        _ = read_manifest(tmp_path / "s"), list(read_resources(tmp_path / "s"))


def test_another_version_is_refused(tmp_path: Path) -> None:
    """A snapshot of a later format is not guessed at."""
    (tmp_path / "manifest.json").write_text('{"started_at":"","finished_at":"","auditor_version":"9","schema_version":99}')
    with pytest.raises(SnapshotError, match="version 99"):
        read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(SnapshotError, match="not a snapshot manifest"):
        read_manifest(tmp_path)
    with pytest.raises(SnapshotError):
        read_coverage(tmp_path)


@given(name=st.text(max_size=50), tags=st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3))
def test_any_name_and_tag_survive(tmp_path_factory: pytest.TempPathFactory, name: str, tags: dict[str, str]) -> None:
    """Whatever a cloud lets people type comes back as typed."""
    typed = Resource("a", "database", "n", "p", "1", None, name, tags=tags)
    assume(masked_line(encoded(typed)) == encoded(typed))  # what looks like a secret does not survive
    path = tmp_path_factory.mktemp("s") / "s"
    with new_snapshot(path) as writer:
        writer.add([typed], [])
        writer.finish(_manifest)
    assert [(resource.name, resource.tags) for resource in read_resources(path)] == [(name, tags)]


def test_settings_of_an_account_are_not_something_read(tmp_path: Path) -> None:
    """An account of which only its own settings were read has shown nothing; one store more, and it has."""
    blocked = Resource("a", "settings", "AWS::S3::AccountPublicAccessBlock", "aws", "1", None, "a")
    counts = []
    for number, extra in enumerate(([], [msgspec.structs.replace(blocked, id="b", kind="object_store")])):
        with new_snapshot(tmp_path / str(number)) as writer:
            writer.add([blocked, *extra], ())
            counts.append(Manifest("", "", "", resources=writer.resources, settings=writer.settings))
    assert [manifest.read_nothing for manifest in counts] == [True, False]


def test_a_fact_of_another_type_becomes_unknown_when_it_is_packed(tmp_path: Path) -> None:
    """With its reason, so that one odd answer does not cost the snapshot; the rest of the resource is kept."""
    facts = {"public": {"access": 1.5}, "versioning": "yes", "flows": {"replication": ["r"], "share": []}, "spaceship": 1}
    odd = Resource("a", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", "a", facts=facts)
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([odd], [])
        writer.finish(_manifest)
    (kept,) = read_resources(tmp_path / "s")
    assert kept.facts == {"public": {}, "flows": {"share": []}}
    assert kept.unknown["flows.replication"].startswith("no_answer: flows.replication is not of the type list")
    assert {name.split(".")[0] for name in kept.unknown} == {"flows", "public", "versioning"}


def test_half_a_character_is_replaced(tmp_path: Path) -> None:
    """JSON can say it, no file can hold it."""
    odd = Resource("a\ud83d", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", "\ud83d\ude00", tags={"\udc00": "x"})
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([odd], [Coverage("aws", "1", "eu-west-3", "s3", "failed", reason="\ud800")])
        writer.finish(_manifest)
    (kept,) = read_resources(tmp_path / "s")
    assert (kept.id, kept.name, kept.tags) == ("a\ufffd", "\N{GRINNING FACE}", {"\ufffd": "x"})
    assert read_coverage(tmp_path / "s")[0].reason == "\ufffd"


def known(path: Path) -> bool:
    """Whether a file need not be searched."""
    with path.open("rb") as stream:
        return searched.has(stream)


def test_what_was_taken_over_is_searched(tmp_path: Path) -> None:
    """It lay where others may have written, and one unit of it is enough."""
    own, taken = (
        shard(
            key, ("aws", "1", None, key), "2026-11-22T00:00:00+00:00", Packed([Resource(key, "volume", "T", "aws", "1", None, key)]), [], 1
        )
        for key in ("own", "taken")
    )
    with new_snapshot(tmp_path / "s") as writer:
        writer.add_unit(own)
        writer.add_unit(taken, fresh=False)
        writer.add_unit(own)
        writer.finish(lambda _: Manifest("2026-11-22T00:00:00+00:00", "2026-11-22T00:00:00+00:00", "x", resources=3))
    assert not known(tmp_path / "s" / "resources-0000.jsonl.gz")
    assert len([*read_resources(tmp_path / "s")]) == 3


def test_what_this_process_wrote_needs_no_second_look(tmp_path: Path) -> None:
    """Secrets are out of it, and facts that are none are unknown, as it is written: read either way it is the same."""
    told = Resource("id", "volume", "T", "aws", "1", "eu-west-3", "AKIAIOSFODNN7EXAMPLE", facts={"encryption": {"at_rest": "maybe"}})
    with new_snapshot(tmp_path / "s") as writer:
        writer.add([told], [])
        writer.finish(lambda _: Manifest("2026-11-22T00:00:00+00:00", "2026-11-22T00:00:00+00:00", "x", resources=1))
    copy_snapshot(tmp_path / "s", tmp_path / "copy")
    assert [known(tmp_path / place / "resources-0000.jsonl.gz") for place in ("s", "copy")] == [True, False]
    ours, theirs = ([*read_resources(tmp_path / place)] for place in ("s", "copy"))
    assert ours == theirs
    (one,) = ours
    assert "AKIA" not in one.name
    assert "encryption.at_rest" in one.unknown
