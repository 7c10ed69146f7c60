"""AWS Backup: vaults with their locks, plans with the copies they make, and the buckets that its reports go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, key_arn, said, to_arn
from auditor.providers.aws.tagging import told_by
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import days, flows, joined, kept_whole, or_no_time

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.backup import (
        BackupPlan,
        BackupPlansListMember,
        BackupVaultListMember,
        RecoveryPointByBackupVault,
        ReportPlan,
    )

VAULT = "AWS::Backup::BackupVault"
POINT = "AWS::Backup::RecoveryPoint"
PLAN = "AWS::Backup::BackupPlan"
REPORT = "AWS::Backup::ReportPlan"
ENCRYPTION = ("encryption.at_rest", "encryption.key")

VAULTS = Call(
    "backup", "ListBackupVaults", feeds=("lock.min", "lock.max", *ENCRYPTION), of=(VAULT, POINT), path="BackupVaultList", lists=True
)
POINTS = Call("backup", "ListRecoveryPointsByBackupVault", feeds=(*ENCRYPTION, "origin"), of=(POINT,), path="RecoveryPoints", lists=True)
PLANS = Call("backup", "ListBackupPlans", of=(PLAN,), path="BackupPlansList", lists=True)
DETAIL = Call("backup", "GetBackupPlan", feeds=("retention.max", "retention.min", "flows.backup"), of=(PLAN,), path="BackupPlan")
POLICY = Call(
    "backup",
    "GetBackupVaultAccessPolicy",
    feeds=("flows.share",),
    of=(VAULT, POINT),
    path="Policy",
    absent=frozenset({"ResourceNotFoundException"}),
)
JOBS = Call("backup", "ListCopyJobs", feeds=("flows.backup",), of=(VAULT,), path="CopyJobs")
REPORTS = Call("backup", "ListReportPlans", feeds=("flows.copy",), of=(REPORT,), path="ReportPlans", lists=True)
TAGS = Call("backup", "ListTags", feeds=("tags",), must=("Tags",))
TAKE = ("backup:CopyFromBackupVault", "backup:StartCopyJob", "backup:StartRestoreJob")
DONE = frozenset({"CREATED", "RUNNING", "COMPLETED", "PARTIAL"})
AIR_GAPPED = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"
LISTED_ELSEWHERE = frozenset({"ec2", "rds", "fsx", "redshift", "redshift-serverless"})
"""Services whose recovery points are snapshots, images and backups of their own, and read as such."""
NAMED = ("RecoveryPointArn", "ResourceArn", "ResourceName", "IsEncrypted", "EncryptionKeyArn")
"""What is kept of a recovery point while its vault is read: there may be tens of thousands."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vault of the region, each after what it holds, then plans and reports."""
    vaults = list(reader.pages(VAULTS))
    # Copies of the last month, of which all that matters is from where to where.
    jobs = reader.pages(JOBS) if vaults else ()
    copied = {(one["SourceBackupVaultArn"], one["DestinationBackupVaultArn"]) for one in jobs if one["State"] in DONE}
    for vault, asked in zip(vaults, reader.map(partial(_asked, reader), vaults), strict=True):
        yield from _vault(reader, sorted(copied), vault, *asked)
    yield from reader.map(partial(_plan, reader), reader.pages(PLANS))
    yield from reader.map(partial(_report, reader), reader.pages(REPORTS))


def _asked(reader: Reader, vault: BackupVaultListMember) -> tuple[Any, Any]:
    """With whom a vault is shared, and its tags."""
    policy = reader.get(POLICY, BackupVaultName=vault["BackupVaultName"])
    return policies.shares(reader, policy, TAKE), _labels(reader, vault["BackupVaultArn"])


def _vault(
    reader: Reader, copied: list[tuple[str, str]], vault: BackupVaultListMember, shares: object, labels: object
) -> Iterator[Resource]:
    """The recovery points that no service lists as its own, then the vault with the longest that any is kept."""
    id, name = vault["BackupVaultArn"], vault["BackupVaultName"]
    # An air-gapped vault is made locked, and does not say so.
    locked = vault.get("Locked") or vault.get("VaultType") == AIR_GAPPED
    lock = days(vault.get("MinRetentionDays")) if locked else None
    kept: list[int | None] = [0]
    held: list[Any] = []
    for point in reader.pages(POINTS, BackupVaultName=name):
        kept = [_longest([*kept, _days(point)])]
        if point["RecoveryPointArn"].split(":")[2] not in LISTED_ELSEWHERE:
            held.append({part: point.get(part) for part in NAMED})
    yield from _points(reader, held, {"public.access": False, "flows.share": shares, "lock.min": lock})
    facts = {
        "retention.max": kept_whole(_period(kept[0]), or_no_time(reader.lost(POINTS))),
        "lock.min": lock,
        "lock.max": days(vault.get("MaxRetentionDays")) if locked else None,
        # A vault is always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, vault.get("EncryptionKeyArn")),
        "flows.backup": joined(flows(to_arn(to) for source, to in copied if source == id), reader.lost(JOBS)),
        "flows.share": shares,
    }
    yield reader.resource(VAULT, id, name, facts, labels)


