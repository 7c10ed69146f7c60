"""What facts of the smaller services of Amazon Web Services take more than one attribute to say."""

from __future__ import annotations

from functools import partial
from typing import Any

from auditor.providers.aws.services import opensearch
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import joined, kept_whole
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import (
    Fact,
    const,
    flag,
    here,
    in_each,
    of_blocks,
    one_flow,
    through,
)
from auditor.providers.terraform.tables.aws_facts import SHARED, guarded, to_each
from auditor.providers.terraform.tables.aws_s3 import to_bucket

OF_ONE_NETWORK = {"trail.multi_region": const(False), "trail.organization": const(False)}
WORLD = [{"country": None, "holder": None}]
"""A network of points of presence: nobody can name a country."""


def search(planned: Planned) -> dict[str, Any]:
    """A domain outside a network of ours is reached by whomever its policy lets in."""
    found = guarded(opensearch.ASK, "access_policies", "aws_opensearch_domain_policy")(planned)
    inside = planned.each("vpc_options")
    if isinstance(inside, Unknown):
        return {"public.access": inside, "flows.share": inside}
    return {"public.access": False if inside else found["public.access"], "flows.share": found["flows.share"]}


def warehouse_copies(planned: Planned) -> Any:
    """The regions that the snapshots of a cluster are copied to."""
    own = planned.settings("aws_redshift_snapshot_copy")
    if isinstance(own, Unknown):
        return own
    apart = (lift(lambda where: [{"region": where}], one.get("destination_region")) for one in own)
    return joined(in_each("snapshot_copy", "destination_region")(planned), *apart)


def delivered(planned: Planned) -> Any:
    """Where a stream is delivered to, and the bucket beside, for what went wrong or in any case."""
    blocks = [planned.each(name) for name in DESTINATIONS]
    unread = next((one for one in blocks if isinstance(one, Unknown)), None)
    found = [one for part in blocks if not isinstance(part, Unknown) for one in part]
    ends = [_end(planned, one) for one in found]
    return unread or joined(*ends) or Unknown.of("known_after_apply", "where the stream is delivered to")


DESTINATIONS = (
    "s3_configuration extended_s3_configuration redshift_configuration elasticsearch_configuration opensearch_configuration "
    "opensearchserverless_configuration splunk_configuration http_endpoint_configuration iceberg_configuration snowflake_configuration"
).split()
ADDRESSES = ("hec_endpoint", "url", "account_url")


def _end(planned: Planned, block: Node) -> Any:
    buckets = (
        one_flow(to_bucket(planned.whom(path, block)))
        for path in ("bucket_arn", "s3_configuration.0.bucket_arn", "s3_backup_configuration.0.bucket_arn")
    )
    domains = (one_flow(planned.whom(path, block)) for path in ("domain_arn", "collection_endpoint"))
    hosts = (
        lift(lambda said: [{"holder": str(said).split("//")[-1].split("/")[0]}] if said else None, block.get(path)) for path in ADDRESSES
    )
    return joined(*buckets, *domains, *hosts)


def log_copies(planned: Planned) -> Any:
    """What a log group is subscribed by."""
    return to_each("aws_cloudwatch_log_subscription_filter", "destination_arn")(planned)


def targets(planned: Planned) -> Any:
    """Where the rules of a bus send its events."""
    rules = planned.estate.naming(planned, "event_bus_name", "aws_cloudwatch_event_rule")
    return rules if isinstance(rules, Unknown) else joined(*(to_each("aws_cloudwatch_event_target", "arn")(one) for one in rules))


def stream_sealed(planned: Planned) -> Any:
    """Whether a stream is encrypted, which it is not unless told."""
    return through(lambda sort: sort == "KMS", "encryption_type", False)(planned)


def invoked(planned: Planned) -> dict[str, Any]:
    """Who may call a function: everyone by an address without a sign-in, others by permissions."""
    permissions, urls = planned.settings("aws_lambda_permission"), planned.settings("aws_lambda_function_url")
    if isinstance(permissions, Unknown) or isinstance(urls, Unknown):
        return dict.fromkeys(SHARED, permissions if isinstance(permissions, Unknown) else urls)
    opened = [lift(lambda kind: kind == "NONE", one.get("authorization_type")) for one in urls]
    opened += [lift(lambda who, of: who == "*" and not of, one.get("principal"), one.get("principal_org_id") or "") for one in permissions]
    given = (lift(partial(_account, planned), one.get("principal"), one.get("principal_org_id") or "") for one in permissions)
    everyone = either(False, *opened)
    return {"public.access": everyone, "flows.share": joined(*given, lift(lambda yes: WORLD if yes else None, everyone))}


