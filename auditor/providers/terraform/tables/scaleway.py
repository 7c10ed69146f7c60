"""Scaleway: a region, or a zone of it, is said by the resource or by its provider."""

from __future__ import annotations

from typing import Any

from auditor.providers.aws import policies
from auditor.providers.aws.services import s3
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.policy import policy_of
from auditor.providers.terraform.table import Cloud, Fact, Setting, Type, alone, const, flag, in_days, in_seconds, named, unless, unsaid

OPEN = ("0.0.0.0/0", "::/0")
BUCKET = ("scaleway_object_bucket",)
LISTS = ("public-read", "public-read-write", "authenticated-read")


def region(planned: Planned) -> Any:
    """The zone or the region that the resource says, else that of its provider."""
    for path in ("zone", "region"):
        said = planned.get(path)
        if said is not None:
            return said
    zone = planned.estate.configured_region(planned, "zone")
    told = planned.estate.configured_region(planned, "region")
    return zone if isinstance(told, Unknown) else told


def _bucket(planned: Planned) -> dict[str, Any]:
    """Versions, lifecycle and who may read, as stores that speak S3 have them."""
    versioned = flag("versioning.0.enabled", False)(planned)
    blocks = planned.each("lifecycle_rule")
    days = blocks if isinstance(blocks, Unknown) else _expires(blocks)
    locks = planned.settings("scaleway_object_bucket_lock_configuration")
    policy = planned.settings("scaleway_object_bucket_policy")
    acls = planned.settings("scaleway_object_bucket_acl")
    told: dict[str, Any] = {
        "versioning.enabled": versioned,
        "retention.max": lift(lambda first, on, lock: f"P{first}D" if first and not on and not lock else None, days, versioned, locks),
        "retention.noncurrent_max": lift(lambda on: None if on else "P0D", versioned),
    }
    if isinstance(policy, Unknown) or isinstance(acls, Unknown):
        return {**told, **dict.fromkeys(("public.access", "flows.share"), policy if isinstance(policy, Unknown) else acls)}
    texts = [policy_of(one, "policy") for one in policy]
    listed = [lift(lambda said: said in LISTS, one.get("acl") or "") for one in (planned, *acls)]
    return {
        **told,
        "public.access": either(False, *(policies.public(planned.reader, text, s3.TAKE) for text in texts), *listed),
        "flows.share": joined(*(policies.shares(planned.reader, text, s3.TAKE) for text in texts)),
    }


def _expires(blocks: list[Any]) -> Any:
    """After how many days every object goes; none of a rule that takes some only."""
    found: list[int] = []
    for one in blocks:
        said = [one.get("enabled"), one.get("expiration.0.days"), one.get("prefix"), one.get("tags")]
        unread = next((part for part in said if isinstance(part, Unknown)), None)
        if unread is not None:
            return unread
        on, count, prefix, tags = said
        found += [int(count)] if on and count and not prefix and not tags else []
    return min(found, default=0)


def _replicas(planned: Planned) -> Any:
    own = planned.settings("scaleway_rdb_read_replica")
    return own if isinstance(own, Unknown) else joined(*(lift(lambda where: [{"region": where}], region(one)) for one in own))


def _backups(planned: Planned) -> Any:
    """In the same region when that is asked for; else in another, which Scaleway names once one is made."""
    elsewhere = Unknown.of("known_after_apply", f"{planned.place}: the other region that backups go to")
    return lift(
        lambda off, same: None if off or same else elsewhere,
        flag("disable_backup", False)(planned),
        flag("backup_same_region", False)(planned),
    )


def _kept(planned: Planned) -> Any:
    count = planned.get("backup_schedule_retention")
    kept = unsaid(planned, "backup_schedule_retention") if count is None else lift(lambda said: f"P{int(said)}D", count)
    return lift(lambda off: None if off else kept, flag("disable_backup", False)(planned))


def _database_open(planned: Planned) -> Any:
    """An endpoint on the Internet, and rules that let all of it in; without a word an instance has such an endpoint, and no rule."""
    rules = planned.settings("scaleway_rdb_acl")
    if isinstance(rules, Unknown):
        return rules
    told = [block.get("ip") for one in rules for block in _blocks(one.each("acl_rules"))]
    unread = next((one for one in told if isinstance(one, Unknown)), None)
    if any(one in OPEN for one in told if isinstance(one, str)):
        return True
    return unread or (False if rules else Unknown.of("not_collected", "whom a database without a list lets in"))


def _blocks(found: Any) -> list[Any]:
    return [] if isinstance(found, Unknown) else found


