"""Amazon S3 Glacier vaults (the older service of that name): who may take from them, and how long they forbid deletion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.tagging import told_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.glacier import DescribeVaultOutput, GetVaultLockOutput

VAULT = "AWS::Glacier::Vault"
OWN = "-"
"""How Glacier spells the account that asks."""
RETRIEVE = ("glacier:InitiateJob", "glacier:GetJobOutput")
AGE = "glacier:ArchiveAgeInDays"
NONE = frozenset({"ResourceNotFoundException"})

VAULTS = Call("glacier", "ListVaults", feeds=("size.used",), path="VaultList", lists=True)
POLICY = Call("glacier", "GetVaultAccessPolicy", feeds=("public.access", "flows.share"), path="policy.Policy", absent=NONE)
LOCK = Call("glacier", "GetVaultLock", feeds=("lock.min",), absent=NONE, must=("State",))
TAGS = Call("glacier", "ListTagsForVault", feeds=("tags",), must=("Tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vault of the region."""
    yield from reader.map(partial(_vault, reader), reader.pages(VAULTS, accountId=OWN))


def _vault(reader: Reader, vault: DescribeVaultOutput) -> Resource:
    name = vault["VaultName"]
    policy = reader.get(POLICY, accountId=OWN, vaultName=name)
    facts = {
        # An archive stays until somebody deletes it; there are no versions, no logs, and no way to leave it in clear.
        "retention.noncurrent_max": "P0D",
        "versioning.enabled": False,
        "encryption.at_rest": True,
        "public.access": policies.public(reader, policy, RETRIEVE),
        "lock.min": lift(_locked, reader.get(LOCK, accountId=OWN, vaultName=name)),
        "flows.share": policies.shares(reader, policy, RETRIEVE),
        # As it was counted at the last inventory, once a day.
        **sized(used=vault.get("SizeInBytes")),
    }
    labels = told_by(reader, TAGS, accountId=OWN, vaultName=name)
    return reader.resource(VAULT, vault["VaultARN"], name, facts, labels)


def _locked(lock: GetVaultLockOutput | None) -> Any:
    """The age below which a locked policy denies deletion; a lock still in test can be taken away."""
    if not lock or lock.get("State") != "Locked":
        return None
    try:
        statements = json.loads(lock["Policy"])["Statement"]
        denials = [one for one in (statements if isinstance(statements, list) else [statements]) if one["Effect"] == "Deny"]
        ages = [
            int(pairs[AGE])
            for one in denials
            for operator, pairs in (one.get("Condition") or {}).items()
            if operator.startswith("NumericLessThan") and AGE in pairs
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return Unknown(LOCK.reason("no_answer"))
    return f"P{max(ages)}D" if ages else None


COLLECTOR = Collector(
    service="glacier",
    native_types={VAULT: "object_store"},
    calls=(VAULTS, POLICY, LOCK, TAGS),
    collect=collect,
    never=(
        Absence(
            ("retention.max",), f"{DOCS}/amazonglacier/latest/dev/deleting-an-archive.html: an archive stays until somebody deletes it"
        ),
        Absence(("encryption.key",), f"{DOCS}/amazonglacier/latest/dev/DataEncryption.html: AES-256 with keys that the service keeps"),
        Absence(
            ("replication.foreign", "flows.replication", "flows.logs"),
            f"{DOCS}/amazonglacier/latest/dev/vault-operations.html: a vault has none of these",
        ),
    ),
)
