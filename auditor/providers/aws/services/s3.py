"""Amazon S3 buckets: one list for the account, then a few calls a bucket, each in the bucket's own region."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, key_arn, said, tags, to_arn
from auditor.providers.aws.lifecycles import kept
from auditor.providers.aws.measured import SIZES, measured
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, Unknown, either, lift
from auditor.providers.shapes import flows, joined, paused

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3 import (
        AnalyticsConfiguration,
        AnalyticsS3BucketDestination,
        Bucket,
        Destination,
        GetBucketAclOutput,
        GetBucketLocationOutput,
        GetBucketLoggingOutput,
        Grant,
        InventoryConfiguration,
        InventoryS3BucketDestination,
        NotificationConfiguration,
        ServerSideEncryptionRule,
    )

BUCKET = "AWS::S3::Bucket"
RETENTION = ("retention.max", "retention.noncurrent_max")
NO_BLOCK = frozenset({"NoSuchPublicAccessBlockConfiguration", "NotImplemented"})
"""A store that speaks S3 and has no such block says so, and blocks nothing."""

BUCKETS = Call("s3", "ListBuckets", path="Buckets", permission="s3:ListAllMyBuckets", lists=True)
# A bare key id belongs to the bucket's region, and so does the bus that events are told: without it, which these are cannot be said.
LOCATION = Call("s3", "GetBucketLocation", feeds=("region", "encryption.key", "flows.share", "flows.logs", "size.used"), absent=SILENT)
REPLICATION = Call(
    "s3",
    "GetBucketReplication",
    feeds=("flows.replication",),
    path="ReplicationConfiguration.Rules",
    permission="s3:GetReplicationConfiguration",
    absent=frozenset({"ReplicationConfigurationNotFoundError"}),
)
VERSIONING = Call("s3", "GetBucketVersioning", feeds=("versioning.enabled", *RETENTION), absent=SILENT)
LIFECYCLE = Call(
    "s3",
    "GetBucketLifecycleConfiguration",
    feeds=(*RETENTION, "retention.min"),
    path="Rules",
    permission="s3:GetLifecycleConfiguration",
    absent=frozenset({"NoSuchLifecycleConfiguration"}),
)
ENCRYPTION = Call(
    "s3",
    "GetBucketEncryption",
    feeds=("encryption.at_rest", "encryption.key"),
    path="ServerSideEncryptionConfiguration.Rules",
    permission="s3:GetEncryptionConfiguration",
    absent=frozenset({"ServerSideEncryptionConfigurationNotFoundError"}),
)
ACCOUNT_BLOCK = Call(
    "s3control",
    "GetPublicAccessBlock",
    feeds=("public.access", "flows.share"),
    path="PublicAccessBlockConfiguration",
    permission="s3:GetAccountPublicAccessBlock",
    absent=NO_BLOCK,
)
BLOCK = Call(
    "s3",
    "GetPublicAccessBlock",
    feeds=("public.access", "flows.share"),
    path="PublicAccessBlockConfiguration",
    permission="s3:GetBucketPublicAccessBlock",
    absent=NO_BLOCK,
)
POLICY_STATUS = Call(
    "s3",
    "GetBucketPolicyStatus",
    feeds=("public.access", "flows.share"),
    path="PolicyStatus.IsPublic",
    absent=frozenset({"NoSuchBucketPolicy"}),
)
POLICY = Call("s3", "GetBucketPolicy", feeds=("flows.share",), path="Policy", absent=frozenset({"NoSuchBucketPolicy"}))
ACL = Call("s3", "GetBucketAcl", feeds=("public.access", "flows.share"), must=("Grants",))
OWNERSHIP = Call(
    "s3",
    "GetBucketOwnershipControls",
    feeds=("public.access",),
    path="OwnershipControls.Rules",
    absent=frozenset({"OwnershipControlsNotFoundError"}),
)
LOGGING = Call("s3", "GetBucketLogging", feeds=("flows.logs",), absent=SILENT)
INVENTORY = Call(
    "s3",
    "ListBucketInventoryConfigurations",
    feeds=("flows.logs",),
    path="InventoryConfigurationList",
    permission="s3:GetInventoryConfiguration",
    absent=SILENT,
)
ANALYTICS = Call(
    "s3",
    "ListBucketAnalyticsConfigurations",
    feeds=("flows.logs",),
    path="AnalyticsConfigurationList",
    permission="s3:GetAnalyticsConfiguration",
    absent=SILENT,
)
NOTIFICATIONS = Call(
    "s3", "GetBucketNotificationConfiguration", feeds=("flows.logs",), permission="s3:GetBucketNotification", absent=SILENT
)
LOCK = Call(
    "s3",
    "GetObjectLockConfiguration",
    feeds=("lock.min", *RETENTION),
    path="ObjectLockConfiguration",
    permission="s3:GetBucketObjectLockConfiguration",
    absent=frozenset({"ObjectLockConfigurationNotFoundError"}),
)
TAGS = Call("s3", "GetBucketTagging", feeds=("tags",), path="TagSet", absent=frozenset({"NoSuchTagSet"}))

TAKE = ("s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectVersionForReplication")
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:*"}
LEGACY_LOCATIONS = {None: "us-east-1", "": "us-east-1", "EU": "eu-west-1", "US": "us-east-1"}
EVERYONE = ("/groups/global/AllUsers", "/groups/global/AuthenticatedUsers")
CLOUDFRONT_LOGS = "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"
"""The canonical id of the account by which CloudFront writes its logs, as its documentation gives it."""
Setting = TypeVar("Setting")
Made = TypeVar("Made")
ENFORCED = "BucketOwnerEnforced"
NO_GRANTS: dict[str, Any] = {"Grants": []}

# What no other answer of a bucket says; the rest is asked only where these leave it open, as the documentation allows:
# - LOCATION: what is listed in pages bears its region (AmazonS3/latest/API/API_ListBuckets.html, API_Bucket.html: BucketRegion).
# - REPLICATION, LOCK: "both source and destination buckets must have versioning enabled" (AmazonS3/latest/userguide/replication.html),
#   "Object Lock works only in buckets that have S3 Versioning enabled" (userguide/object-lock.html), and what once had it can only
#   suspend it (userguide/Versioning.html): a bucket without any status never had either.
# - ACL: where lists of grants are disabled they "no longer affect permissions", and the one that is answered is the owner's own
#   (userguide/about-object-ownership.html, API/API_GetBucketAcl.html).
# - POLICY_STATUS: a policy is public by what it allows to others than "fixed values" (userguide/access-control-block-public-access.html,
#   "The meaning of public"): policies.at_large. Without a policy there is nothing to say (API/API_GetBucketPolicyStatus.html).
# - BLOCK: nothing is public but by a policy or a list of grants (the same page), so that where neither opens anything nothing is blocked;
#   and where the account blocks both, the bucket cannot do with less ("the most restrictive combination").
# - Metadata tables are never asked for: they lie in the bucket's own account and region (userguide/metadata-tables-restrictions.html),
#   among the table buckets that s3tables.py reads.
ALWAYS = (POLICY, OWNERSHIP, VERSIONING, LIFECYCLE, ENCRYPTION, LOGGING, INVENTORY, ANALYTICS, NOTIFICATIONS, TAGS)
VERSIONED = (REPLICATION, LOCK)
PAGED = (INVENTORY, ANALYTICS)
OBJECT_LISTS = Unknown.of("not_collected", "the list of grants of each object, which this bucket heeds")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bucket of the account, wherever it lies."""
    buckets = list(reader.pages(BUCKETS))
    if buckets:
        block = reader.get(ACCOUNT_BLOCK, AccountId=reader.account)
        found = reader.map(partial(_bucket, reader, block), buckets)
        yield from measured(reader, found) if reader.options.get("sizes") else found


