"""AWS Backup: vaults with their locks, and plans with the copies they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
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
TAGS = Call("backup", "ListTags", feeds=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vault and every plan of the region."""
    yield from reader.map(partial(_vault, reader), reader.pages(VAULTS))
    yield from reader.map(partial(_plan, reader), reader.pages(PLANS))


def _vault(reader: Reader, vault: dict[str, Any]) -> Resource:
    locked = vault.get("Locked")
    facts = {
        "lock.min": days(vault.get("MinRetentionDays")) if locked else None,
        "lock.max": days(vault.get("MaxRetentionDays")) if locked else None,
        # A vault is always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, vault.get("EncryptionKeyArn")),
        # A vault copies nothing by itself: its plans do.
        "flows.backup": None,
    }
    id = vault["BackupVaultArn"]
    return reader.resource(VAULT, id, vault["BackupVaultName"], facts, lift(_tags, reader.get(TAGS, ResourceArn=id)))


def _plan(reader: Reader, listed: dict[str, Any]) -> Resource:
    detail = reader.get(DETAIL, BackupPlanId=listed["BackupPlanId"])
    facts = {
        "retention.max": lift(_kept, detail),
        "flows.backup": lift(partial(_copies, reader), detail),
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
    calls=(VAULTS, PLANS, DETAIL, TAGS),
    collect=collect,
)
