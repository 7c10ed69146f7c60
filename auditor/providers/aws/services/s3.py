"""Amazon S3 buckets: one list for the account, then a few calls a bucket, each in the bucket's own region."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, said, tags
from auditor.providers.aws.measured import SIZES, measured
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, Unknown, either, lift
from auditor.providers.shapes import days, joined, kept_whole, paused

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3 import (
        Bucket,
        Destination,
        GetBucketAclOutput,
        GetBucketLocationOutput,
        GetBucketLoggingOutput,
        Grant,
        InventoryS3BucketDestination,
        LifecycleRule,
        ObjectLockConfiguration,
        ServerSideEncryptionRule,
    )

BUCKET = "AWS::S3::Bucket"
RETENTION = ("retention.max", "retention.noncurrent_max")
NO_BLOCK = frozenset({"NoSuchPublicAccessBlockConfiguration", "NotImplemented"})
"""A store that speaks S3 and has no such block says so, and blocks nothing."""

BUCKETS = Call("s3", "ListBuckets", path="Buckets", permission="s3:ListAllMyBuckets", lists=True)
# A bare key id belongs to the bucket's region: without it, which key it is cannot be said, nor where what is shared lies.
LOCATION = Call("s3", "GetBucketLocation", feeds=("region", "encryption.key", "flows.share", "size.used"), absent=SILENT)
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
ENFORCED = "BucketOwnerEnforced"
SUSPENDED = Unknown("only_a_bound: earlier versions of a bucket whose versioning is suspended")
BY_DATE = Unknown("only_a_bound: a lifecycle rule that expires objects on a date, in a bucket without one")
ON_A_DAY = Unknown("only_a_bound: what came shortly before the day on which a lifecycle rule expires everything")
OBJECT_LISTS = Unknown("not_collected: the list of grants of each object, which this bucket heeds")


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
    encryption = there.get(ENCRYPTION, Bucket=name)
    acl, policy = there.get(ACL, Bucket=name), there.get(POLICY, Bucket=name)
    by_policy, by_acl = exposed(there, name, lambda: _public(there, name, policy), acl, account_block)
    arn = f"arn:{reader.partition}:s3:::{name}"
    # What is denied to everybody no list of grants lets anybody do.
    by_acl = False if policies.shut(policy, {**ANYBODY, "Resource": [arn, f"{arn}/*"]}) else by_acl
    facts = {
        **kept(there, name, listed.get("CreationDate")),
        "encryption.at_rest": lift(bool, encryption),
        "encryption.key": lift(partial(_key, there, region), encryption),
        "public.access": either(by_policy, by_acl),
        "flows.replication": lift(_replicas, there.get(REPLICATION, Bucket=name)),
        "flows.logs": lift(partial(_logs, reader), there.get(LOGGING, Bucket=name), there.all(INVENTORY, Bucket=name)),
        "flows.share": joined(
            policies.shares(there, policy, TAKE, region=region, open_=by_policy),
            lift(partial(granted_to_others, region), acl),
        ),
    }
    labels = tags(there.get(TAGS, Bucket=name))
    return reader.resource(BUCKET, arn, name, facts, labels, region=region)


def _public(there: Reader, name: str, policy: object) -> Any:
    """What S3 calls public, unless the policy denies everybody all that it lets everybody do."""
    return lift(lambda yes: bool(yes) and not policies.shut(policy), there.get(POLICY_STATUS, Bucket=name))


def kept(there: Reader, name: str, created: object) -> dict[str, Any]:
    """How long a bucket keeps what is put there: versions, lifecycle and lock taken together."""
    versioning = lift(lambda answer: answer.get("Status"), there.get(VERSIONING, Bucket=name))
    written = there.get(LIFECYCLE, Bucket=name)
    rules = lift(partial(_dated, created), written)
    lock = lift(_locked, there.get(LOCK, Bucket=name))
    locked = lift(lambda period: period or "P0D", lock)
    return {
        "versioning.enabled": lift(lambda status: SUSPENDED if status == "Suspended" else status == "Enabled", versioning),
        "retention.max": kept_whole(kept_by(rules, versioning), locked),
        "retention.min": lift(partial(_first_gone, versioning), written),
        "retention.noncurrent_max": kept_whole(lift(_earlier_kept, rules, versioning), locked),
        "lock.min": lock,
    }


def _location(answer: GetBucketLocationOutput) -> str:
    code = answer.get("LocationConstraint")
    return LEGACY_LOCATIONS.get(code) or str(code)


def _replicas(rules: Sequence[Mapping[str, object]] | None) -> Any:
    on, off = sorted_out(rules, lambda rule: rule.get("Status") == "Enabled", lambda rule: rule["Destination"])
    return paused(({**_to(one, "Account"), "once": True} for one in on), [one["Bucket"] for one in off])


def _logs(reader: Reader, answer: GetBucketLoggingOutput, inventories: Sequence[Mapping[str, object]] | None) -> Any:
    """Where access logs go, and the lists of what the bucket holds."""
    target = answer.get("LoggingEnabled", {}).get("TargetBucket")
    on, off = sorted_out(inventories, lambda one: bool(one.get("IsEnabled")), lambda one: one["Destination"]["S3BucketDestination"])
    found = [{"to": f"arn:{reader.partition}:s3:::{target}"}] if target else []
    return paused([*found, *(_to(one, "AccountId") for one in on)], [one["Bucket"] for one in off])


def sorted_out(
    settings: Sequence[Mapping[str, object]] | None, runs: Callable[[Any], bool], to: Callable[[Any], Any]
) -> tuple[list[Any], list[Any]]:
    """The destinations of the settings that run, and of those that are switched off."""
    return [to(one) for one in settings or () if runs(one)], [to(one) for one in settings or () if not runs(one)]


def _to(destination: Destination | InventoryS3BucketDestination, owner: str) -> dict[str, Any]:
    said: Mapping[str, Any] = destination
    return {"to": said["Bucket"]} | ({"account": said[owner]} if said.get(owner) else {})


def _locked(lock: ObjectLockConfiguration | None) -> str | None:
    """How long the lock that every new object gets keeps it from deletion."""
    default = ((lock or {}).get("Rule") or {}).get("DefaultRetention") or {}
    return f"P{default['Years']}Y" if default.get("Years") else days(default.get("Days"))


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


def exposed(reader: Reader, name: str, by_policy: Callable[[], object], acl: Any, account_block: Any = None) -> tuple[Any, Any]:
    """Open to everyone by its policy, by its ACL: unless a block of the account or of the bucket takes that away."""
    if _blocks(account_block, "RestrictPublicBuckets") is True and _blocks(account_block, "IgnorePublicAcls") is True:
        return False, False
    bucket_block = reader.get(BLOCK, Bucket=name)

    def open_by(ask: Callable[[], object], judge: Any, switch: str) -> Any:
        blocked = either(_blocks(account_block, switch), _blocks(bucket_block, switch))
        if blocked is True:
            return False
        found = lift(judge, ask())
        # Something open behind a block that could not be read is neither open nor closed.
        return blocked if found is True and isinstance(blocked, Unknown) else found

    return open_by(by_policy, bool, "RestrictPublicBuckets"), open_by(lambda: _by_lists(reader, name, acl), bool, "IgnorePublicAcls")


def _by_lists(reader: Reader, name: str, acl: object) -> Any:
    """Open by a list of grants: the bucket's own, or that of some object, which nobody read, unless the bucket heeds none."""
    of_bucket = lift(_granted_to_all, acl)
    if of_bucket is True:
        return True
    heeded = lift(lambda rules: ENFORCED not in [rule.get("ObjectOwnership") for rule in rules or ()], reader.get(OWNERSHIP, Bucket=name))
    return lift(lambda yes: OBJECT_LISTS if yes else of_bucket, heeded)