def _bucket(reader: Reader, account_block: object, listed: Bucket) -> Resource:
    name = listed["Name"]
    region = listed.get("BucketRegion") or lift(_location, reader.get(LOCATION, Bucket=name))
    # Where the location is refused the home region answers too: S3 sends the client on to the bucket's own.
    there = reader.at(None if isinstance(region, Unknown) else region)
    answers = _answers(there, name, ALWAYS)
    versioned = lift(lambda answer: bool(answer.get("Status")), answers[VERSIONING])
    heeded = _heeded(answers[OWNERSHIP])
    answers |= _answers(there, name, [*(VERSIONED if versioned is not False else ()), *((ACL,) if heeded is not False else ())])
    policy, acl = answers[POLICY], answers.get(ACL, NO_GRANTS)
    by_policy, by_acl = _open(there, name, policy, lambda: _by_lists(acl, lambda: heeded), account_block)
    id = f"arn:{reader.partition}:s3:::{name}"
    # What is denied to everybody no list of grants lets anybody do.
    by_acl = False if policies.shut(policy, {**ANYBODY, "Resource": [id, f"{id}/*"]}) else by_acl
    facts = {
        **kept(answers[VERSIONING], answers[LIFECYCLE], answers.get(LOCK), listed.get("CreationDate")),
        "encryption.at_rest": lift(bool, answers[ENCRYPTION]),
        "encryption.key": lift(partial(_key, there, region), answers[ENCRYPTION]),
        "public.access": either(by_policy, by_acl),
        "flows.replication": lift(_replicas, answers.get(REPLICATION)),
        "flows.logs": joined(
            lift(partial(_logs, reader), answers[LOGGING]),
            lift(_inventories, answers[INVENTORY]),
            lift(_analyses, answers[ANALYTICS]),
            lift(partial(_told, there, region), answers[NOTIFICATIONS]),
        ),
        "flows.share": joined(
            policies.shares(there, policy, TAKE, region=region, open_=by_policy),
            lift(partial(granted_to_others, region), acl),
        ),
    }
    return reader.resource(BUCKET, id, name, facts, tags(answers[TAGS]), region=region)


