"""Estates for the collectors of databases: see `seeds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.azure import PARIS, TOWN, Cloud, arm
from tests.providers.azure.seeds_common import (
    KEY,
    KEY_VERSION,
    PAIR,
    PLAIN,
    SQL,
    TAGS,
    Expected,
    id_of,
)


def sql(cloud: Cloud) -> Expected:
    """A database with a secondary in the Netherlands, geo-redundant backups and ten years of them; an instance that fails over."""
    server, base = f"{SQL}/srv", f"{SQL}/srv/databases/agents"
    other = f"{SQL}/srv-nl/databases/agents"
    one, two = "Microsoft.Sql/managedInstances/mi", "Microsoft.Sql/managedInstances/mi-nl"
    link = {"partnerRole": "Secondary", "partnerLocation": "West Europe", "partnerDatabaseId": arm(other)["id"]}
    group = {
        "managedInstancePairs": [{"primaryManagedInstanceId": arm(one)["id"], "partnerManagedInstanceId": arm(two)["id"]}],
        "partnerRegions": [{"location": "West Europe"}],
    }
    failover = arm(f"Microsoft.Sql/locations/{PARIS}/instanceFailoverGroups/fog")["id"]
    # Two rules that together let everybody in.
    halves = {"bas": ("0.0.0.0", "127.255.255.255"), "haut": ("128.0.0.0", "254.255.255.255")}  # noqa: S104  # rules of the emulated server
    named = {"partnerRole": "Secondary", "partnerLocation": "West Europe", "partnerServer": "srv-nl", "partnerDatabase": "listes"}
    pending = {"currentBackupStorageRedundancy": "Local", "requestedBackupStorageRedundancy": "Geo", "defaultSecondaryLocation": "uksouth"}
    cloud.add(
        arm(server, properties={"publicNetworkAccess": "Enabled"}),
        *(
            arm(f"{server}/firewallRules/{name}", properties={"startIpAddress": first, "endIpAddress": last})
            for name, (first, last) in halves.items()
        ),
        arm(f"{SQL}/srv-nl", location="westeurope", properties={"publicNetworkAccess": "Disabled"}),
        arm(f"{server}/databases/listes", location=PARIS, properties=pending),
        arm(f"{server}/databases/listes/replicationLinks/l", properties=named),
        arm(f"{server}/encryptionProtector/current", properties={"serverKeyType": "AzureKeyVault", "uri": KEY_VERSION}),
        arm(base, location=PARIS, tags=TAGS, properties={"currentBackupStorageRedundancy": "Geo"}),
        arm(f"{base}/backupShortTermRetentionPolicies/default", properties={"retentionDays": 14}),
        arm(f"{base}/backupLongTermRetentionPolicies/default", properties={"weeklyRetention": "P4W", "yearlyRetention": "P10Y"}),
        arm(f"{base}/replicationLinks/l", properties=link),
        arm(f"{base}/syncGroups/g"),
        arm(
            f"{base}/syncGroups/g/syncMembers/m",
            properties={"serverName": "ailleurs.database.windows.net", "syncDirection": "Bidirectional"},
        ),
        arm(
            f"{base}/syncGroups/g/syncMembers/n", properties={"serverName": "lu.database.windows.net", "syncDirection": "OneWayMemberToHub"}
        ),
        arm(f"{server}/databases/master", location=PARIS, properties={"currentBackupStorageRedundancy": "Local"}),
        arm(one, properties={"requestedBackupStorageRedundancy": "Zone", "keyId": KEY_VERSION, "publicDataEndpointEnabled": True}),
        arm(f"{one}/databases/paie", location=PARIS),
        arm(f"{one}/databases/paie/backupLongTermRetentionPolicies/default", properties={"monthlyRetention": "P5Y"}),
        arm(two, location="westeurope", properties={"requestedBackupStorageRedundancy": "GeoZone"}),
        {"id": failover, "properties": group},
    )
    open_ = {"encryption.at_rest": True, "encryption.key": KEY, "public.access": True, "origin": None}
    return {
        id_of(server): {"region": PARIS},
        id_of(base): {
            **open_,
            "backup.retention": "P10Y",
            "flows.replication": [
                {"to": id_of(other), "region": "westeurope", "account": TOWN},
                {"to": "https://ailleurs.database.windows.net"},
            ],
            "flows.backup": PAIR,
            "tags": TAGS,
        },
        id_of(f"{SQL}/srv-nl"): {"region": "westeurope"},
        id_of(f"{server}/databases/listes"): {
            **open_,
            "backup.retention": "P7D",
            "flows.replication": [{"to": id_of(f"{SQL}/srv-nl/databases/listes"), "region": "westeurope", "account": TOWN}],
            "flows.backup": [{"region": "uksouth", "account": TOWN}],
        },
        id_of(f"{server}/databases/master"): {"flows.backup": None, "flows.replication": None},
        id_of(one): {**open_, "flows.backup": None, "flows.replication": [{"to": id_of(two), "region": "westeurope", "account": TOWN}]},
        id_of(f"{one}/databases/paie"): {
            **open_,
            "backup.retention": "P5Y",
            "flows.backup": None,
            "flows.replication": [{"region": "westeurope", "account": TOWN}],
        },
        id_of(two): {**PLAIN, "flows.backup": [{"region": "northeurope", "account": TOWN}], "flows.replication": None},
    }


def flexible(cloud: Cloud) -> Expected:
    """Of each engine, a server with geo-redundant backups, a replica elsewhere and a door open to everybody."""
    expected: dict[str, Mapping[str, Any]] = {}
    everybody = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}  # noqa: S104  # a firewall rule of the emulated server
    for native_type in (
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "Microsoft.DBforMySQL/flexibleServers",
        "Microsoft.DBforPostgreSQL/servers",
        "Microsoft.DBforMySQL/servers",
        "Microsoft.DBforMariaDB/servers",
    ):
        single = native_type.endswith("/servers")
        backup = {"backupRetentionDays": 21, "geoRedundantBackup": "Enabled"}
        said: dict[str, Any] = (
            {"storageProfile": backup} if single else {"backup": backup, "dataEncryption": {"primaryKeyURI": KEY_VERSION}}
        )
        main, replica = f"{native_type}/bd", f"{native_type}/bd-nl"
        source = {"masterServerId" if single else "sourceServerResourceId": arm(main)["id"], "replicationRole": "Replica"}
        copy = arm(replica, location="westeurope", properties={**source, "publicNetworkAccess": "Disabled"})
        cloud.add(
            arm(main, tags=TAGS, properties=said),
            copy,
            arm(f"{main}/firewallRules/tous", properties=everybody),
            arm(f"{main}/replicas/bd-nl", **{**copy, "type": native_type}),
        )
        cloud.azure.objects[f"{arm(main)['id']}/replicas/bd-nl".lower()] = cloud.azure.objects.pop(copy["id"].lower())
        cloud.add(copy)
        closed = {**PLAIN, "backup.retention": "P7D", "public.access": False, "flows.replication": None, "flows.backup": None}
        expected[id_of(main)] = {
            "encryption.at_rest": True,
            "encryption.key": None if single else KEY,
            "backup.retention": "P21D",
            "public.access": True,
            "origin": None,
            "flows.replication": [{"to": id_of(replica), "region": "westeurope", "account": TOWN}],
            "flows.backup": PAIR,
            "tags": TAGS,
        }
        expected[id_of(replica)] = {**closed, "origin": id_of(main), "region": "westeurope"}
    return expected


def cosmos(cloud: Cloud) -> Expected:
    """An account that lives in France and in Virginia, and one with continuous backups."""
    places = [{"locationName": "East US", "failoverPriority": 1}, {"locationName": "France Central", "failoverPriority": 0}]
    two = "Microsoft.DocumentDB/databaseAccounts"
    continuous = {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}}
    said = {"locations": places, "keyVaultKeyUri": KEY, "backupPolicy": {"type": "Periodic", "periodicModeProperties": {}}}
    said["publicNetworkAccess"] = "Disabled"
    cloud.add(
        arm(f"{two}/rendezvous", tags=TAGS, location="West Europe", properties=said),
        arm(f"{two}/calme", properties={"backupPolicy": continuous}),
    )
    return {
        id_of(f"{two}/rendezvous"): {
            "region": PARIS,
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "backup.retention": "PT8H",
            "public.access": False,
            "origin": None,
            "flows.replication": [{"region": "eastus", "account": TOWN}],
            "flows.backup": PAIR,
            "tags": TAGS,
        },
        id_of(f"{two}/calme"): {**PLAIN, "backup.retention": "P7D", "public.access": True, "flows.replication": None, "flows.backup": None},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {seed.__name__: seed for seed in (sql, flexible, cosmos)}
