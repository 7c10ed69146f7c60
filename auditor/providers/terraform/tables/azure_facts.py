"""What facts of Microsoft Azure take more than one attribute to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.azure.common import everybody, key_uri, place
from auditor.providers.azure.services.keyvault import MADE, NOT_PAIRED
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined, kept_whole, sealed
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import UNSET, Fact, Type, all_settings, const, flag, id_of, in_days, one_flow, through, unsaid
from auditor.reference.places import region as register

GEO = frozenset({"grs", "ragrs", "gzrs", "ragzrs", "geo", "geozone", "georedundant"})
WEEK, MONTH, YEAR = 7, 31, 366


def region(planned: Planned) -> Any:
    """The location of the resource, in the one spelling; where it says none, that of its resource group."""
    said = planned.get("location")
    if said is not None:
        return lift(place, said)
    group = planned.whom("resource_group_name", of=("azurerm_resource_group",))
    return lift(place, group.get("location")) if isinstance(group, Planned) else unsaid(planned, "location")


def of_parent(path: str) -> Fact:
    """The region of the resource that an attribute names, in which this one lies too."""

    def read(planned: Planned) -> Any:
        whom = planned.whom(path)
        return (
            region(whom)
            if isinstance(whom, Planned)
            else Unknown.of("known_after_apply", f"{planned.place}.{path}: the region of what it names")
        )

    return read


def found_key(path: str, node: Node | None = None) -> Fact:
    """The key that an attribute names, without its version, through an encryption set if need be; None for Microsoft's own."""

    def read(planned: Planned) -> Any:
        whom = planned.whom(path, node)
        return lift(key_uri, whom) if isinstance(whom, str) else id_of(whom)

    return read


def pair(planned: Planned) -> Any:
    """The flow to the region that Azure pairs with this one's."""
    return lift(lambda here: _pair(here), _where(planned))


def _where(planned: Planned) -> Any:
    return planned.where or Unknown.of("known_after_apply", f"{planned.place}.location")


def _pair(here: str) -> Any:
    known = register("azure", here)
    if known is None:
        return Unknown.of("region_not_in_register", f"azure/{here}")
    return [{"region": known.pair}] if known.pair else Unknown.of("not_collected", f"geo-redundant storage in {here}, which has no pair")


def geo(path: str, default: object, words: Any = GEO) -> Fact:
    """The flow to the pair, by a setting of how redundant the storage is; `default` is what the service takes when nothing is said."""

    def read(planned: Planned) -> Any:
        said = planned.get(path)
        chosen = default if said is None else said
        if chosen is UNSET:
            return unsaid(planned, path)
        return lift(lambda word: pair(planned) if str(word).lower() in words or word is True else None, chosen)

    return read


def in_pair(planned: Planned) -> Any:
    """The flow of a vault, which is copied to the pair of its region where there is one."""

    def copies(here: str) -> Any:
        known = register("azure", here)
        if known is None:
            return Unknown.of("region_not_in_register", f"azure/{here}")
        return [{"region": known.pair}] if known.pair and here not in NOT_PAIRED else None

    return lift(copies, _where(planned))


def firewalled(rules: str, switch: str = "public_network_access_enabled", inside: str = "") -> Fact:
    """Whether the network of a server lets everybody in: it is open, in no network of ours, and its rules together span the Internet."""

    def read(planned: Planned) -> Any:
        network, within = flag(switch, True)(planned), planned.is_set(inside) if inside else False
        if within is True:
            # Which network of ours is not known yet; that it is in one is.
            return False
        own = planned.settings(rules)
        if network is False or isinstance(within, Unknown):
            return network and within
        opened = own if isinstance(own, Unknown) else _spans(own)
        return network if isinstance(network, Unknown) and opened is not False else opened

    return read


