"""Databases of Azure: what a server and its databases share, and where their replicas and backups are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.azure.common import everybody, place
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined, longest
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Fact, first_named, flag, in_days, one_flow, through
from auditor.providers.terraform.tables.azure_facts import found_key, pair, region


def server_of(planned: Planned) -> Planned | Unknown:
    """The server of a database."""
    whom = planned.whom("server_id")
    return (
        whom
        if isinstance(whom, Planned)
        else Unknown.of("known_after_apply", f"{planned.place}.server_id: a server that is not of the file")
    )


def of_server(fact: Fact) -> Fact:
    """A fact that all databases of a server share."""

    def read(planned: Planned) -> Any:
        server = server_of(planned)
        return server if isinstance(server, Unknown) else fact(server)

    return read


def sql_key(planned: Planned) -> Any:
    """The key of a database, else that of its server; None for Microsoft's own."""
    own = found_key("transparent_data_encryption_key_vault_key_id")(planned)
    if own is not None:
        return own
    server = server_of(planned)
    if isinstance(server, Unknown):
        return server
    apart = server.settings("azurerm_mssql_server_transparent_data_encryption")
    if isinstance(apart, Unknown):
        return apart
    return found_key("key_vault_key_id")(apart[0]) if apart else found_key("transparent_data_encryption_key_vault_key_id")(server)


def sql_kept(planned: Planned) -> Any:
    """The longest of the short-term and the long-term retention."""
    short = in_days("short_term_retention_policy.0.retention_days", "P7D")(planned)
    periods = [planned.get(f"long_term_retention_policy.0.{each}_retention") for each in ("weekly", "monthly", "yearly")]
    return lift(lambda *kept: longest([one for one in kept if one and one != "PT0S"]), short, *periods)


def sql_replicas(planned: Planned) -> Any:
    """The secondaries of a database, and the servers of the failover groups that it belongs to."""
    copies = planned.estate.naming(planned, "creation_source_database_id", "azurerm_mssql_database")
    own = copies if isinstance(copies, Unknown) else joined(*(_secondary(one) for one in copies))
    return joined(own, _partners(planned))


def _secondary(other: Planned) -> Any:
    return lift(lambda mode: one_flow(other) if mode in ("Secondary", "OnlineSecondary") else None, other.get("create_mode") or "Default")


def _partners(planned: Planned) -> Any:
    server = server_of(planned)
    groups = server if isinstance(server, Unknown) else server.settings("azurerm_mssql_failover_group")
    if isinstance(groups, Unknown):
        return groups if planned.estate.of_type("azurerm_mssql_failover_group") else None
    return joined(*(_group(planned, one) for one in groups))


def _group(planned: Planned, group: Planned) -> Any:
    """The partners of a failover group, where the database is one of those that it copies."""
    members = group.get("databases")
    known = isinstance(members, list) and planned.id not in members and all(isinstance(one, str) for one in members)
    blocks = group.each("partner_server")
    if known or isinstance(blocks, Unknown):
        return None if known else blocks
    return joined(*(_partner(group.whom("id", one)) for one in blocks))


def _partner(whom: object) -> Any:
    return lift(lambda where: [{"region": where}], region(whom)) if isinstance(whom, Planned) else one_flow(whom)


RESTORED_FROM = (
    "recover_database_id",
    "recovery_point_id",
    "restore_dropped_database_id",
    "restore_long_term_retention_backup_id",
)


def sql_origin(planned: Planned) -> Any:
    """What a database was made from."""
    return first_named("creation_source_database_id", *RESTORED_FROM)(planned)


def cosmos(planned: Planned) -> Mapping[str, Any]:
    """Where the data of an account is, which is where it is written first, and its other regions."""
    backup = planned.get("backup.0.type")
    redundancy = planned.get("backup.0.storage_redundancy")
    # Without a word, backups are periodic, kept eight hours and copied to the pair.
    away = lift(
        lambda sort, word: pair(planned) if str(sort or "Periodic") == "Periodic" and str(word or "Geo") == "Geo" else None,
        backup or "",
        redundancy or "",
    )
    return {
        "flows.replication": _other_regions(planned),
        "flows.backup": away,
        "backup.retention": lift(lambda sort: _cosmos_kept(planned, sort), backup or ""),
    }


def _cosmos_kept(planned: Planned, sort: str) -> Any:
    if sort == "Continuous":
        return through(lambda tier: "P7D" if tier == "Continuous7Days" else "P30D", "backup.0.tier", "P30D")(planned)
    return through(lambda count: f"PT{int(count)}H", "backup.0.retention_in_hours", "PT8H")(planned)


def _written(planned: Planned) -> Any:
    blocks = planned.each("geo_location")
    if isinstance(blocks, Unknown):
        return blocks
    told = [lift(lambda rank, where: (rank, place(where)), one.get("failover_priority"), one.get("location")) for one in blocks]
    unread = next((one for one in told if isinstance(one, Unknown)), None)
    return unread or [where for _, where in sorted(told)]


def cosmos_region(planned: Planned) -> Any:
    """The region that is written to first."""
    return lift(lambda found: found[0] if found else region(planned), _written(planned))


def _other_regions(planned: Planned) -> Any:
    return lift(lambda found: flows({"region": one} for one in found[1:]), _written(planned))


def cosmos_public(planned: Planned) -> Any:
    """Open unless its network is closed, or only some addresses or networks are let in."""
    network, inside, rules = (
        flag("public_network_access_enabled", True)(planned),
        flag("is_virtual_network_filter_enabled", False)(planned),
        planned.get("ip_range_filter"),
    )
    if network is False or inside is True:
        return False

    def opened(_network: object, _inside: object, ranges: Any) -> bool:
        told = ranges.split(",") if isinstance(ranges, str) else ranges
        written = [str(one) for one in told or () if one]
        return not written or everybody(written)

    return lift(opened, network, inside, rules if rules is not None else [])
