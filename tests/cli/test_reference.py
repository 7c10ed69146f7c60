"""`auditor reference` and `auditor drill`: the registers looked through, and another law tried on a saved snapshot."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor import pipeline
from auditor.configuration import Configuration
from auditor.inventory.snapshot import new_snapshot
from auditor.model import Coverage, Finding, Manifest, Outcome, Resource
from auditor.run import read_findings
from tests.cli.conftest import Run

TODAY = date(2026, 11, 22)
DPF = {"instrument": "dpf", "reference": "inscription vérifiée", "provider": "aws", "valid_until": "2028-01-01"}
PACK = """\
id: ZZZ-001
revision: 1
title: {fr: "Certificat HDS", en: HDS certificate}
failure: {fr: "Pas de certificat HDS", en: no HDS certificate}
severity: critical
force: law
requirements: [CSP-L1111-8]
applies_to: {kinds: [object_store]}
must: {fact: labels.hds, equals: valid}
remedy: {fr: "Demandez-le", en: ask for it}
examples:
  - {name: a, resource: {kind: object_store, labels: {hds: valid}}, expect: pass}
  - {name: b, resource: {kind: object_store, labels: {hds: expired}}, expect: fail, because: [labels.hds]}
  - {name: c, resource: {kind: object_store}, unknown: {labels.hds: label_unverified}, expect: unknown, because: [labels.hds]}