REPLICATED: dict[str, Fact] = {"replication.foreign": unless(), "flows.logs": alone()}
ROWS: dict[str, Type | Setting] = {
    "scaleway_object_bucket": Type(
        "Scaleway::Bucket",
        "object_store",
        REPLICATED,
        more=(_bucket,),
        tells=("versioning.enabled", "retention.max", "retention.noncurrent_max", "public.access", "flows.share"),
    ),
    **{f"scaleway_object_bucket_{one}": Setting("bucket", BUCKET) for one in ("acl", "policy", "lock_configuration")},
    "scaleway_rdb_instance": Type(
        "Scaleway::Database",
        "database",
        {
            "encryption.at_rest": flag("encryption_at_rest", False),
            "backup.retention": _kept,
            "flows.replication": _replicas,
            "flows.backup": _backups,
            "public.access": _database_open,
        },
    ),
    "scaleway_rdb_read_replica": Setting("instance_id", ("scaleway_rdb_instance",)),
    "scaleway_rdb_acl": Setting("instance_id", ("scaleway_rdb_instance",)),
    "scaleway_rdb_snapshot": Type("Scaleway::DatabaseSnapshot", "snapshot", {"origin": named("instance_id")}),
    "scaleway_rdb_database_backup": Type("Scaleway::DatabaseBackup", "snapshot", {"origin": named("instance_id")}),
    "scaleway_mongodb_instance": Type("Scaleway::MongoDb", "database"),
    "scaleway_redis_cluster": Type("Scaleway::Redis", "cache"),
    "scaleway_sdb_sql_database": Type("Scaleway::ServerlessDatabase", "database"),
    "scaleway_block_volume": Type("Scaleway::BlockVolume", "volume", {"origin": named("snapshot_id"), "flows.share": alone()}),
    "scaleway_block_snapshot": Type(
        "Scaleway::BlockSnapshot", "snapshot", {"origin": named("volume_id"), "public.access": alone(False), "flows.share": alone()}
    ),
    "scaleway_instance_volume": Type("Scaleway::BlockVolume", "volume", {"origin": named("from_snapshot_id"), "flows.share": alone()}),
    "scaleway_instance_snapshot": Type(
        "Scaleway::BlockSnapshot", "snapshot", {"origin": named("volume_id"), "public.access": alone(False), "flows.share": alone()}
    ),
    "scaleway_instance_image": Type(
        "Scaleway::Image", "image", {"origin": named("root_volume_id"), "public.access": flag("public", False), "flows.share": alone()}
    ),
    "scaleway_instance_server": Type("Scaleway::Instance", "machine"),
    "scaleway_baremetal_server": Type("Scaleway::Instance", "machine"),
    "scaleway_k8s_cluster": Type("Scaleway::KubernetesCluster", "application"),
    "scaleway_container": Type("Scaleway::Container", "application"),
    "scaleway_function": Type("Scaleway::Function", "function"),
    "scaleway_registry_namespace": Type("Scaleway::Registry", "registry", {"public.access": flag("is_public", False)}),
    "scaleway_file_filesystem": Type("Scaleway::FileSystem", "file_system"),
    "scaleway_secret": Type("Scaleway::Secret", "secret", {"public.access": alone(False)}),
    "scaleway_key_manager_key": Type("Scaleway::Key", "key", {"key.manager": const("customer"), "key.multi_region": const(False)}),
    "scaleway_mnq_sqs_queue": Type("Scaleway::Queue", "queue", {"retention.max": in_seconds("message_max_age", "P4D")}),
    "scaleway_mnq_sns_topic": Type("Scaleway::Topic", "topic"),
    "scaleway_mnq_nats_account": Type("Scaleway::Stream", "stream"),
    "scaleway_cockpit_source": Type("Scaleway::LogStore", "log_store", {"retention.max": in_days("retention_days")}),
    "scaleway_tem_domain": Type("Scaleway::Mail", "mail_service"),
    "scaleway_webhosting": Type("Scaleway::WebHosting", "application", names=("domain",)),
    "scaleway_inference_deployment": Type("Scaleway::Inference", "model", {"flows.processing": unless()}),
    "scaleway_domain_zone": Type("Scaleway::DnsZone", "dns_zone", names=("subdomain", "domain"), region=const(None)),
}
PLUMBING = tuple(
    f"scaleway_{word}"
    for word in (
        "account_ billing_ cockpit cockpit_ container_cron container_domain container_namespace container_token container_trigger "
        "domain_record flexible_ip function_cron function_domain function_namespace function_token function_trigger iam_ instance_ip "
        "instance_placement instance_private_nic instance_security instance_user_data iot_ ip_reverse ipam_ job_definition k8s_pool "
        "lb mnq_nats_credentials mnq_sns mnq_sns_credentials mnq_sqs mnq_sqs_credentials object_bucket_website_configuration "
        "rdb_database rdb_privilege rdb_user redis_acl secret_version tem_blocked vpc vpc_ "
    ).split()
)
CLOUD = Cloud(
    provider="scaleway",
    offer="scaleway",
    region=region,
    rows=ROWS,
    plumbing=PLUMBING,
    unlike=("scaleway_iot_hub", "scaleway_iot_route"),
    like="scaleway",
)
