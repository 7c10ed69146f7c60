"""Backup vaults and plans of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.demo.accounts import CCAS, IRELAND, LONDON, PARIS, TOWN, VIRGINIA, Accounts, tags
from auditor.demo.keys import COMMON, Keys
from auditor.demo.stories import FAIL, Planted
from auditor.model import Outcome


@dataclass(frozen=True, slots=True)
class Vault:
    """A backup vault, with a customer key where the region has one."""

    name: str
    account: str = TOWN
    region: str = PARIS
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A daily backup plan; `copies` names the vaults (account, region, name) that get a copy of every recovery point."""

    name: str
    vault: str
    days: int
    account: str = TOWN
    copies: tuple[tuple[str, str], ...] = ()
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


VAULTS = (
    Vault("rivemont-quotidien"),
    Vault("rivemont-mensuel"),
    Vault("rivemont-hors-site", region=IRELAND),
    # The vault in London stays unseen: the organisation refuses AWS Backup there.
    Vault("rivemont-compteurs", region=LONDON),
    Vault("rivemont-copie-us", region=VIRGINIA, story="sauvegarde-virginie", expects={"LOC-013": FAIL}),
    Vault("ccas-quotidien", CCAS),
)

PLANS = (
    Plan("rivemont-serveurs", "rivemont-quotidien", 35, copies=((IRELAND, "rivemont-hors-site"),)),
    Plan("rivemont-bases", "rivemont-quotidien", 35),
    Plan("rivemont-documents", "rivemont-mensuel", 180),
    Plan("rivemont-paie", "rivemont-mensuel", 90, TOWN, ((VIRGINIA, "rivemont-copie-us"),), "sauvegarde-virginie", {"LOC-013": FAIL}),
    Plan("ccas-soins", "ccas-quotidien", 35, CCAS),
)


def build(accounts: Accounts, keys: Keys) -> Iterator[Planted]:
    """Make the vaults, then the plans that fill them."""
    for vault in VAULTS:
        account = accounts[vault.account]
        key = keys.get((vault.account, vault.region, COMMON))
        account.client("backup", vault.region).create_backup_vault(
            BackupVaultName=vault.name,
            BackupVaultTags=tags(vault.name, "sauvegardes", "sauvegardes"),
            **({"EncryptionKeyArn": key} if key else {}),
        )
        yield Planted(account.arn("backup", vault.region, f"backup-vault:{vault.name}"), vault.story, vault.expects)
    for plan in PLANS:
        yield Planted(_plan(accounts, plan), plan.story, plan.expects)


def _plan(accounts: Accounts, plan: Plan) -> str:
    account = accounts[plan.account]
    copies = [
        {"DestinationBackupVaultArn": account.arn("backup", region, f"backup-vault:{name}"), "Lifecycle": {"DeleteAfterDays": plan.days}}
        for region, name in plan.copies
    ]
    rule = {
        "RuleName": "chaque-nuit",
        "TargetBackupVaultName": plan.vault,
        "ScheduleExpression": "cron(0 1 ? * * *)",
        "Lifecycle": {"DeleteAfterDays": plan.days},
        "CopyActions": copies,
    }
    made = account.client("backup").create_backup_plan(
        BackupPlan={"BackupPlanName": plan.name, "Rules": [rule]}, BackupPlanTags=tags(plan.name, "sauvegardes", "sauvegardes")
    )
    return str(made["BackupPlanArn"])