def _blocks(block: object, switch: str) -> Any:
    return lift(lambda settings: bool((settings or {}).get(switch)), block)


def _granted_to_all(acl: GetBucketAclOutput) -> Any:
    return lift(
        lambda grants: any(str(grant.get("Grantee", {}).get("URI", "")).endswith(EVERYONE) for grant in grants), said(acl, "Grants", ACL)
    )


def kept_by(rules: object, versioning: object) -> Any:
    """How long an object and its earlier versions stay; None for ever, and unknown beyond the object itself where the versions are."""
    return lift(partial(_kept_by, versioning), rules)


def _kept_by(versioning: object, rules: list[LifecycleRule] | None) -> Any:
    whole = [rule for rule in rules or () if _covers_everything(rule)]
    current = [rule["Expiration"]["Days"] for rule in whole if rule.get("Expiration", {}).get("Days")]
    if not current:
        return BY_DATE if any(rule.get("Expiration", {}).get("Date") for rule in whole) else None
    earlier, least = _earlier_days(whole), f"P{min(current)}D"
    if versioning is None:
        return least
    if isinstance(versioning, Unknown):
        return Unknown(versioning.reason, least)
    if earlier is None:
        return Unknown(SUSPENDED.reason, least) if versioning == "Suspended" else None
    return f"P{min(current) + earlier}D"


