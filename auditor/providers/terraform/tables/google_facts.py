"""What facts of Google Cloud take more than one attribute to say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import days, flows, joined, kept_whole, or_no_time, seconds
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.placing import setting
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Fact, flag, of_blocks, one_flow, unsaid

OPEN = ("0.0.0.0/0", "::/0")
WEEK_SECONDS = 604_800
NARROWS = (
    "created_before custom_time_before days_since_custom_time matches_prefix matches_storage_class matches_suffix noncurrent_time_before "
    "num_newer_versions"
).split()
ELSEWHERE = {"google_bigquery_dataset": "us", "google_dataproc_cluster": "global"}
"""Where what names no place lies, whatever the provider's region: registry.terraform.io/providers/hashicorp/google, bigquery_dataset"""
ZONAL = frozenset({"google_compute_disk", "google_compute_instance", "google_filestore_instance", "google_notebooks_instance"})
"""What lies in a zone: that of the provider comes before its region."""
GLOBAL = "global"
"""What Google calls no place in particular."""


def region(planned: Planned) -> Any:
    """Its location, region or zone; else what its provider is for."""
    for path in ("location", "region", "zone"):
        said = planned.get(path)
        if said is not None:
            return lift(lambda text: str(text).rpartition("/")[2].lower(), said)
    if planned.type in ELSEWHERE:
        return ELSEWHERE[planned.type]
    told = planned.estate.configured_region(planned, "region")
    if planned.type in ZONAL and (zone := zoned(planned)) is not None:
        told = zone
    return lift(lambda text: str(text).lower(), told)


def zoned(planned: Planned) -> Any:
    """The zone that the provider is for; None where it names none."""
    return setting(planned.estate.document, planned.entry, "zone") if planned.estate.document.configuration else None


def of_owner(path: str, *of: str) -> Fact:
    """The region of the resource that an attribute names; else the one that its full name says (`…/locations/X/…`)."""

    def read(planned: Planned) -> Any:
        whom = planned.whom(path, of=of)
        if isinstance(whom, Planned):
            return region(whom)
        if isinstance(whom, str) and "/locations/" in whom:
            return whom.partition("/locations/")[2].partition("/")[0].lower()
        return unsaid(planned, path) if whom is None or isinstance(whom, str) else whom

    return read


