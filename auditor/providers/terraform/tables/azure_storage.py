"""Storage accounts: redundancy, lifecycle, locks and who may read, judged by the functions that read live accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.azure.common import everybody
from auditor.providers.azure.lifecycle import earlier_kept, first_gone, kept
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import days, joined, longest, sealed
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.policy import plain
from auditor.providers.terraform.table import flag, one_flow, unsaid
from auditor.providers.terraform.tables.azure_facts import found_key, geo, logs

TELLS = (
    "retention.max retention.min retention.noncurrent_max versioning.enabled lock.min replication.foreign public.access encryption.at_rest "
    "encryption.key encryption.keys flows.replication flows.logs"
).split()
CONTAINERS = "azurerm_storage_container"
AGES = "delete_after_days_since_"
DELETED_DAYS = 7
"""What a policy keeps of what was deleted, without a number: registry.terraform.io/providers/hashicorp/azurerm, storage_account"""


def told(planned: Planned) -> Mapping[str, Any]:
    """Every fact of an account."""
    policy, service = _policy(planned), _service(planned)
    containers = planned.settings(CONTAINERS)
    locks = _locks(planned, containers)
    whole = lift(kept, policy, service)
    first = lift(lambda rules, said, _lock: first_gone(rules, said), policy, service, locks)
    return {
        "retention.max": _whole(planned, whole, locks),
        "retention.min": first if isinstance(first, Unknown) or first != whole else None,
        "retention.noncurrent_max": lift(earlier_kept, policy, service),
        "versioning.enabled": lift(lambda said: bool(said.get("isVersioningEnabled")), service),
        "lock.min": locks,
        "replication.foreign": flag("cross_tenant_replication_enabled")(planned),
        "public.access": _public(planned, containers),
        "encryption.at_rest": True,
        **_keys(planned),
        "flows.replication": joined(_pair(planned), _copied(planned)),
        "flows.logs": logs(planned),
    }


def _service(planned: Planned) -> Any:
    """The settings of the blob service, as its API has them."""
    versions = flag("blob_properties.0.versioning_enabled", False)(planned)
    policy = planned.get("blob_properties.0.delete_retention_policy")
    soft = planned.get("blob_properties.0.delete_retention_policy.0.days")
    after = soft if soft is not None else lift(lambda said: DELETED_DAYS if said else 0, policy or [])
    return lift(
        lambda on, days: {"isVersioningEnabled": on, "deleteRetentionPolicy": {"enabled": bool(days), "days": days}}, versions, after
    )


def _policy(planned: Planned) -> Any:
    """The lifecycle of the account, as its API has it."""
    own = planned.settings("azurerm_storage_management_policy")
    if isinstance(own, Unknown) or not own:
        return own or None
    blocks = own[0].each("rule")
    if isinstance(blocks, Unknown):
        return blocks
    rules = [_rule(one) for one in blocks]
    unread = next((one for one in rules if isinstance(one, Unknown)), None)
    return unread or {"properties": {"policy": {"rules": rules}}}


def _rule(block: Node) -> Any:
    blob, version = "actions.0.base_blob.0.", "actions.0.version.0."
    deletes = plain(
        block,
        daysAfterModificationGreaterThan=f"{blob}{AGES}modification_greater_than",
        daysAfterCreationGreaterThan=f"{blob}{AGES}creation_greater_than",
        daysAfterLastAccessTimeGreaterThan=f"{blob}{AGES}last_access_time_greater_than",
    )
    earlier = plain(block, daysAfterCreationGreaterThan=f"{version}{AGES}creation")
    narrowed = plain(
        block, blobTypes="filters.0.blob_types", prefixMatch="filters.0.prefix_match", blobIndexMatch="filters.0.match_blob_index_tag"
    )
    on = flag("enabled", True)(block)
    unread = next((one for one in (deletes, earlier, narrowed, on) if isinstance(one, Unknown)), None)
    if unread is not None or isinstance(narrowed, Unknown):
        return unread
    actions = {"baseBlob": {"delete": _set(deletes)}, "version": {"delete": _set(earlier)}}
    return {"enabled": on, "definition": {"filters": {name: said for name, said in narrowed.items() if said}, "actions": actions}}


def _set(said: Any) -> dict[str, Any]:
    """Without what the provider writes for an age that is not set: -1."""
    return {name: count for name, count in said.items() if isinstance(count, (int, float)) and count >= 0}


def _locks(planned: Planned, containers: Any) -> Any:
    """The longest lock, of the account or of a container."""
    if isinstance(containers, Unknown):
        return containers
    own = lift(
        lambda state, count: days(count) if state == "Locked" else None,
        planned.get("immutability_policy.0.state"),
        planned.get("immutability_policy.0.period_since_creation_in_days"),
    )
    policies = [one.settings("azurerm_storage_container_immutability_policy") for one in containers]
    found = [own]
    for policy in policies:
        found += [policy] if isinstance(policy, Unknown) else [_lock(one) for one in policy]
    return lift(lambda *locks: longest(locks), *found)


def _lock(policy: Planned) -> Any:
    return lift(
        lambda locked, count: days(count) if locked else None, policy.get("locked") or False, policy.get("immutability_period_in_days")
    )


def _whole(planned: Planned, whole: Any, locks: Any) -> Any:
    """How long anything stays: locked blobs outlive their lifecycle, files and tables have none."""
    if whole is None or isinstance(whole, Unknown):
        return whole
    for below in ("azurerm_storage_share", "azurerm_storage_table"):
        held = planned.settings(below)
        if held:
            return held if isinstance(held, Unknown) else None
    return lift(lambda lock: longest([whole, lock]) or whole, locks)


def _public(planned: Planned, containers: object) -> Any:
    """Whether anybody may read a container, or a site that the account serves."""
    network, fenced = flag("public_network_access_enabled", True)(planned), _fenced(planned)
    if network is False or fenced is True:
        return False
    opened = either(False, _served(planned), _opened(planned, containers))
    behind = next((one for one in (network, fenced) if isinstance(one, Unknown)), None)
    # Something open behind a network that nobody knows is neither open nor closed.
    return opened if opened is False or behind is None else behind


def _opened(planned: Planned, containers: Any) -> Any:
    """Whether a container is open, and the account lets containers be."""
    allowed = flag("allow_nested_items_to_be_public", True)(planned)
    said = [containers] if isinstance(containers, Unknown) else [one.get("container_access_type") for one in containers]
    each = (lift(lambda access: str(access or "private").lower() not in ("private", "none"), one) for one in said)
    found = either(False, *each)
    return False if allowed is False or found is False else lift(lambda one, _: one, found, allowed)


def _served(planned: Planned) -> Any:
    """Whether a site is served, which is open to everybody, whatever its container says."""
    sites, inline = planned.settings("azurerm_storage_account_static_website"), planned.each("static_website")
    return either(False, *(lift(bool, one) for one in (sites, inline)))


def _fenced(planned: Planned) -> Any:
    """Whether its firewall lets in only some: by its own block, or by a resource of its own."""
    own = planned.settings("azurerm_storage_account_network_rules")
    if isinstance(own, Unknown):
        return own
    node, at = (own[0], "") if own else (planned, "network_rules.0.")
    rules = node.get(f"{at}ip_rules")
    return lift(
        lambda action, ranges: action == "Deny" and not everybody(str(one) for one in ranges or ()),
        node.get(f"{at}default_action") or "Allow",
        rules or [],
    )


def _keys(planned: Planned) -> Mapping[str, Any]:
    """The key of an account, and those of its scopes."""
    scopes = planned.settings("azurerm_storage_encryption_scope")
    others = [scopes] if isinstance(scopes, Unknown) else [found_key("key_vault_key_id")(one) for one in scopes]
    return sealed(_key(planned), *others)


def _key(planned: Planned) -> Any:
    own = planned.settings("azurerm_storage_account_customer_managed_key")
    if isinstance(own, Unknown):
        return own
    if not own:
        return found_key("customer_managed_key.0.key_vault_key_id")(planned)
    whole = found_key("key_vault_key_id")(own[0])
    name = own[0].whom("key_name", of=("azurerm_key_vault_key",))
    return whole or (
        name.id
        if isinstance(name, Planned)
        else name
        if isinstance(name, Unknown)
        else Unknown.of("key_not_read", "a key named by its vault and its name")
    )


def _pair(planned: Planned) -> Any:
    said = planned.get("account_replication_type")
    return unsaid(planned, "account_replication_type") if said is None else geo("account_replication_type", "")(planned)


def _copied(planned: Planned) -> Any:
    own = planned.settings("azurerm_storage_object_replication")
    return own if isinstance(own, Unknown) else joined(*(one_flow(one.whom("destination_storage_account_id")) for one in own))