def _dated(created: object, rules: list[LifecycleRule] | None) -> list[LifecycleRule]:
    """The same rules, with an expiry on a date as the longest time that it leaves an object: from the making of the bucket to that day.

    After its day such a rule goes on, and erases what is put there as it comes.
    """
    return [_after(created, rule) for rule in rules or ()]


def _after(created: Any, rule: LifecycleRule) -> LifecycleRule:
    day = (rule.get("Expiration") or {}).get("Date")
    return {**rule, "Expiration": {"Days": max((day - created).days, 1)}} if day and created else rule


def _sooner(rules: list[LifecycleRule] | None) -> list[LifecycleRule]:
    """The rules that delete before those that delete everything do."""
    everything = [rule for rule in rules or () if _covers_everything(rule)]
    after = min((count for rule in everything if (count := (rule.get("Expiration") or {}).get("Days"))), default=inf)
    return [rule for rule in rules or () if rule.get("Status") == "Enabled" and 0 < _expires(rule) < after]


def _first_gone(versioning: object, rules: list[LifecycleRule] | None) -> Any:
    """Whether anything goes before all the rest: None where nothing does, or where its earlier versions stay for ever.

    Unknown where a rule takes only some, of which there may be none, or on a date, shortly before which some may have come.
    """
    whole = [one for one in rules or () if _covers_everything(one)]
    first = min(_sooner(rules), key=_expires, default=None)
    if first is None or (versioning == "Enabled" and _earlier_days([*whole, first]) is None):
        return None
    return ON_A_DAY if first in whole else Unknown(f"not_collected: whether anything is what a rule deletes after P{_expires(first)}D")


def _expires(rule: LifecycleRule) -> int:
    """After how many days a rule deletes, 0 for never; 1 on a date, which takes what came the day before."""
    expiration = rule.get("Expiration") or {}
    return 1 if expiration.get("Date") else expiration.get("Days") or 0


def _earlier_kept(rules: list[LifecycleRule] | None, versioning: str | None) -> Any:
    """How long earlier versions stay; nothing when versioning was never on: there are none."""
    if versioning is None:
        return "P0D"
    earlier = _earlier_days([rule for rule in rules or () if _covers_everything(rule)])
    if earlier is None:
        return SUSPENDED if versioning == "Suspended" else None
    return f"P{earlier}D"


def _earlier_days(rules: list[LifecycleRule]) -> int | None:
    """The shortest time after which every earlier version is gone; a rule that spares the newest ones never gets there."""
    found = [rule.get("NoncurrentVersionExpiration", {}) for rule in rules]
    counts = [one["NoncurrentDays"] for one in found if one.get("NoncurrentDays") and not one.get("NewerNoncurrentVersions")]
    return min(counts, default=None)


def _covers_everything(rule: LifecycleRule) -> bool:
    """Enabled and without any filter: a rule on a prefix, a tag or a size leaves the rest alone."""
    narrowed = {key: value for key, value in (rule.get("Filter") or {}).items() if not (key == "Prefix" and value == "")}
    return rule.get("Status") == "Enabled" and not rule.get("Prefix") and not narrowed


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