def _spans(rules: list[Planned]) -> Any:
    told = [lift(lambda first, last: f"{first}-{last}", one.get("start_ip_address"), one.get("end_ip_address")) for one in rules]
    known = [one for one in told if isinstance(one, str)]
    if everybody(known):
        return True
    return next((one for one in told if isinstance(one, Unknown)), False)


def closed(switch: str = "public_network_access_enabled") -> Fact:
    """Not open where the network is closed; behind an open one everybody still has to sign in, of which nothing is said here."""
    return through(lambda said: Unknown.of("not_collected", f"{switch}: who may sign in from the Internet") if said else False, switch)


def logs(planned: Planned) -> Any:
    """Where diagnostic settings send the logs of a resource, and of what lies below it."""
    own = planned.settings("azurerm_monitor_diagnostic_setting")
    return own if isinstance(own, Unknown) else joined(*(routes(one) for one in own))


def routes(setting: Planned) -> Any:
    """Where one diagnostic setting sends logs; one of metrics alone says nothing of people."""
    blocks = [setting.each(name) for name in ("enabled_log", "log")]
    unread = next((one for one in blocks if isinstance(one, Unknown)), None)
    if unread is None and not any(blocks):
        return None
    ends = (one_flow(setting.whom(path)) for path in ("storage_account_id", "log_analytics_workspace_id", "partner_solution_id"))
    hub = setting.whom("eventhub_authorization_rule_id")
    hubs = (
        lift(lambda rule: one_flow(str(rule).lower().partition("/authorizationrules/")[0]) if rule else None, hub)
        if not isinstance(hub, Planned)
        else one_flow(hub)
    )
    return joined(*ends, hubs, unread)


def key_origin(planned: Planned) -> Any:
    """Terraform makes keys in the vault; of one that is there already nobody can tell."""
    return "provider" if "create" in planned.entry.actions else MADE


def rotation(planned: Planned) -> Any:
    """After how long a new version of a key is made by itself."""
    after = planned.get("rotation_policy.0.automatic.0.time_after_creation")
    before = planned.get("rotation_policy.0.automatic.0.time_before_expiry")
    expires = planned.get("rotation_policy.0.expire_after")
    return lift(lambda first, last, end: first or (end if last else None), after or "", before or "", expires or "")


def replicated_image(planned: Planned) -> Any:
    """The other regions that a version of an image is copied to."""
    blocks = planned.each("target_region")
    here = planned.where
    return (
        blocks
        if isinstance(blocks, Unknown)
        else joined(*(lift(lambda name: [{"region": place(name)}] if place(name) != here else None, one.get("name")) for one in blocks))
    )


def disks_keys(planned: Planned) -> Mapping[str, Any]:
    """The keys of a machine's own disks."""
    return sealed(found_key("os_disk.0.disk_encryption_set_id")(planned))


def screens(native: str) -> Type:
    """What is kept of a machine's screen and console, in an account that it names; without one, by Azure in its region."""
    path = "boot_diagnostics.0.storage_account_uri"
    told = {
        "flows.copy": lambda planned: one_flow(planned.whom(path), source=planned.id),
        "trail.multi_region": const(False),
        "trail.organization": const(False),
    }
    return Type(f"Microsoft.{native}", "trail", told, there=lambda planned: planned.is_set(path))


def vault_copies(path: str, default: str, crossing: str) -> Fact:
    """The pair, when the storage of a vault is geo-redundant, which it is unless told otherwise."""

    def read(planned: Planned) -> Any:
        across = flag(crossing, False)(planned)
        return lift(lambda yes: pair(planned) if yes else geo(path, default)(planned), across)

    return read


def vault_key(planned: Planned) -> Any:
    """The key of a vault, of its own block or of a resource of its own."""
    return found_key("encryption.0.key_id")(planned)


def vault_kept(*policies: str) -> Fact:
    """The longest that a policy of the file keeps anything in a vault; unknown without one."""

    def read(planned: Planned) -> Any:
        own = all_settings_of(planned, policies)
        nobody = Unknown.of("known_after_apply", "what is kept in a vault for which the file has no policy")
        return own if isinstance(own, Unknown) else kept_whole(*(policy_kept(one) for one in own)) if own else nobody

    return read