def _points(reader: Reader, held: list[RecoveryPointByBackupVault], vault: Mapping[str, object]) -> Iterator[Resource]:
    """Each recovery point, as shared and as locked as its vault; those of one original bear the tags that it had, asked for once."""
    first: dict[str, str] = {}
    for point in held:
        first.setdefault(point["ResourceArn"] or "", point["RecoveryPointArn"])
    labels = dict(zip(first, reader.map(partial(_labels, reader), first.values()), strict=True))
    for point in held:
        id, original = point["RecoveryPointArn"], point["ResourceArn"]
        encrypted = said(point, "IsEncrypted", POINTS)
        facts = {
            "encryption.at_rest": encrypted,
            "encryption.key": lift(lambda yes, point=point: key_arn(reader, point["EncryptionKeyArn"]) if yes else None, encrypted),
            "origin": original,
            **vault,
        }
        yield reader.resource(POINT, id, point["ResourceName"] or id.rsplit(":", 1)[1], facts, labels[original or ""])


def _plan(reader: Reader, listed: BackupPlansListMember) -> Resource:
    detail = reader.get(DETAIL, BackupPlanId=listed["BackupPlanId"])
    facts = {
        "retention.max": lift(_kept, detail),
        "retention.min": lift(_first_gone, detail),
        "flows.backup": lift(partial(_copies, reader), detail),
    }
    id = listed["BackupPlanArn"]
    return reader.resource(PLAN, id, listed["BackupPlanName"], facts, _labels(reader, id))


def _kept(plan: BackupPlan) -> str | None:
    """The longest any rule, or any copy it makes, keeps a recovery point; None when one keeps it for ever."""
    return _period(_longest([_days(one) for rule in plan["Rules"] for one in (rule, *rule.get("CopyActions", ()))]))


def _first_gone(plan: BackupPlan) -> str | None:
    """The shortest, where another is longer; what goes as soon as it was copied counts where it went."""
    counts = {_days(one) for rule in plan["Rules"] for one in (rule, *rule.get("CopyActions", ()))} - {0}
    return _period(min(count for count in counts if count is not None)) if len(counts) > 1 else None


def _days(kept: RecoveryPointByBackupVault) -> int | None:
    """For how many days something is kept; None for ever."""
    lifecycle, dated = kept.get("Lifecycle") or {}, kept.get("CalculatedLifecycle") or {}
    if lifecycle.get("DeleteAfterDays"):
        return int(lifecycle["DeleteAfterDays"])
    if dated.get("DeleteAt") and kept.get("CreationDate"):
        return int((dated["DeleteAt"] - kept["CreationDate"]).days)
    # What is deleted as soon as it has been copied counts where it went.
    return 0 if lifecycle.get("DeleteAfterEvent") else None


def _longest(counts: list[int | None]) -> int | None:
    return None if None in counts else max((count for count in counts if count is not None), default=None)


def _period(count: int | None) -> str | None:
    return None if count is None else f"P{count}D"


def _copies(reader: Reader, plan: BackupPlan) -> Any:
    """Each copy action, and the air-gapped vault a rule also writes to, from the vault it copies from."""
    return flows(
        {**to_arn(target), "source": arn(reader, "backup", f"backup-vault:{rule['TargetBackupVaultName']}")}
        for rule in plan["Rules"]
        for target in (
            *(action["DestinationBackupVaultArn"] for action in rule.get("CopyActions") or ()),
            *([rule["TargetLogicallyAirGappedBackupVaultArn"]] if rule.get("TargetLogicallyAirGappedBackupVaultArn") else ()),
        )
    )


def _report(reader: Reader, report: ReportPlan) -> Resource:
    """Names of what is backed up, where, and how it went: sent to a bucket."""
    id, bucket = report["ReportPlanArn"], (report.get("ReportDeliveryChannel") or {}).get("S3BucketName")
    facts = {"flows.copy": flows([to_bucket(reader, bucket)] if bucket else [])}
    return reader.resource(REPORT, id, report["ReportPlanName"], facts, _labels(reader, id))


def _labels(reader: Reader, id: str) -> Any:
    """A plain map here, and an empty one is an answer."""
    return told_by(reader, TAGS, ResourceArn=id)


COLLECTOR = Collector(
    service="backup",
    native_types={VAULT: "backup_vault", POINT: "snapshot", PLAN: "backup_plan", REPORT: "transfer"},
    calls=(VAULTS, POINTS, PLANS, DETAIL, POLICY, JOBS, REPORTS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/aws-backup/latest/devguide/create-a-vault-access-policy.html: only vaults have policies",
            (PLAN, REPORT),
        ),
    ),
)
