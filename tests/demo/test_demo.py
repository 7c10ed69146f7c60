"""The demonstration, from the first bucket to the report: what was planted is found, and nothing else is called a failure."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor import pipeline
from auditor.cli import main
from auditor.cli.console import RUN
from auditor.configuration import FILE, load_configuration
from auditor.demo import agglomeration, ovh, stage as staging
from auditor.demo.arm_tokens import TENANT
from auditor.demo.azure.things import SUBSCRIPTIONS
from auditor.demo.buckets import BUCKETS
from auditor.demo.stage import Stage, keep_configuration, stage
from auditor.demo.stories import STORIES, Planted
from auditor.demo.vcenter import UUID
from auditor.errors import ProviderError
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from auditor.model import Outcome
from auditor.providers import INSTALLED
from auditor.run import SNAPSHOT, read_findings
from tests.outputs.page import Page
from tests.providers.terraform.plans import write
from tests.providers.terraform.rivemont import ACCOUNTS, SUBSCRIPTIONS as PLANNED, aws, azure

pytestmark = pytest.mark.long

RULES = {
    *("LOC-001", "LOC-003", "LOC-004", "LOC-007", "LOC-009", "LOC-011", "LOC-013", "TRF-001"),
    *("RET-002", "RET-004", "RET-005", "RET-020", "SEC-001", "SEC-002", "SEC-003", "SEC-004", "SEC-012", "GOV-001"),
    *("LOC-005", "LOC-018", "LOC-021", "RET-021", "SEC-011", "TRF-009"),
}
ASKED = {"GOV-004", "LOC-021", "RET-002", "RET-003", "RET-007", "RET-008", "RET-009", "RET-012", "RET-013", "RET-014", "RET-017"}
"""Questions about resources, which nobody answered in the demonstration."""
ELSEWHERE = ["m365-rivemont", "ovh-rivemont", "salle-mairie", "nuage-agglo", "services-en-ligne"]
UNSEEN = "/searchservices/srch-rivemont"
"""A search service alone shows where its knowledge stores are: its copies are to verify."""
GIVEN = {
    *("AWS::Athena::WorkGroup", "AWS::Events::EventBus", "AWS::Macie::Session", "AWS::Organizations::Account"),
    *("AWS::S3::AccountPublicAccessBlock", "AWS::EC2::EbsEncryptionByDefault"),
    *("M365::Tenant", "M365::Directory", "M365::AuditLog"),
}
"""What every account has without anybody planting it."""
AFTER = ("known_after_apply", "not_static")
REFUSED = {"rivemont-listes-electorales"}
"""What a grant that is missing hides in the live estate."""
Outcomes = dict[tuple[str, str], Outcome]


@dataclass(frozen=True)
class Played:
    """A demonstration that has been played: what the command said and left, what was planted, what was found."""

    code: int
    said: str
    out: Path
    planted: list[Planted]
    directory: Path
    outcomes: Outcomes

    @property
    def snapshot(self) -> Path:
        """What the command read."""
        return self.out / RUN / SNAPSHOT


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The command, once for all tests: the estate scanned over HTTP; then judged on one day."""
    out, directory = (tmp_path_factory.mktemp("demo") / name for name in ("out", "judged"))
    planted: list[Planted] = []

    @contextmanager
    def noted() -> Iterator[Stage]:
        with stage() as town:
            planted.extend(town.planted)
            yield town

    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said):
        patch.setenv("AUDITOR_LANG", "fr")
        patch.setattr(staging, "stage", noted)
        code = main(["demo", "--out", str(out)])
    configuration = load_configuration(out / FILE, INSTALLED)
    pipeline.judge(out / RUN / SNAPSHOT, directory, as_of=date(2026, 11, 22), configuration=configuration)
    outcomes = {(finding.resource.id, finding.rule): finding.outcome for finding in read_findings(directory)}
    return Played(code, said.getvalue(), out, planted, directory, outcomes)