def all_settings_of(planned: Planned, policies: tuple[str, ...]) -> list[Planned] | Unknown:
    """The policies of a vault, by its name or by its id."""
    found: list[Planned] = []
    for path in ("recovery_vault_name", "vault_id"):
        some = planned.estate.naming(planned, path, *policies)
        if isinstance(some, Unknown):
            return some
        found += some
    return found


PERIODS: tuple[tuple[str, int], ...] = (("daily", 1), ("weekly", WEEK), ("monthly", MONTH), ("yearly", YEAR))


def policy_kept(planned: Planned) -> Any:
    """The longest that a policy of Recovery Services keeps a point: so many days, weeks, months or years, of each sort of backup."""
    blocks = planned.each("protection_policy")
    nodes: list[Node] = [planned, *([] if isinstance(blocks, Unknown) else blocks)]
    told = [_times(node.get(f"retention_{name}.0.count"), length) for node in nodes for name, length in PERIODS]
    told += [in_days("simple_retention.0.count")(node) for node in nodes]
    unread = next((one for one in (blocks, *told) if isinstance(one, Unknown)), None)
    kept = [one for one in told if isinstance(one, str)]
    return kept_whole(*kept, *([unread] if unread else [])) if kept or unread else Unknown.of("not_collected", "how long a policy keeps")


def _times(count: object, length: int) -> Any:
    return lift(lambda times: days(int(times) * length) if times else None, count)


def copies_of_vault(planned: Planned) -> Any:
    """Where the vault of a policy copies what the policy keeps."""
    whom = planned.whom("recovery_vault_name", of=("azurerm_recovery_services_vault",))
    whom = planned.whom("vault_id") if whom is None else whom
    if not isinstance(whom, Planned):
        return Unknown.of("known_after_apply", f"{planned.place}: the redundancy of a vault that is not of the file")
    whom.where, whom.reader = region(whom), planned.reader
    told = planned.estate.facts(whom).get("flows.backup")
    return lift(lambda seen: flows({**flow, "source": whom.id} for flow in seen or ()), told(whom) if told else None)


def locked(planned: Planned) -> Any:
    """Immutability that nobody can undo locks for as long as a policy keeps, of which this says only that it does."""
    said = planned.get("immutability")
    return lift(
        lambda state: Unknown.of("not_collected", "for how long the immutable vault keeps") if state == "Locked" else None,
        said or "Disabled",
    )


def exports(planned: Planned) -> Any:
    """Where a workspace exports its tables to, the storage that it was given, and its replica."""
    own = all_settings(planned, "azurerm_log_analytics_data_export_rule", "azurerm_log_analytics_linked_storage_account")
    if isinstance(own, Unknown):
        return own
    return joined(*(one_flow(one.whom("destination_resource_id")) if one.type.endswith("rule") else _stores(one) for one in own))


def _stores(linked: Planned) -> Any:
    said = linked.get("storage_account_ids")
    found = linked.estate.referred(linked.entry, linked.expression("storage_account_ids")) if isinstance(said, Unknown) else []
    return (
        joined(*(one_flow(one) for one in found)) if found else lift(lambda ids: flows({"to": str(one).lower()} for one in ids or ()), said)
    )


def workspace_key(planned: Planned) -> Any:
    """The key of the cluster that a workspace is linked to; None without one."""
    linked = planned.settings("azurerm_log_analytics_linked_service")
    if isinstance(linked, Unknown):
        return linked
    clusters = [one for one in linked if one.get("write_access_id")]
    return Unknown.of("key_not_read", "the cluster that the workspace is linked to") if clusters else None


def data_location(planned: Planned) -> Any:
    """Where what passes through a service of communication rests: a country or a continent, by name."""
    said = planned.get("data_location")
    return unsaid(planned, "data_location") if said is None else lift(place, said)
