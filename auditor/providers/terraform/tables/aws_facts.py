"""What facts of Amazon Web Services take more than one attribute to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from string import ascii_lowercase
from typing import Any

from auditor.providers.aws import policies
from auditor.providers.aws.targets import to_anywhere
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import days, joined, sealed
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.policy import policy_of
from auditor.providers.terraform.table import (
    UNSET,
    Fact,
    Type,
    all_settings,
    alone,
    both,
    const,
    first_named,
    flag,
    here,
    id_of,
    in_days,
    in_each,
    named,
    naming,
    of_blocks,
    one_flow,
    through,
    unless,
)
from auditor.providers.terraform.tables.aws_s3 import to_bucket

SHARED = ("public.access", "flows.share")
ACCOUNT_DEFAULT = Unknown.of("known_after_apply", "left to the account's own setting for new volumes")
YEAR, RECOVERY = 365, 35


def guarded(taking: Sequence[str], inline: str = "", setting: str = "") -> Callable[[Planned], Mapping[str, Any]]:
    """`public.access` and `flows.share` of what a policy guards, which stands in it or in a resource of its own."""

    def read(planned: Planned) -> Mapping[str, Any]:
        own = planned.settings(setting) if setting else []
        if isinstance(own, Unknown):
            return dict.fromkeys(SHARED, own)
        texts = [policy_of(one, "policy") for one in own] + ([policy_of(planned, inline)] if inline else [])
        opened = either(*(policies.public(planned.reader, text, taking) for text in texts))
        return {
            "public.access": opened,
            "flows.share": joined(*(policies.shares(planned.reader, text, taking, region=planned.where) for text in texts)),
        }

    return read


def shares(taking: Sequence[str], inline: str = "", setting: str = "") -> Fact:
    """`flows.share` of what a policy guards, where nobody asks whether everyone may."""
    return lambda planned: guarded(taking, inline, setting)(planned)["flows.share"]


def zone(path: str) -> Fact:
    """The region of an availability zone, or a Local Zone, as live volumes have it; that of the provider without one."""

    def read(planned: Planned) -> Any:
        told = planned.get(path)
        if isinstance(told, str) and told:
            return told.rstrip(ascii_lowercase)
        return region(planned)

    return read


def region(planned: Planned) -> Any:
    """What the resource says of itself, else its ARN, else its provider."""
    own, arn = planned.get("region"), planned.get("arn")
    if own:
        return own
    fields = arn.split(":") if isinstance(arn, str) else []
    return fields[3] if len(fields) > 5 and fields[3] else planned.estate.configured_region(planned, "region")


def encrypted(switch: str, key: str, default: object = False) -> dict[str, Fact]:
    """The two facts of what is encrypted by a switch, with a key."""
    on = flag(switch, default)
    return {"encryption.at_rest": on, "encryption.key": _key_if(on, key)}


def always(key: str = "") -> dict[str, Fact]:
    """The facts of what its service always encrypts, with a key of ours where one is named."""
    return {"encryption.at_rest": const(True), "encryption.key": named(key) if key else unless()}


def _key_if(on: Fact, key: str) -> Fact:
    return lambda planned: lift(lambda yes: id_of(planned.whom(key)) if yes else None, on(planned))


def by_key(key: str) -> dict[str, Fact]:
    """The facts of what is encrypted once a key is named."""
    return {"encryption.at_rest": through(bool, key, False), "encryption.key": named(key)}


def queue_sealed(planned: Planned) -> Any:
    """SQS encrypts new queues by itself, unless told not to."""
    key = planned.get("kms_master_key_id")
    return True if isinstance(key, str) and key else flag("sqs_managed_sse_enabled", True)(planned)


def undelivered(planned: Planned) -> Any:
    """The queue that takes what could not be delivered: said by the queue, or by a resource of its own."""
    said = planned.get("redrive_policy")
    own = planned.settings("aws_sqs_queue_redrive_policy")
    if isinstance(own, Unknown):
        return own
    if own:
        return _undelivered_by(own[0])
    return _undelivered_by(planned) if said is not None else None


def _undelivered_by(planned: Planned) -> Any:
    found = planned.estate.referred(planned.entry, planned.expression("redrive_policy"))
    said = planned.get("redrive_policy")
    if isinstance(said, Unknown):
        return one_flow(found[0]) if len(found) == 1 else said
    return lift(lambda text: one_flow(json.loads(text).get("deadLetterTargetArn")), said)


def deliveries(planned: Planned) -> Any:
    """Where each subscription of a topic delivers to."""
    own = planned.settings("aws_sns_topic_subscription")
    return own if isinstance(own, Unknown) else joined(*(_delivery(one) for one in own))


def _delivery(subscription: Planned) -> Any:
    whom = subscription.whom("endpoint")
    return lift(lambda address: [to_anywhere(address)], whom) if isinstance(whom, str | Unknown) else one_flow(whom)


def replica_regions(planned: Planned) -> Any:
    """The replicas of a table: of its own, and those that are resources of their own."""
    own = planned.settings("aws_dynamodb_table_replica")
    apart = own if isinstance(own, Unknown) else joined(*(lift(lambda where: [{"region": where}], region(one)) for one in own))
    old = planned.settings("aws_dynamodb_global_table")
    everywhere = old if isinstance(old, Unknown) else joined(*(in_each("replica", "region_name")(one) for one in old))
    return joined(in_each("replica", "region_name")(planned), apart, everywhere)


def exported(planned: Planned) -> Any:
    """The buckets that exports of a table go to."""
    own = planned.settings("aws_dynamodb_table_export")
    return own if isinstance(own, Unknown) else joined(*(one_flow(to_bucket(one.whom("s3_bucket"))) for one in own))


def granted(planned: Planned) -> Any:
    """The accounts that a grant lets open what the key closes."""
    own = planned.settings("aws_kms_grant")
    return own if isinstance(own, Unknown) else joined(*(lift(partial(_grant, planned), one.get("grantee_principal")) for one in own))


def _grant(planned: Planned, who: str) -> Any:
    account = who.split(":")[4] if who.count(":") > 4 else ""
    return here(planned, *([{"account": account}] if account.isdigit() and account != planned.reader.account else []))


def table_keys(planned: Planned) -> Mapping[str, Any]:
    """The key of a table, and those of its replicas."""
    blocks = planned.each("replica")
    main = lift(
        lambda on: id_of(planned.whom("server_side_encryption.0.kms_key_arn")) if on else None,
        planned.get("server_side_encryption.0.enabled"),
    )
    if isinstance(blocks, Unknown):
        return {"encryption.key": main, "encryption.keys": blocks}
    return sealed(main, *(id_of(planned.whom("kms_key_arn", one)) for one in blocks))


def recovery(planned: Planned) -> Any:
    """How far back a table can be restored."""
    kept = planned.get("point_in_time_recovery.0.recovery_period_in_days")
    on = flag("point_in_time_recovery.0.enabled", False)(planned)
    blocks = planned.each("replica")
    if isinstance(blocks, Unknown):
        return blocks
    copies = [flag("point_in_time_recovery", False)(one) for one in blocks]
    own = lift(lambda yes: lift(lambda count: days(count or RECOVERY), kept) if yes else None, on)
    return lift(lambda said, *others: days(RECOVERY) if any(others) else said, own, *copies)


def secret_keys(planned: Planned) -> Mapping[str, Any]:
    """The key of a secret, and those of its replicas."""
    blocks, main = planned.each("replica"), id_of(planned.whom("kms_key_id"))
    if isinstance(blocks, Unknown):
        return {"encryption.key": main, "encryption.keys": blocks}
    return sealed(main, *(id_of(planned.whom("kms_key_id", one)) for one in blocks))


def disks(planned: Planned) -> Mapping[str, Any]:
    """The volumes of a machine as one: encrypted when all are."""
    parts = [planned.each(name) for name in ("root_block_device", "ebs_block_device")]
    unread = next((one for one in parts if isinstance(one, Unknown)), None)
    if unread:
        return dict.fromkeys(("encryption.at_rest", "encryption.key"), unread)
    blocks = [one for part in parts if not isinstance(part, Unknown) for one in part]
    # A machine has a root volume, said or not.
    said = [flag("encrypted", ACCOUNT_DEFAULT)(one) for one in blocks] if parts[0] else [ACCOUNT_DEFAULT]
    whole = False if any(one is False for one in said) else next((one for one in said if isinstance(one, Unknown)), True)
    keys = sealed(*(_disk_key(planned, one) for one in blocks)) if blocks else {"encryption.key": ACCOUNT_DEFAULT}
    return {"encryption.at_rest": whole, **keys}


def _disk_key(planned: Planned, block: Node) -> Any:
    """The key of a volume; where it is left to the account whether it is encrypted, with which one is, too."""
    said = id_of(planned.whom("kms_key_id", block))
    return ACCOUNT_DEFAULT if said is None and isinstance(flag("encrypted", ACCOUNT_DEFAULT)(block), Unknown) else said


def key_manager(planned: Planned) -> Any:
    """Whoever runs the external store decides over a key there."""
    return lift(lambda external: "external" if external else "customer", planned.get("xks_key_id") or "")


def key_origin(planned: Planned) -> Any:
    """Where a key is made: by AWS, in a module of its own, or in an external store."""
    store, external = planned.get("custom_key_store_id") or "", planned.get("xks_key_id") or ""
    return lift(lambda one, other: "external_store" if other else "dedicated_hsm" if one else "provider", store, external)


def key_holder(planned: Planned) -> Any:
    """Who holds a key outside of the key service; its store is not of the file."""
    store = planned.get("custom_key_store_id") or ""
    return lift(lambda one: Unknown.of("not_collected", f"where the key store {one} is") if one else None, store)


def rotation(planned: Planned) -> Any:
    """The period of automatic rotation."""
    period = planned.get("rotation_period_in_days")
    on = flag("enable_key_rotation", False)(planned)
    return lift(lambda yes: lift(lambda count: days(count or YEAR), period) if yes else None, on)


replica_keys = naming("primary_key_arn", "aws_kms_replica_key")
"""The replicas of a key in other regions."""


def aliases(planned: Planned) -> Any:
    """The aliases of a key."""
    own = planned.settings("aws_kms_alias")
    if isinstance(own, Unknown):
        return own
    told = [one.get("arn") for one in own]
    return [one for one in told if isinstance(one, str)] or None


KEY_FACTS: dict[str, Fact] = {
    "key.manager": key_manager,
    "key.aliases": aliases,
    "key.holder": key_holder,
    "key.multi_region": flag("multi_region", False),
}
RESTORED = "restore_to_point_in_time.0."
RESTORED_FROM = ("source_db_instance_identifier", "source_dbi_resource_id", "source_db_instance_automated_backups_arn")
DATABASE: dict[str, Fact] = {**encrypted("storage_encrypted", "kms_key_id"), "backup.retention": in_days("backup_retention_period", UNSET)}


def _members_public(planned: Planned) -> Any:
    """A cluster is as open as its most open member."""
    members = all_settings(planned, "aws_rds_cluster_instance", "aws_neptune_cluster_instance")
    return members if isinstance(members, Unknown) else either(False, *(flag("publicly_accessible", False)(one) for one in members))


def _global_members(planned: Planned) -> Any:
    """The other clusters of the global one that this belongs to."""
    name = planned.whom("global_cluster_identifier")
    if name is None or isinstance(name, Unknown):
        return name
    same = [
        one
        for one in planned.estate.of_type(planned.type)
        if one.entry != planned.entry and id_of(one.whom("global_cluster_identifier")) == id_of(name)
    ]
    # Data goes from the one that writes to the others; which one does is not sure, so that each leads to all.
    return joined(*(one_flow(one) for one in same)) if same else Unknown.of("known_after_apply", "the other members of the global cluster")


def _backups_abroad(planned: Planned) -> Any:
    own = planned.settings("aws_db_instance_automated_backups_replication")
    return own if isinstance(own, Unknown) else joined(*(lift(lambda where: [{"region": where}], region(one)) for one in own))


def instance(native: str = "AWS::RDS::DBInstance") -> Type:
    """A database instance."""
    facts = {
        **DATABASE,
        "public.access": flag("publicly_accessible", False),
        "origin": first_named("replicate_source_db", "snapshot_identifier", *(f"{RESTORED}{name}" for name in RESTORED_FROM)),
        "flows.replication": naming("replicate_source_db", "aws_db_instance"),
        "flows.backup": _backups_abroad,
    }
    return Type(native, "database", facts, ("identifier",))


def cluster(native: str, retention: object = "P1D", **more: Fact) -> Type:
    """A cluster of databases, of one of the engines that are services of their own."""
    facts: dict[str, Fact] = {
        **DATABASE,
        "backup.retention": in_days("backup_retention_period", retention),
        "public.access": _members_public,
        "origin": first_named("replication_source_identifier", "snapshot_identifier", f"{RESTORED}source_cluster_identifier"),
        "flows.replication": both(_global_members, naming("replication_source_identifier", "aws_rds_cluster")),
    }
    return Type(native, "database", {**facts, **more}, ("cluster_identifier",))


def as_its(path: str, fact: Fact) -> Fact:
    """A fact that something has from what it was made of, where that is of the file."""

    def read(planned: Planned) -> Any:
        whom = planned.whom(path)
        return fact(whom) if isinstance(whom, Planned) else Unknown.of("known_after_apply", f"{planned.place}.{path}: what it is made of")

    return read


def snapshot(native: str, origin: str, more: Mapping[str, Fact] | None = None) -> Type:
    """A snapshot of a database."""
    facts: dict[str, Fact] = {
        "encryption.at_rest": as_its(origin, DATABASE["encryption.at_rest"]),
        "encryption.key": as_its(origin, DATABASE["encryption.key"]),
        "origin": named(origin),
        # Only AWS Backup locks snapshots, and those in its vaults are no resource of Terraform.
        "lock.min": unless(),
        "public.access": alone(False),
        "flows.share": accounts("shared_accounts"),
    }
    return Type(native, "snapshot", {**facts, **(more or {})}, ("db_snapshot_identifier", "db_cluster_snapshot_identifier", "name"))


def given_to(setting: str, attribute: str) -> Callable[[Planned], Mapping[str, Any]]:
    """With whom an image or a snapshot is shared, by resources of their own; `all` is everybody."""

    def read(planned: Planned) -> Mapping[str, Any]:
        own = planned.settings(setting)
        if isinstance(own, Unknown):
            return dict.fromkeys(SHARED, own)
        groups = [one.get("group") for one in own]
        opened = either(False, *(lift(lambda group: group == "all", one) for one in groups))
        given = (lift(lambda account: here(planned, *([{"account": account}] if account else [])), one.get(attribute)) for one in own)
        return {
            "public.access": opened,
            "flows.share": joined(*given, lift(lambda yes: [{"country": None, "holder": None}] if yes else None, opened)),
        }

    return read


def to_each(type: str, path: str) -> Fact:
    """The flows to what each setting of a type names."""

    def read(planned: Planned) -> Any:
        own = planned.settings(type)
        return own if isinstance(own, Unknown) else joined(*(one_flow(one.whom(path)) for one in own))

    return read


def accounts(path: str) -> Fact:
    """The accounts that a list names; `all` is everybody."""

    def read(planned: Planned) -> Any:
        said = planned.get(path)
        everybody = lift(lambda named: [{"country": None, "holder": None}] if "all" in (named or ()) else None, said)
        return joined(everybody, lift(lambda named: here(planned, *({"account": one} for one in named or () if one != "all")), said))

    return read


def registry_replicas(planned: Planned) -> Any:
    """Where the registry of the account replicates its repositories to."""
    found = planned.estate.of_type("aws_ecr_replication_configuration")
    return joined(*(of_blocks(one.each("replication_configuration.0.rule"), in_each("destination", "region")) for one in found))