def test_the_command_writes_the_report_and_says_where(played: Played) -> None:
    """One command, one report, one run directory, and a tender compared; standard output is the paths and nothing else."""
    compared = [played.out / "achat" / f"procurement.{suffix}" for suffix in ("html", "ods")]
    assert played.code == 0
    assert played.said.split() == [str(path) for path in (played.out / "report.html", *compared)]
    assert all(path.is_file() for path in compared)
    written = (played.out / "report.html").read_text("utf-8")
    assert "Rivemont" in written
    assert all(name in written for name in ("adf-rivemont-flux", "rivemont-etat-civil-actes-us")), "what crosses from Azure to AWS"
    assert (played.snapshot / "manifest.json").is_file()
    assert "# endpoint_url" in (played.out / FILE).read_text("utf-8")


def test_every_story_ends_as_told(played: Played) -> None:
    """Each planted resource gets the outcome its story announces, from each rule it names."""
    told = {(one.id, rule): outcome for one in played.planted for rule, outcome in one.expects.items()}
    found = {pair: played.outcomes.get(pair, Outcome.NOT_APPLICABLE) for pair in told}
    assert found == told


def test_nothing_compliant_is_called_a_failure(played: Played) -> None:
    """Ordinary resources of the commune are neither failures nor to verify: but for its keys, and for what only it can tell."""
    ordinary = {one.id for one in played.planted if not one.story}
    found = {pair: outcome for pair, outcome in played.outcomes.items() if pair[0] in ordinary and outcome is not Outcome.PASS}
    keys = {pair for pair, outcome in found.items() if pair[1] == "SEC-012" and outcome is Outcome.FAIL}
    asked = {pair for pair, outcome in found.items() if pair[1] in ASKED and outcome is Outcome.UNKNOWN}
    unseen = {pair for pair, outcome in found.items() if pair[0].endswith(UNSEEN) and outcome is Outcome.UNKNOWN}
    assert {pair: found[pair] for pair in found.keys() - keys - asked - unseen} == {}


def test_every_story_is_planted_and_every_rule_is_told(played: Played) -> None:
    """No sentence without a resource, no story without a sentence; the rules that the stories are about all have theirs."""
    assert {one.story for one in played.planted} - {""} == set(STORIES)
    rules = {rule for one in played.planted for rule in one.expects}
    assert rules == RULES


def test_the_scan_reads_all_that_is_not_refused(played: Played) -> None:
    """The snapshot holds what was planted but for what the organisation hides, and nothing else."""
    unseen = ("arn:aws:logs:eu-west-1:", "arn:aws:backup:eu-west-2:")
    hidden = {one.id for one in played.planted if one.id.startswith(unseen) or "/microsoft.cache/redis/" in one.id}
    read = [resource.id for resource in read_resources(played.snapshot) if resource.native_type not in GIVEN]
    assert len(hidden) == 5
    assert sorted(read) == sorted({one.id for one in played.planted} - hidden)


def test_refusals_are_gaps_with_the_permission_that_is_missing(played: Played) -> None:
    """The services that a guard rail refuses are gaps, and the type that the role on Azure may not read; nothing else is."""
    gaps = {(line.region, line.call, line.reason.split(":")[0]) for line in read_coverage(played.snapshot) if line.status == "refused"}
    assert gaps == {
        ("eu-west-1", "logs:DescribeLogGroups", "guard_rail"),
        ("eu-west-2", "backup:ListBackupPlans", "guard_rail"),
        ("eu-west-2", "backup:ListBackupVaults", "guard_rail"),
        ("eu-west-2", "backup:ListReportPlans", "guard_rail"),
        (None, "Microsoft.Cache:ListRedis", "access_denied"),
    }
    assert not [line for line in read_coverage(played.snapshot) if line.status == "failed"]


def test_the_refused_replication_names_its_permission(played: Played) -> None:
    """A single refused call leaves one fact unknown, with the permission to grant, and no other."""
    resources = {resource.id: resource for resource in read_resources(played.snapshot)}
    refused = resources["arn:aws:s3:::rivemont-listes-electorales"].unknown
    assert refused == {"flows.replication": "access_denied: s3:GetBucketReplication (s3:GetReplicationConfiguration)"}


