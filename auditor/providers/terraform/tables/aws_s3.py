"""Buckets of S3: what a bucket says itself, and the resources that configure it, judged by the functions that read live buckets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

from auditor.providers.aws import policies
from auditor.providers.aws.lifecycles import kept
from auditor.providers.aws.services import s3
from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import flows, joined, paused
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.policy import plain, policy_of
from auditor.providers.terraform.table import Setting, all_settings, id_of, of_blocks, one_flow

BUCKET = ("aws_s3_bucket",)
SETTINGS = {
    f"aws_s3_bucket_{name}": Setting("bucket", BUCKET)
    for name in (
        "versioning replication_configuration lifecycle_configuration server_side_encryption_configuration policy public_access_block acl "
        "ownership_controls logging inventory object_lock_configuration analytics_configuration notification"
    ).split()
}
TELLS = tuple(dict.fromkeys(fact for call in s3.COLLECTOR.calls for fact in call.feeds if fact not in ("region", "tags")))
INLINE = ("server_side_encryption_configuration", "replication_configuration", "lifecycle_rule", "object_lock_configuration")
FILLED = frozenset({*INLINE, "grant", "logging", "versioning"})
"""What resources of their own say since version 4 of the provider: where nothing is written there, a plan has it known after apply."""
GROUPS = "http://acs.amazonaws.com/groups/global/"
CANNED = {"private": (), "public-read": ("AllUsers",), "public-read-write": ("AllUsers",), "authenticated-read": ("AuthenticatedUsers",)}
OURS = {"bucket-owner-read", "bucket-owner-full-control", "log-delivery-write", "aws-exec-read"}
OWNER = "ourselves"
LISTED = "destination.0.bucket.0.bucket_arn"
ANALYSED = "storage_class_analysis.0.data_export.0.destination.0.s3_bucket_destination.0.bucket_arn"
TOLD = {"topic": "topic_arn", "queue": "queue_arn", "lambda_function": "lambda_function_arn"}
"""The blocks that say whom events tell, and what names it there."""


class Answers:
    """Stands for the reader of a bucket: each call answers what the plan says, None where it says that there is nothing."""

    def __init__(self, reader: Reader, answers: Mapping[Call, object]) -> None:
        self.account, self.region, self.partition, self.provider = reader.account, reader.region, reader.partition, reader.provider
        self._answers = answers

    def get(self, call: Call, /, **_parameters: object) -> Any:
        """What that call would answer."""
        return self._answers.get(call)


def told(planned: Planned) -> Mapping[str, Any]:
    """Every fact of a bucket."""
    there = cast(Reader, Answers(planned.reader, {s3.BLOCK: _block(planned), s3.OWNERSHIP: _ownership(planned)}))
    policy, acl, region = _policy(planned), _acl(planned), there.region or Unknown.of("known_after_apply", "the bucket's region")
    by_policy, by_acl = s3.exposed(
        there, "", lambda: policies.public(there, policy, s3.TAKE), lambda: s3.by_lists(there, "", acl), _account_block(planned)
    )
    return {
        **kept(_versioning(planned), _lifecycle(planned), _lock(planned), None),
        "encryption.at_rest": True,
        "encryption.key": _key(planned),
        "public.access": either(by_policy, by_acl),
        "flows.replication": _replicas(planned),
        "flows.logs": _logs(planned),
        "flows.share": joined(
            policies.shares(there, policy, s3.TAKE, region=region, open_=by_policy),
            lift(lambda said: s3.granted_to_others(region, said), acl),
        ),
    }


def bucket_id(planned: Planned) -> str | None:
    """The ARN, which says no more than the name."""
    name = planned.get("bucket")
    return f"arn:aws:s3:::{name}" if isinstance(name, str) and name else None


def to_bucket(whom: Any) -> Any:
    """The id of the bucket that a name, an ARN or a resource of the plan means."""
    if isinstance(whom, str) and ":s3:::" in whom:
        return whom.split("/")[0]
    plain_name = isinstance(whom, str) and not whom.startswith(("arn:", "terraform:"))
    return f"arn:aws:s3:::{whom.removeprefix('s3://').split('/')[0]}" if plain_name else id_of(whom)


def to_buckets(*paths: str) -> Any:
    """The fact of the flows to the buckets that attributes name."""
    return lambda planned: joined(*(one_flow(to_bucket(planned.whom(path))) for path in paths))


def _own(planned: Planned, setting: str) -> Planned | Unknown | None:
    """The resource that configures this of the bucket; None where none does."""
    found = planned.settings(f"aws_s3_bucket_{setting}")
    return found if isinstance(found, Unknown) else found[0] if found else None


def _one(planned: Planned, setting: str, block: str, inline: str = "") -> Node | Unknown | None:
    """The block of the setting of its own, else the one within the bucket; None where there is neither."""
    own = _own(planned, setting)
    if isinstance(own, Unknown):
        return own
    return own.first(block) if own else planned.first(inline) if inline else None


def _each(planned: Planned, setting: str, inline: str) -> tuple[Planned, Any]:
    """The blocks `rule` of the setting of its own, else those within the bucket, and whose they are; or why nobody knows."""
    own = _own(planned, setting)
    if isinstance(own, Unknown):
        return planned, own
    return (own, own.each("rule")) if own else (planned, planned.each(inline))


def _versioning(planned: Planned) -> Any:
    own = _own(planned, "versioning")
    if own:
        return own if isinstance(own, Unknown) else lift(_status, own.get("versioning_configuration.0.status"))
    said = lift(lambda block: block.get("enabled") if block else False, planned.first("versioning"))
    return lift(lambda on: {"Status": "Enabled"} if on else {}, said)


def _status(status: object) -> dict[str, Any]:
    return {"Status": status} if status in ("Enabled", "Suspended") else {}


def _lifecycle(planned: Planned) -> Any:
    whose, blocks = _each(planned, "lifecycle_configuration", "lifecycle_rule")
    if isinstance(blocks, Unknown):
        return blocks
    rules = [_rule(one, inline=whose is planned) for one in blocks]
    return next((one for one in rules if isinstance(one, Unknown)), None) or rules or None


def _rule(block: Node, *, inline: bool) -> Any:
    current = plain(block, Days="expiration.0.days", Date="expiration.0.date")
    spared = "noncurrent_version_expiration.0.newer_noncurrent_versions"
    days = "noncurrent_version_expiration.0." + ("days" if inline else "noncurrent_days")
    earlier = plain(block, NoncurrentDays=days, NewerNoncurrentVersions=spared)
    narrowed = _narrowed(block)
    status = lift(lambda on: "Enabled" if on in (True, "Enabled") else "Disabled", block.get("enabled" if inline else "status"))
    parts = (current, earlier, narrowed, status)
    if (unread := next((one for one in parts if isinstance(one, Unknown)), None)) is not None:
        return unread
    # 0 is how the provider writes what is not set.
    whole = {"Expiration": _set(current), "NoncurrentVersionExpiration": _set(earlier)}
    return {"Status": status, "Filter": narrowed, **{name: said for name, said in whole.items() if said}}


def _set(said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _narrowed(block: Node) -> Any:
    """What narrows a rule to some objects: anything but an empty filter."""
    found = [block.get("prefix"), block.get("tags"), block.get("filter")]
    unread = next((one for one in found if isinstance(one, Unknown)), None)
    return unread or ({"Tag": "some"} if any(_says(one) for one in found) else {})


def _says(value: object) -> bool:
    """Whether anything is set in there."""
    if isinstance(value, Mapping):
        return any(_says(one) for one in value.values())
    return any(_says(one) for one in value) if isinstance(value, list) else value not in (None, "", 0)


def _lock(planned: Planned) -> Any:
    own = _own(planned, "object_lock_configuration")
    if isinstance(own, Unknown):
        return own
    path = "rule.0.default_retention.0." if own else "object_lock_configuration.0.rule.0.default_retention.0."
    said = plain(own or planned, Days=f"{path}days", Years=f"{path}years")
    # Not known before it is there, unless it is written: what nobody switches on is off.
    on = {"ObjectLockEnabled": "Enabled"} if own or planned.get("object_lock_enabled") is True else {}
    return lift(lambda found: {**on, "Rule": {"DefaultRetention": _set(found)}} if on or _set(found) else None, said)


def _block(planned: Planned) -> Any:
    own = _own(planned, "public_access_block")
    return own if isinstance(own, Unknown) else _switches(own) if own else None


def _account_block(planned: Planned) -> Any:
    own = planned.estate.of_type("aws_s3_account_public_access_block")
    return _switches(own[0]) if own else None


def _switches(node: Node) -> Any:
    names = {"RestrictPublicBuckets": "restrict_public_buckets", "IgnorePublicAcls": "ignore_public_acls"}
    return plain(node, **names)


def _ownership(planned: Planned) -> Any:
    """A bucket that is made today heeds no list of grants, unless it says so."""
    own = _own(planned, "ownership_controls")
    if isinstance(own, Unknown):
        return own
    if own:
        return lift(lambda said: [{"ObjectOwnership": said}], own.get("rule.0.object_ownership"))
    return [{"ObjectOwnership": s3.ENFORCED}] if "create" in planned.entry.actions or planned.partial else None


def _policy(planned: Planned) -> Any:
    own = _own(planned, "policy")
    return own if isinstance(own, Unknown) else policy_of(own or planned, "policy")


def _acl(planned: Planned) -> Any:
    """The list of grants of a bucket: a canned one, or written out."""
    own = _own(planned, "acl")
    if isinstance(own, Unknown):
        return own
    node: Node = own or planned
    canned = node.get("acl")
    if isinstance(canned, str):
        return _canned(canned)
    blocks = node.each("access_control_policy.0.grant") if own else node.each("grant")
    if isinstance(canned, Unknown) or isinstance(blocks, Unknown):
        return canned if isinstance(canned, Unknown) else blocks
    grants = [_grant(one, own=bool(own)) for one in blocks]
    owner = node.get("access_control_policy.0.owner.0.id") if own else None
    unread = next((one for one in (owner, *grants) if isinstance(one, Unknown)), None)
    return unread or {"Owner": {"ID": owner or OWNER}, "Grants": [each for one in grants for each in one]}


def _canned(acl: str) -> Any:
    if acl not in CANNED and acl not in OURS:
        return Unknown.of("not_collected", f"a list of grants called {acl}")
    grants = [{"Grantee": {"URI": f"{GROUPS}{name}"}, "Permission": "READ"} for name in CANNED.get(acl, ())]
    return {"Owner": {"ID": OWNER}, "Grants": grants}


def _grant(block: Node, *, own: bool) -> Any:
    where = "grantee.0." if own else ""
    grantee = plain(block, ID=f"{where}id", URI=f"{where}uri")
    allowed = block.get("permission" if own else "permissions")
    if isinstance(grantee, Unknown) or isinstance(allowed, Unknown):
        return grantee if isinstance(grantee, Unknown) else allowed
    return [{"Grantee": _set(grantee), "Permission": one} for one in ([allowed] if isinstance(allowed, str) else allowed or ())]


def _key(planned: Planned) -> Any:
    """The key of new objects; None for that of S3 itself."""
    rule = _one(planned, "server_side_encryption_configuration", "rule", "server_side_encryption_configuration")
    if rule is None or isinstance(rule, Unknown):
        return rule
    inner = "apply_server_side_encryption_by_default.0."
    if isinstance(rule.each("rule"), list) and rule.get("rule") is not None:
        inner = f"rule.0.{inner}"
    algorithm, own = rule.get(f"{inner}sse_algorithm"), _own(planned, "server_side_encryption_configuration")
    whose = planned if own is None or isinstance(own, Unknown) else own
    if isinstance(algorithm, Unknown) or "kms" not in str(algorithm or ""):
        return algorithm if isinstance(algorithm, Unknown) else None
    return id_of(whose.whom(f"{inner}kms_master_key_id", rule))


def _replicas(planned: Planned) -> Any:
    """Rules that run, and unknown beyond them where others are switched off, as of a live bucket."""
    whose, blocks = _each(planned, "replication_configuration", "replication_configuration.0.rules")
    if isinstance(blocks, Unknown):
        return blocks
    return joined(*(_replica(whose, one) for one in blocks))


def _replica(whose: Planned, rule: Node) -> Any:
    to = to_bucket(whose.whom("destination.0.bucket", rule))
    account = rule.get("destination.0.account" if whose.type != "aws_s3_bucket" else "destination.0.account_id")
    status = rule.get("status")
    unread = next((one for one in (to, account, status) if isinstance(one, Unknown)), None)
    if unread is not None:
        return unread
    flow = {"to": to, "once": True} | ({"account": account} if account else {})
    return flows([flow]) if status == "Enabled" else paused([], [str(to)])


def _logs(planned: Planned) -> Any:
    """Where access logs go, the lists of what the bucket holds and of how it is used, and whom events tell the names of objects."""
    own = planned.settings("aws_s3_bucket_logging")
    target = own[0].whom("target_bucket") if own and not isinstance(own, Unknown) else planned.whom("logging.0.target_bucket")
    return joined(
        own if isinstance(own, Unknown) else one_flow(to_bucket(target)),
        _by_each(planned, "aws_s3_bucket_inventory", lambda one: one_flow(to_bucket(one.whom(LISTED)))),
        _by_each(planned, "aws_s3_bucket_analytics_configuration", lambda one: one_flow(to_bucket(one.whom(ANALYSED)))),
        _by_each(planned, "aws_s3_bucket_notification", partial(_told, planned.where)),
    )


def _by_each(planned: Planned, type: str, fact: Callable[[Planned], Any]) -> Any:
    return of_blocks(all_settings(planned, type), fact)


def _told(region: object, setting: Planned) -> Any:
    """Topics, queues and functions, and the bus of the region."""
    ends = (
        of_blocks(setting.each(block), partial(lambda name, one: one_flow(setting.whom(name, one)), name)) for block, name in TOLD.items()
    )
    bus = lift(lambda on: lift(lambda where: [{"region": where}], region) if on else None, setting.get("eventbridge"))
    return joined(*ends, bus)
