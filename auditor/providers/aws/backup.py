"""AWS Backup: vaults with their locks, and plans with the copies they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.common import arn, days, flows, key_arn, to_arn
from auditor.providers.base import Call, Collector, Reader, lift

VAULT = "AWS::Backup::BackupVault"
PLAN = "AWS::Backup::BackupPlan"

VAULTS = Call(
    "backup",
    "ListBackupVaults",
    feeds=("lock.min", "lock.max", "encryption.at_rest", "encryption.key"),
    of=(VAULT,),
    path="BackupVaultList",
    lists=True,
)
PLANS = Call("backup", "ListBackupPlans", of=(PLAN,), path="BackupPlansList", lists=True)
DETAIL = Call("backup", "GetBackupPlan", feeds=("retention.max", "flows.backup"), of=(PLAN,), path="BackupPlan")
POLICY = Call(
    "backup",
    "GetBackupVaultAccessPolicy",
    feeds=("flows.share",),
    of=(VAULT,),
    path="Policy",
    absent=frozenset({"ResourceNotFoundException"}),
)
JOBS = Call("backup", "ListCopyJobs", feeds=("flows.backup",), of=(VAULT,), path="CopyJobs")
TAGS = Call("backup", "ListTags", feeds=("tags",))
TAKE = ("backup:CopyFromBackupVault", "backup:StartCopyJob", "backup:StartRestoreJob")
DONE = frozenset({"COMPLETED", "RUNNING", "PARTIAL"})
AIR_GAPPED = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vault and every plan of the region."""
    vaults = list(reader.pages(VAULTS))
    jobs = reader.all(JOBS) if vaults else []
    yield from reader.map(partial(_vault, reader, jobs), vaults)
    yield from reader.map(partial(_plan, reader), reader.pages(PLANS))


def _vault(reader: Reader, jobs: Any, vault: dict[str, Any]) -> Resource:
    # An air-gapped vault is made locked, and does not say so.
    locked = vault.get("Locked") or vault.get("VaultType") == AIR_GAPPED
    id = vault["BackupVaultArn"]
    facts = {
        "lock.min": days(vault.get("MinRetentionDays")) if locked else None,
        "lock.max": days(vault.get("MaxRetentionDays")) if locked else None,
        # A vault is always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, vault.get("EncryptionKeyArn")),
        "flows.backup": lift(partial(_copied, id), jobs),
        "flows.share": policies.shares(reader, reader.get(POLICY, BackupVaultName=vault["BackupVaultName"]), TAKE),
    }
    return reader.resource(VAULT, id, vault["BackupVaultName"], facts, lift(_tags, reader.get(TAGS, ResourceArn=id)))


def _copied(id: str, jobs: list[dict[str, Any]]) -> Any:
    """Where recovery points of the vault were copied in the last month, by a plan or by hand."""
    return flows(to_arn(one["DestinationBackupVaultArn"]) for one in jobs if one["SourceBackupVaultArn"] == id and one["State"] in DONE)


def _plan(reader: Reader, listed: dict[str, Any]) -> Resource:
    detail = reader.get(DETAIL, BackupPlanId=listed["BackupPlanId"])
    facts = {
        "retention.max": lift(_kept, detail),
        "flows.backup": lift(partial(_copies, reader), detail),
        "flows.share": None,
    }
    id = listed["BackupPlanArn"]
    return reader.resource(PLAN, id, listed["BackupPlanName"], facts, lift(_tags, reader.get(TAGS, ResourceArn=id)))


def _kept(plan: Mapping[str, Any]) -> str | None:
    """The longest any rule, or any copy it makes, keeps a recovery point; None when one keeps it for ever."""
    kept = [one.get("Lifecycle", {}).get("DeleteAfterDays") for rule in plan["Rules"] for one in (rule, *rule.get("CopyActions", ()))]
    return None if not kept or None in kept else days(max(kept))


def _copies(reader: Reader, plan: Mapping[str, Any]) -> Any:
    """Each copy action, from the vault it copies from."""
    return flows(
        {**to_arn(action["DestinationBackupVaultArn"]), "source": arn(reader, "backup", f"backup-vault:{rule['TargetBackupVaultName']}")}
        for rule in plan["Rules"]
        for action in rule.get("CopyActions", ())
    )


def _tags(answer: dict[str, Any]) -> dict[str, str]:
    """A plain map here, and an empty one is an answer."""
    return dict(answer.get("Tags", {}))


COLLECTOR = Collector(
    service="backup",
    native_types={VAULT: "backup_vault", PLAN: "backup_plan"},
    calls=(VAULTS, PLANS, DETAIL, POLICY, JOBS, TAGS),
    collect=collect,
)