"""


def bucket(name: str, region: str, category: str = "", provider: str = "aws") -> Resource:
    """A closed and encrypted bucket without copies."""
    facts: dict[str, Any] = {
        "public": {"access": False}, "encryption": {"at_rest": True, "key": None}, "retention": {"max": None, "noncurrent_max": None},
        "versioning": {"enabled": False}, "flows": {"replication": None, "logs": None},
    }  # fmt: skip
    tags = {"rgpd:categorie": category} if category else {}
    return Resource(f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", provider, "1", region, name, tags=tags, facts=facts)


def scanned(directory: Path, *resources: Resource, **context: Any) -> Path:
    """A snapshot of these resources at DIRECTORY/run/snapshot."""
    snapshot = directory / "run" / "snapshot"
    snapshot.parent.mkdir(parents=True)
    with new_snapshot(snapshot) as writer:
        writer.add(resources, [Coverage("aws", "1", "eu-west-3", "s3", "read")])
        stamp = f"{TODAY.isoformat()}T01:00:00Z"
        writer.finish(lambda held: Manifest(stamp, stamp, "0", accounts={"1": []}, context=context, resources=held.resources))
    return snapshot


def judged(
    snapshot: Path, out: Path, rule: str, *, day: date = TODAY, assume: tuple[str, ...] = (), pack: Path | None = None
) -> list[Finding]:
    """The findings of one rule, judged on a day."""
    pipeline.judge(snapshot, out, as_of=day, assumptions=assume, rules=(pack,) if pack else ())
    return [finding for finding in read_findings(out) if finding.rule == rule]


def digest(directory: Path) -> dict[str, str]:
    """Every file with the hash of its bytes."""
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("day", "outcome"), [(date(2026, 5, 15), Outcome.PASS), (date(2026, 5, 17), Outcome.UNKNOWN)])
def test_one_snapshot_on_both_sides_of_the_end_of_hds_version_1(tmp_path: Path, day: date, outcome: Outcome) -> None:
    """The entry that ended is the reason, to the day."""
    (pack := tmp_path / "ZZZ-001.yaml").write_text(PACK)
    snapshot = scanned(tmp_path / "a", bucket("sante", "gra", "health", "ovh"))
    [finding] = judged(snapshot, tmp_path / "out", "ZZZ-001", day=day, pack=pack)
    assert finding.outcome is outcome
    assert [str(reason.actual).endswith("ended on 2026-05-16") for reason in finding.reasons] == [True] * (outcome is Outcome.UNKNOWN)


@pytest.mark.parametrize(
    ("day", "assume", "outcome"),
    [
        (date(2026, 1, 25), (), Outcome.FAIL),
        (date(2026, 1, 26), (), Outcome.PASS),
        (TODAY, ("adequate(BR) until 2026-11-21",), Outcome.FAIL),
        (TODAY, ("adequate(BR) until 2026-11-22",), Outcome.PASS),
    ],
)
def test_brazil_before_and_after_its_adequacy(tmp_path: Path, day: date, assume: tuple[str, ...], outcome: Outcome) -> None:
    """And after an end that is only assumed."""
    snapshot = scanned(tmp_path / "a", bucket("agents", "sa-east-1", "hr"))
    [finding] = judged(snapshot, tmp_path / "out", "LOC-001", day=day, assume=assume)
    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("provider", "region", "category", "rule", "outcome"),
    [
        ("aws", "eu-west-2", "health", "LOC-004", Outcome.FAIL),
        ("outscale", "eu-west-2", "health", "LOC-004", Outcome.PASS),
        ("aws", "eu-central-2", "health", "LOC-001", Outcome.PASS),
        ("aws", "eu-central-2", "health", "LOC-004", Outcome.FAIL),
    ],
)
def test_london_paris_and_zurich(tmp_path: Path, provider: str, region: str, category: str, rule: str, outcome: Outcome) -> None:
    """A code means nothing without its provider, and adequate is not the EEA."""
    snapshot = scanned(tmp_path / "a", bucket("sante", region, category, provider))
    [finding] = judged(snapshot, tmp_path / "out", rule)
    assert finding.outcome is outcome


def test_the_drill_prints_what_newly_fails_by_activity_and_nothing_else(auditor: Run, tmp_path: Path) -> None:
    """What already failed is left out, what does not change too; the snapshot keeps every byte."""
    activities = [{"id": "signalements", "title": "Signalements", "categories": ["user_relations"], "select": [{"name": "signal*"}]}]
    buckets = [
        bucket("signalements", "us-east-1"),
        bucket("agents", "us-west-2", "hr"),
        bucket("abroad", "ap-southeast-1", "hr"),
        bucket("paris", "eu-west-3", "hr"),
    ]
    snapshot = scanned(tmp_path / "audit", *buckets, processing_activities=activities, known={"safeguards": [DPF]})
    pipeline.judge(snapshot, tmp_path / "audit/run", as_of=TODAY)
    before = digest(tmp_path / "audit")
    done = auditor("drill", "schrems3", tmp_path / "audit")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line for line in lines if not line.startswith("  ")] == ["Rattaché à aucun traitement", "signalements · Signalements"]
    told = [tuple(line.split("  ")[1:4]) for line in lines if line.startswith("  ")]
    assert {("LOC-001", "critique", name) for name in ("agents", "signalements")} <= set(told)
    assert "abroad" not in done.out
    assert "paris" not in done.out
    assert digest(tmp_path / "audit") == before


def test_the_drill_says_nothing_where_nothing_would_change(auditor: Run, tmp_path: Path) -> None:
    """An estate in Paris does not care."""
    scanned(tmp_path / "audit", bucket("paris", "eu-west-3", "hr"))
    assert auditor("drill", "schrems3") == (0, "", "")
    assert auditor("drill", "brexit").code == 2
    assert auditor("drill", "schrems3", tmp_path).code == 2


def test_a_dpf_registration_passes_until_the_dpf_falls(tmp_path: Path) -> None:
    """The same evidence, two laws."""
    snapshot = scanned(tmp_path / "a", bucket("agents", "us-east-1", "hr"), known={"safeguards": [DPF]})
    for number, (assume, rule, outcome) in enumerate(
        [((), "LOC-003", Outcome.PASS), ((), "LOC-001", Outcome.PASS), (("not adequate(US)",), "LOC-001", Outcome.FAIL)]
    ):
        [finding] = judged(snapshot, tmp_path / str(number), rule, assume=assume)
        assert finding.outcome is outcome


def test_the_context_of_a_snapshot_is_enough(tmp_path: Path) -> None:
    """Evidence goes from the configuration into the snapshot and back."""
    configuration = Configuration.from_context({"known": {"safeguards": [DPF]}})
    assert Configuration.from_context(configuration.context()) == configuration


def test_registers_are_listed_and_shown(auditor: Run) -> None:
    """Each with its date and evidence; an entry with all its fields; a mistyped name with the one that was meant."""
    listed = auditor("reference", "list").out
    assert "labels/hds" in listed
    assert "retention" in listed
    assert "à confirmer" in listed
    shown = auditor("reference", "show", "labels/hds", "ovh").out
    assert "valid_until: 2026-05-16" in shown
    assert "evidence: verified" in shown
    assert "aws" in auditor("reference", "show", "operators").out
    wrong = auditor("reference", "show", "label/hds")
    assert (wrong.code, "labels/hds" in wrong.err) == (2, True)


def test_what_is_stale_is_told(auditor: Run) -> None:
    """By its end, or by the day of the last look; the count goes to standard error."""
    done = auditor("reference", "stale", "--as-of", "2026-11-22")
    assert "échue le 16\u00a0mai\u00a02026" in done.out
    assert "zones" in done.out
    assert "à revérifier" in done.err
    assert "à confirmer" in done.err
    heaviest = next(line for line in done.out.splitlines() if "démonstration" in line)
    assert heaviest.startswith("labels/dpf  aws")
    later = auditor("reference", "stale", "--as-of", "2027-11-22")
    assert len(later.out.splitlines()) > len(done.out.splitlines())