def written(*paths: str) -> Fact:
    """The flows to what these attributes name: a bucket, whatever folder of it, a log group or a stream."""

    def end(whom: object) -> Any:
        return to_bucket(whom) if isinstance(whom, str) and ":s3:::" in whom else whom

    return lambda planned: joined(*(one_flow(end(planned.whom(path))) for path in paths))


def sent_on(planned: Planned) -> Any:
    """Where a function's results go, and what it could not do."""
    own, mapped = planned.settings("aws_lambda_function_event_invoke_config"), planned.settings("aws_lambda_event_source_mapping")
    if isinstance(own, Unknown) or isinstance(mapped, Unknown):
        return own if isinstance(own, Unknown) else mapped
    ends = [one.whom(f"destination_config.0.{when}.0.destination") for one in own for when in ("on_failure", "on_success")]
    ends += [one.whom("destination_config.0.on_failure.0.destination_arn") for one in mapped]
    return joined(one_flow(planned.whom("dead_letter_config.0.target_arn")), *map(one_flow, ends))


def _account(planned: Planned, who: str, organization: str) -> Any:
    if organization and who == "*":
        return here(planned, {"holder": organization})
    named_one = who.split(":")[4] if who.startswith("arn:") and who.count(":") > 4 else who
    return here(planned, *([{"account": named_one}] if named_one.isdigit() and named_one != planned.reader.account else []))


def origins(planned: Planned) -> Any:
    """The hosts whose content a distribution delivers."""
    blocks = planned.each("origin")
    if isinstance(blocks, Unknown):
        return blocks
    told = [one.get("domain_name") for one in blocks]
    unread = next((one for one in told if isinstance(one, Unknown)), None)
    return unread or told or None


def desktop_sealed(planned: Planned) -> Any:
    """Whether both volumes of a desktop are encrypted."""
    parts = [flag(name, False)(planned) for name in ("root_volume_encryption_enabled", "user_volume_encryption_enabled")]
    return next((one for one in parts if isinstance(one, Unknown)), None) or all(parts)


def lifecycle_kept(planned: Planned) -> Any:
    """A rule by age keeps so long; one by count keeps as long as nobody makes another."""
    blocks = planned.each("policy_details.0.schedule")
    if isinstance(blocks, Unknown):
        return blocks
    return (
        kept_whole(*(_aged(one, "retain_rule.0.interval", "retain_rule.0.interval_unit") for one in blocks))
        if blocks
        else Unknown.of("not_collected", "a policy without a schedule")
    )


def _aged(node: Node, count: str, unit: str) -> Any:
    interval, word = node.get(count), node.get(unit)
    if isinstance(interval, Unknown) or isinstance(word, Unknown):
        return interval if isinstance(interval, Unknown) else word
    return f"P{interval}{word[0]}" if interval and word else Unknown.of("only_a_bound", "so many copies are kept, however old")


def lifecycle_copies(planned: Planned) -> Any:
    """The regions that a policy copies snapshots to."""
    schedules = planned.each("policy_details.0.schedule")
    return of_blocks(
        schedules,
        lambda one: of_blocks(one.each("cross_region_copy_rule"), lambda rule: lift(_there, rule.get("target"), rule.get("target_region"))),
    )


def _there(target: object, region: object) -> Any:
    return [{"region": region or target}]


def cluster_public(planned: Planned) -> Any:
    """Whether the brokers of a cluster have public addresses."""
    return through(
        lambda sort: sort == "SERVICE_PROVIDED_EIPS", "broker_node_group_info.0.connectivity_info.0.public_access.0.type", False
    )(planned)


def to_principals(planned: Planned) -> Any:
    """The accounts that something is shared with."""
    own = planned.settings("aws_ram_principal_association")
    if isinstance(own, Unknown):
        return own
    return joined(
        *(lift(lambda who: here(planned, {"account" if str(who).isdigit() else "holder": who}), one.get("principal")) for one in own)
    )