def _answers(there: Reader, name: str, calls: Sequence[Call]) -> dict[Call, Any]:
    """What a bucket answers to each of them, asked side by side."""
    asks = (partial(there.all if call in PAGED else there.get, call, Bucket=name) for call in calls)
    return dict(zip(calls, there.together(*asks), strict=True))


def _open(there: Reader, name: str, policy: object, by_lists: Callable[[], object], account_block: object) -> tuple[Any, Any]:
    """Open to everyone by its policy, by lists of grants; what surely opens nothing needs no block, nor S3's word for it."""
    at_large = policies.at_large(policy)
    if not at_large and by_lists() is False:
        return False, False
    return exposed(there, name, lambda: at_large and _public(there, name, policy), by_lists, account_block)


def _public(there: Reader, name: str, policy: object) -> Any:
    """What S3 calls public, unless the policy denies everybody all that it lets everybody do."""
    return lift(lambda yes: bool(yes) and not policies.shut(policy), there.get(POLICY_STATUS, Bucket=name))


def _location(answer: GetBucketLocationOutput) -> str:
    code = answer.get("LocationConstraint")
    return LEGACY_LOCATIONS.get(code) or str(code)


def _replicas(rules: list[dict[str, Any]] | None) -> Any:
    on, off = sorted_out(rules, lambda rule: rule.get("Status") == "Enabled", lambda rule: rule["Destination"])
    return paused(({**_to(one, "Account"), "once": True} for one in on), [one["Bucket"] for one in off])


def _logs(reader: Reader, answer: GetBucketLoggingOutput) -> Any:
    target = answer.get("LoggingEnabled", {}).get("TargetBucket")
    return flows([{"to": f"arn:{reader.partition}:s3:::{target}"}] if target else ())


def _inventories(settings: list[InventoryConfiguration] | None) -> Any:
    """Where the lists of what the bucket holds go."""
    on, off = sorted_out(settings, lambda one: bool(one.get("IsEnabled")), lambda one: one["Destination"]["S3BucketDestination"])
    return paused([_to(one, "AccountId") for one in on], [one["Bucket"] for one in off])


def _analyses(settings: list[AnalyticsConfiguration] | None) -> Any:
    """Where it is written how what the bucket holds is used; what is only shown in the console goes nowhere."""
    exports = (one.get("StorageClassAnalysis", {}).get("DataExport") for one in settings or ())
    return flows(_to(one["Destination"]["S3BucketDestination"], "BucketAccountId") for one in exports if one)


def _told(there: Reader, region: object, said: NotificationConfiguration) -> Any:
    """Whom events tell the names of objects: topics, queues, functions, and the bus of the region, from where its rules take them."""
    ends = [one["TopicArn"] for one in said.get("TopicConfigurations", ())]
    ends += [one["QueueArn"] for one in said.get("QueueConfigurations", ())]
    ends += [one["LambdaFunctionArn"] for one in said.get("LambdaFunctionConfigurations", ())]
    bus = lift(lambda _: flows([to_arn(arn(there, "events", "event-bus/default"))]), region) if "EventBridgeConfiguration" in said else None
    return joined(flows(map(to_arn, ends)), bus)


def sorted_out(
    settings: Iterable[Setting] | None, runs: Callable[[Setting], bool], to: Callable[[Setting], Made]
) -> tuple[list[Made], list[Made]]:
    """The destinations of the settings that run, and of those that are switched off."""
    return [to(one) for one in settings or () if runs(one)], [to(one) for one in settings or () if not runs(one)]