def test_data_that_crosses_from_one_cloud_to_the_other_is_followed(played: Played) -> None:
    """A Data Factory in Paris is judged as what it copies from Azure: to a bucket in Paris, whose replica is in Virginia."""
    [finding] = [one for one in read_findings(played.directory) if (one.resource.name, one.rule) == ("adf-rivemont-flux", "LOC-009")]
    copied, replicated = (next(place for place in finding.places if place.role == role) for role in ("copy", "replica"))
    bucket = "arn:aws:s3:::rivemont-etat-civil-actes"
    assert (finding.resource.provider, finding.categories) == ("azure", ["civil_status"])
    assert (copied.country, copied.via) == ("FR", bucket)
    assert (replicated.country, replicated.region, replicated.via) == ("US", "us-east-1", f"{bucket} → {bucket}-us")


def test_every_cloud_is_scanned(played: Played) -> None:
    """Under one manifest: two accounts of AWS, two subscriptions of Azure in five regions of Europe, and what the town has elsewhere."""
    manifest = read_manifest(played.snapshot)
    here = {UUID, agglomeration.PROJECT, ovh.PROJECT, ovh.CUSTOMER}
    declared = {f"services-en-ligne/{name}" for name in ("inscriptions", "enquetes")}
    assert {*manifest.accounts} == {"111122223333", "444455556666", *SUBSCRIPTIONS, TENANT, *here, *declared}
    regions = {one.region for one in read_resources(played.snapshot) if one.provider == "azure"}
    assert {"francecentral", "francesouth", "westeurope", "northeurope", "swedencentral"} <= regions


def test_one_activity_is_in_the_machine_room_and_in_several_clouds(played: Played) -> None:
    """The library's: what it has, and where, is told of it as a whole."""
    findings = [one for one in read_findings(played.directory) if one.activities == ["mediatheque"] and one.rule == "LOC-002"]
    where = {(one.resource.provider, place.country) for one in findings for place in one.places if place.role == "primary"}
    assert where >= {("aws", "FR"), ("ovh", "FR"), ("vsphere", "FR")}


def test_the_sheet_of_an_activity_shows_the_suite_beside_the_clouds(played: Played) -> None:
    """Mail and files are on disks at AWS, and at Microsoft: one sheet has both processors, and every country that either shows."""
    page = Page((played.out / "report.html").read_text("utf-8"))
    sheets = [one for one in page.all("details") if "activity" in (one.attributes.get("class") or "")]
    (sheet,) = [one.text for one in sheets if "Courrier, messagerie et fichiers" in one.text]
    assert "Microsoft 365" in sheet
    assert "Amazon Web Services" in sheet
    assert "France" in sheet


def test_a_machine_of_the_town_hall_stands_in_france(played: Played) -> None:
    """Azure describes it in Amsterdam, the configuration says where its site is."""
    [machine] = [one for one in read_resources(played.snapshot) if one.name == "srv-mairie-sauvegarde"]
    assert (machine.kind, machine.facts["site"]) == ("machine", {"country": "FR"})


def test_a_guessed_category_is_said_to_be_guessed(played: Played) -> None:
    """The untagged canteen export is judged as children's data, presumed so from its name."""
    findings = [one for one in read_findings(played.directory) if one.resource.name == "rivemont-cantine-export-2024"]
    encrypted = next(one for one in findings if one.rule == "SEC-002")
    assert (encrypted.categories, encrypted.confidence) == (["childhood"], "presumed")


def test_two_demonstrations_are_alike(played: Played) -> None:
    """The emulator's random ids are seeded: another estate has the same resources under the same ids."""
    with stage() as again:
        assert again.planted == played.planted


def test_the_configuration_kept_can_judge_again(played: Played, tmp_path: Path) -> None:
    """The copy beside the report says the same as the one that was used, without the emulator's address."""
    kept = load_configuration(keep_configuration(tmp_path), INSTALLED)
    assert len(kept.activities) == 32
    of_the_stage = {"endpoint_url", "endpoint", "authority", "ca_bundle", "clouds_yaml", "emulator"}
    assert [entry["id"] for entry in kept.accounts] == ["aws-ville", "aws-ccas", "azure-rivemont", *ELSEWHERE]
    assert not any(of_the_stage & entry.keys() for entry in kept.accounts)