def bucket_kept(planned: Planned) -> Mapping[str, Any]:
    """How long a bucket keeps: its lifecycle, its versions, what it keeps of what was deleted, and its lock."""
    versioned = flag("versioning.0.enabled", False)(planned)
    soft = lift(lambda count: int(count) // 86400, _or(planned.get("soft_delete_policy.0.retention_duration_seconds"), WEEK_SECONDS))
    rules = _rules(planned)
    lock = _lock(planned)
    current = lift(lambda found: min((age for age, _, live in found if live and age), default=None), rules)
    earlier = lift(lambda found, on: _earlier(found) if on else 0, rules, versioned)
    whole = lift(lambda first, then, after: None if first is None or then is None else days(first + then + after), current, earlier, soft)
    return {
        "versioning.enabled": versioned,
        "retention.max": kept_whole(whole, lift(or_no_time, lock)),
        "retention.noncurrent_max": lift(lambda then, after: None if then is None else f"P{then + after}D", earlier, soft),
        "lock.min": lock,
    }


def _or(said: object, default: object) -> Any:
    return default if said is None else said


def _rules(planned: Planned) -> Any:
    """The rules that delete without looking at anything but age: (days, days as an earlier version, whether of what is there now)."""
    blocks = planned.each("lifecycle_rule")
    if isinstance(blocks, Unknown):
        return blocks
    told = [_rule(one) for one in blocks]
    unread = next((one for one in told if isinstance(one, Unknown)), None)
    return unread or [one for one in told if one]


def _rule(block: Node) -> Any:
    action, state = block.get("action.0.type"), block.get("condition.0.with_state")
    age, earlier = block.get("condition.0.age"), block.get("condition.0.days_since_noncurrent_time")
    narrowed = [block.get(f"condition.0.{name}") for name in NARROWS]
    unread = next((one for one in (action, state, age, earlier, *narrowed) if isinstance(one, Unknown)), None)
    if unread is not None or action != "Delete" or any(narrowed):
        return unread
    return int(age or 0), int(earlier or 0), state in (None, "", "ANY", "LIVE") and not earlier


def _earlier(rules: list[tuple[int, int, bool]]) -> int | None:
    """After how many days an earlier version goes; None when it never does."""
    return min((noncurrent for _, noncurrent, _ in rules if noncurrent), default=None)


def _lock(planned: Planned) -> Any:
    """A locked policy keeps everything for so long."""
    period = planned.get("retention_policy.0.retention_period")
    return lift(
        lambda count, locked: seconds(int(count)) if count and locked else None,
        period or 0,
        planned.get("retention_policy.0.is_locked") or False,
    )


def _as_cloned(fact: Fact) -> Fact:
    """A fact of a database; a clone that says nothing is set as what it was made of."""

    def read(planned: Planned) -> Any:
        copied = planned.get("clone.0.source_instance_name") is not None and not planned.get("settings")
        return Unknown.of("known_after_apply", f"{planned.place}.settings: those of what it is cloned from") if copied else fact(planned)

    return read


@_as_cloned
def sql_open(planned: Planned) -> Any:
    """A public address that the whole Internet may come to."""
    where = "settings.0.ip_configuration.0."
    address = flag(f"{where}ipv4_enabled", True)(planned)
    blocks = planned.each(f"{where}authorized_networks")
    if address is False or isinstance(blocks, Unknown):
        return address and blocks
    opened = either(False, *(lift(lambda said: said in OPEN, one.get("value")) for one in blocks))
    return opened if opened is not True else address


def alloy_open(planned: Planned) -> Any:
    """Whether an instance of a cluster has a public address that the whole Internet may come to."""
    own = planned.settings("google_alloydb_instance")
    if isinstance(own, Unknown):
        return own
    return either(False, *(lift(partial(_alloy, one), flag("network_config.0.enable_public_ip", False)(one)) for one in own))


def _alloy(instance: Planned, address: bool) -> Any:
    blocks = instance.each("network_config.0.authorized_external_networks")
    if not address or isinstance(blocks, Unknown):
        return address and blocks
    return either(False, *(lift(lambda said: said in OPEN, one.get("cidr_range")) for one in blocks))


@_as_cloned
def sql_kept(planned: Planned) -> Any:
    """So many daily backups, seven unless told otherwise; none where they are off."""
    where = "settings.0.backup_configuration.0."
    # Seven in Enterprise, fifteen in Enterprise Plus: cloud.google.com/sql/docs/mysql/backup-recovery/backups
    usual = lift(lambda said: 15 if said == "ENTERPRISE_PLUS" else 7, planned.get("settings.0.edition") or "ENTERPRISE")
    count = _or(planned.get(f"{where}backup_retention_settings.0.retained_backups"), usual)
    return lift(lambda on, kept: days(int(kept)) if on else None, flag(f"{where}enabled", False)(planned), count)


@_as_cloned
def sql_backups(planned: Planned) -> Any:
    """Where backups go; without a word, to a multi-region that Google chooses by where the instance is."""
    where = "settings.0.backup_configuration.0."
    place, on = planned.get(f"{where}location"), flag(f"{where}enabled", False)(planned)
    chosen = Unknown.of("known_after_apply", f"{planned.place}.{where}location: left to the service, which takes a multi-region")
    return lift(lambda yes: (chosen if place is None else lift(lambda said: [{"region": str(said).lower()}], place)) if yes else None, on)


def stored(path: str) -> Fact:
    """The flows to the locations that a snapshot or an image is kept in, beside its own."""

    def read(planned: Planned) -> Any:
        said = planned.get(path)
        return unsaid(planned, path) if said is None else lift(lambda found: flows({"region": str(one).lower()} for one in found), said)

    return read


def stored_in(planned: Planned) -> Any:
    """The first location that a snapshot is kept in; unknown where Google chooses the nearest multi-region."""
    said = planned.get("storage_locations")
    return unsaid(planned, "storage_locations") if not said else lift(lambda found: str(found[0]).lower(), said)


def secret_region(planned: Planned) -> Any:
    """Where the first replica of a secret lies; anywhere, when Google replicates it as it likes."""
    blocks = planned.each("replication.0.user_managed.0.replicas")
    if isinstance(blocks, Unknown):
        return blocks
    return lift(str.lower, blocks[0].get("location")) if blocks else GLOBAL


def secret_replicas(planned: Planned) -> Any:
    """The other replicas of a secret."""
    blocks = planned.each("replication.0.user_managed.0.replicas")
    return (
        blocks
        if isinstance(blocks, Unknown)
        else of_blocks(blocks[1:], lambda one: lift(lambda said: [{"region": str(said).lower()}], one.get("location")))
    )


def topic_region(planned: Planned) -> Any:
    """The first of the regions that messages may be kept in; anywhere, when none is named."""
    said = planned.get("message_storage_policy.0.allowed_persistence_regions")
    return lift(lambda found: str(found[0]).lower() if found else GLOBAL, said or [])


def topic_replicas(planned: Planned) -> Any:
    """The other regions that messages may be kept in."""
    return lift(
        lambda found: flows({"region": str(one).lower()} for one in found[1:]),
        planned.get("message_storage_policy.0.allowed_persistence_regions") or [],
    )


def topic_copies(planned: Planned) -> Any:
    """Where subscriptions push or write what is published."""
    own = planned.settings("google_pubsub_subscription")
    if isinstance(own, Unknown):
        return own
    ends = [one_flow(one.whom(path)) for one in own for path in ("bigquery_config.0.table", "cloud_storage_config.0.bucket")]
    hosts = (
        lift(lambda url: [{"holder": str(url).split("//")[-1].split("/")[0]}] if url else None, one.get("push_config.0.push_endpoint"))
        for one in own
    )
    return joined(*ends, *hosts)


def spanner_region(planned: Planned) -> Any:
    """The region of a regional configuration; of another, its own name."""
    return lift(lambda said: str(said).rpartition("/")[2].removeprefix("regional-"), planned.get("config"))


def bigtable(planned: Planned) -> Any:
    """The zones of every cluster, the first of which is where the data is."""
    blocks = planned.each("cluster")
    if isinstance(blocks, Unknown):
        return blocks
    zones = [one.get("zone") for one in blocks]
    return next((one for one in zones if isinstance(one, Unknown)), None) or zones


def rotation(planned: Planned) -> Any:
    """The period of automatic rotation, written in seconds (`7776000s`)."""
    return lift(lambda said: seconds(int(str(said).rstrip("s").partition(".")[0])) if said else None, planned.get("rotation_period") or "")


def key_origin(planned: Planned) -> Any:
    """Where a key is made: an external one is somewhere else, and who holds it is not of the file."""
    level = planned.get("version_template.0.protection_level") or "SOFTWARE"
    imported = planned.get("import_only") or False
    return lift(
        lambda said, brought: "external_store" if str(said).startswith("EXTERNAL") else "imported" if brought else "provider",
        level,
        imported,
    )


def key_manager(planned: Planned) -> Any:
    """Whoever runs the external store decides over a key there."""
    return lift(
        lambda said: "external" if str(said).startswith("EXTERNAL") else "customer",
        planned.get("version_template.0.protection_level") or "SOFTWARE",
    )


def key_holder(planned: Planned) -> Any:
    """Who holds an external key."""
    return lift(
        lambda manager: Unknown.of("not_collected", "where the external key manager is") if manager == "external" else None,
        key_manager(planned),
    )


def vault_lock(planned: Planned) -> Any:
    """For how long a vault lets nothing be deleted, written in seconds (`86400s`)."""
    said = planned.get("backup_minimum_enforced_retention_duration")
    return lift(lambda text: seconds(int(str(text).rstrip("s"))) if text else None, said or "")