def _to(destination: Destination | InventoryS3BucketDestination | AnalyticsS3BucketDestination, owner: str) -> dict[str, Any]:
    said: Mapping[str, Any] = destination
    return {"to": said["Bucket"]} | ({"account": said[owner]} if said.get(owner) else {})


def _key(reader: Reader, region: object, rules: list[ServerSideEncryptionRule] | None) -> Any:
    for rule in rules or ():
        default = rule.get("ApplyServerSideEncryptionByDefault", {})
        if "kms" not in default.get("SSEAlgorithm", "") or not default.get("KMSMasterKeyID"):
            continue
        bare = not default["KMSMasterKeyID"].startswith("arn:")
        return region if bare and isinstance(region, Unknown) else key_arn(reader, default["KMSMasterKeyID"])
    return None


def granted_to_others(region: object, acl: GetBucketAclOutput) -> Any:
    """Accounts, by the canonical ids that stand for them in lists of grants, that may read the bucket; not AWS's own that writes logs."""
    ours = (acl.get("Owner", {}).get("ID"), CLOUDFRONT_LOGS, None)

    def shares(grants: list[Grant]) -> Any:
        reading = [grant for grant in grants if grant.get("Permission") in ("READ", "FULL_CONTROL")]
        others = [one for one in (grant.get("Grantee", {}).get("ID") for grant in reading) if one not in ours]
        return region if others and isinstance(region, Unknown) else [{"account": one, "region": region} for one in others]

    return lift(shares, said(acl, "Grants", ACL))


def exposed(
    reader: Reader, name: str, by_policy: Callable[[], object], by_lists: Callable[[], object], account_block: object = None
) -> tuple[Any, Any]:
    """Open to everyone by its policy, by lists of grants: unless a block of the account or of the bucket takes that away."""
    if _blocks(account_block, "RestrictPublicBuckets") is True and _blocks(account_block, "IgnorePublicAcls") is True:
        return False, False
    bucket_block = reader.get(BLOCK, Bucket=name)

    def open_by(ask: Callable[[], object], switch: str) -> Any:
        blocked = either(_blocks(account_block, switch), _blocks(bucket_block, switch))
        if blocked is True:
            return False
        found = lift(bool, ask())
        # Something open behind a block that could not be read is neither open nor closed.
        return blocked if found is True and isinstance(blocked, Unknown) else found

    return open_by(by_policy, "RestrictPublicBuckets"), open_by(by_lists, "IgnorePublicAcls")


def by_lists(reader: Reader, name: str, acl: object) -> Any:
    """Open by a list of grants, of a bucket that is only asked whether it heeds any where its own opens nothing."""
    return _by_lists(acl, lambda: _heeded(reader.get(OWNERSHIP, Bucket=name)))


def _by_lists(acl: object, heeded: Callable[[], object]) -> Any:
    """Open by a list of grants: the bucket's own, or that of some object, which nobody read, unless the bucket heeds none."""
    of_bucket = lift(_granted_to_all, acl)
    return lift(lambda yes: OBJECT_LISTS if yes else False, heeded()) if of_bucket is False else of_bucket


def _heeded(ownership: object) -> Any:
    return lift(lambda rules: ENFORCED not in [rule.get("ObjectOwnership") for rule in rules or ()], ownership)


def _blocks(block: object, switch: str) -> Any:
    return lift(lambda settings: bool((settings or {}).get(switch)), block)


def _granted_to_all(acl: GetBucketAclOutput) -> Any:
    return lift(
        lambda grants: any(str(grant.get("Grantee", {}).get("URI", "")).endswith(EVERYONE) for grant in grants), said(acl, "Grants", ACL)
    )


COLLECTOR = Collector(
    service="s3",
    native_types={BUCKET: "object_store"},
    calls=(
        BUCKETS,
        LOCATION,
        REPLICATION,
        VERSIONING,
        LIFECYCLE,
        ENCRYPTION,
        ACCOUNT_BLOCK,
        BLOCK,
        POLICY_STATUS,
        POLICY,
        ACL,
        OWNERSHIP,
        LOGGING,
        INVENTORY,
        ANALYTICS,
        NOTIFICATIONS,
        LOCK,
        TAGS,
        SIZES,
    ),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("replication.foreign",),
            f"{DOCS}/AmazonS3/latest/userguide/replication.html: set rule by rule, with no switch for other accounts",
        ),
    ),
)