def test_replicas_and_keys_of_buckets_exist() -> None:
    """A bucket that replicates names another bucket of the estate, or an account that is not read."""
    names = {bucket.name for bucket in BUCKETS}
    assert len(names) == len(BUCKETS)
    assert all("/" in bucket.replica or bucket.replica in names for bucket in BUCKETS if bucket.replica)


def test_the_environment_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of AWS or Azure of the user is seen inside, and all of them are back outside, after an error too."""
    from auditor.demo.accounts import no_real_credentials

    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AZURE_CLIENT_SECRET", "real")
    before = dict(os.environ)
    with pytest.raises(KeyError), no_real_credentials():
        assert os.environ["AWS_ACCESS_KEY_ID"] == "demonstration"
        assert not {"AWS_PROFILE", "AZURE_CLIENT_SECRET"} & {*os.environ}
        raise KeyError
    assert dict(os.environ) == before


def test_findings_are_json_lines(played: Played) -> None:
    """The run directory is the one that `auditor run` writes: of so few resources, a finding a line."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in (played.directory / "findings.jsonl").read_text("utf-8").splitlines()]
    assert {(line["resource"]["id"], line["rule"]): line["outcome"] for line in lines} == played.outcomes
    assert len(lines) == len(played.outcomes)
    assert {"run.json", "findings.jsonl", "snapshot"} <= {path.name for path in played.directory.iterdir()}


def test_the_same_estate_as_a_plan_ends_alike(played: Played, tmp_path: Path) -> None:
    """Written as plans of Terraform, before anything is applied: what a plan can know has the same outcome, and nothing a better one."""
    entries = [
        *({"id": f"aws-{number}", "account": number, "files": [write(tmp_path / f"{number}.json", aws(number))]} for number in ACCOUNTS),
        *({"id": f"azure-{one[:8]}", "account": one, "files": [write(tmp_path / f"{one}.json", azure(one))]} for one in PLANNED),
    ]
    accounts = tuple({"provider": "terraform", **entry, "files": [str(path) for path in entry["files"]]} for entry in entries)
    kept = keep_configuration(tmp_path)
    configuration = msgspec.structs.replace(load_configuration(kept, INSTALLED), accounts=accounts)
    run = tmp_path / "run"
    pipeline.scan(configuration, run / SNAPSHOT)
    pipeline.judge(run / SNAPSHOT, run, as_of=date(2026, 11, 22), assumptions=(), configuration=configuration, rules=())
    told = ((one, one.resource.kind) for one in read_findings(played.directory))
    live = {(kind, called(one), one.rule): one.outcome for one, kind in told if kind != "activity"}
    pairs = [(one, live[key]) for one in read_findings(run) if (key := (one.resource.kind, called(one), one.rule)) in live]
    other = {
        (one.rule, one.resource.name, was, one.outcome, tuple(str(each.actual) for each in one.reasons))
        for one, was in pairs
        if one.outcome is not was
    }
    # What a plan does not know is to verify; a refusal that was planted in the live estate is none here.
    unknown = {each for each in other if each[3] is Outcome.UNKNOWN and any(reason.startswith(AFTER) for reason in each[4])}
    refused = {each for each in other if each[2] is Outcome.UNKNOWN and each[1] in REFUSED}
    assert other - unknown - refused == set()
    assert len(unknown) < 10
    assert len(pairs) - len(other) > 2500


@pytest.mark.parametrize("module", ["moto.server", "azure.identity", "azure.mgmt.resource", "openstack", "ovh", "pyVmomi"])
def test_without_the_emulators_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """A core install has neither emulator nor SDK: the remedy is one command."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ProviderError, match=re.escape(module.split(".")[0])) as missing, stage():
        pass
    assert "residency-auditor[demo]" in missing.value.remedy


def called(finding: Any) -> str:
    """A resource by its name; a key by what it is for, as its alias tells."""
    return str(finding.resource.name).removeprefix("alias/rivemont-")
