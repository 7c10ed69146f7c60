"""The estate of the demonstration as two plans: what its AWS half and its Azure half would be before they were applied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from auditor.demo.accounts import CCAS, IRELAND, LONDON, PARIS, SINGAPORE, TOWN, VIRGINIA, tags
from auditor.demo.azure import databases as azure_databases, storage as azure_storage
from auditor.demo.azure.keyvaults import KEYS as AZURE_KEYS, VAULTS as AZURE_VAULTS
from auditor.demo.azure.things import CARE, GROUPS
from auditor.demo.backups import PLANS, VAULTS
from auditor.demo.buckets import BUCKETS, Bucket
from auditor.demo.databases import DATABASES, TABLES, Database
from auditor.demo.disks import DISKS
from auditor.demo.journals import JOURNALS
from auditor.demo.keys import _DOMAINS, COMMON
from auditor.demo.storage import JOURNAL, LOGGED
from tests.providers.terraform.plans import LATER, To, plan, resource

Resources = Iterator[dict[str, Any]]
ALIASES = {PARIS: "aws", IRELAND: "aws.irlande", LONDON: "aws.londres", VIRGINIA: "aws.virginie", SINGAPORE: "aws.singapour"}
PROVIDERS = {key: {"region": {"constant_value": region}} for region, key in ALIASES.items()}
KEYS = {(account, region, domain) for account, region, domain, _ in _DOMAINS}


def aws(account: str) -> dict[str, Any]:
    """The plan of one of the two accounts."""
    return plan(*aws_resources(account), providers=PROVIDERS)


def aws_resources(account: str) -> list[dict[str, Any]]:
    """All that the plan of an account holds."""
    return [*_keys(account), *_buckets(account), *_databases(account), *_disks(account), *_journals(account), *_backups(account)]


def azure(subscription: str) -> dict[str, Any]:
    """The plan of one of the two subscriptions."""
    return plan(*azure_resources(subscription), providers={"azurerm": {}})


def azure_resources(subscription: str) -> list[dict[str, Any]]:
    """All that the plan of a subscription holds."""
    return [*_vaults(subscription), *_accounts(subscription), *_bases(subscription)]


def _slug(name: str) -> str:
    return name.strip("/").replace("/", "-").replace(".", "-")


def _key(account: str, region: str, domain: str | None) -> Any:
    """The ARN of a key, which is known once the key is there."""
    if domain is None or (account, region, domain) not in KEYS:
        return None
    block = f"aws_kms_key.{domain}-{region}"
    return To(f"{block}.arn", block)


def _keys(account: str) -> Resources:
    for number, region, domain, purpose in _DOMAINS:
        if number == account:
            block, data = f"{domain}-{region}", tags(f"rivemont-{domain}", "cles-et-secrets", "systeme_cle")
            yield resource(
                f"aws_kms_key.{block}", ALIASES[region], description=purpose, enable_key_rotation=True, arn=LATER, id=LATER, tags=data
            )
            target = To(f"aws_kms_key.{block}.key_id", f"aws_kms_key.{block}")
            yield resource(f"aws_kms_alias.{block}", ALIASES[region], name=f"alias/rivemont-{domain}", target_key_id=target, arn=LATER)


def _buckets(account: str) -> Resources:
    for one in BUCKETS:
        if one.account == account:
            yield from _bucket(one)


def _bucket(one: Bucket) -> Resources:
    """A bucket and the resources that configure it, each by its id, which is known after apply."""
    block = f"aws_s3_bucket.{one.name}"
    whose, provider = To(f"{block}.id", block), ALIASES[one.region]
    data = tags(one.name, one.activity, one.category) if one.activity else None

    def setting(kind: str, **said: Any) -> dict[str, Any]:
        return resource(f"aws_s3_bucket_{kind}.{one.name}", provider, bucket=whose, **said)

    yield resource(block, provider, bucket=one.name, id=LATER, arn=LATER, tags=data, acl=None)
    how = {"sse_algorithm": "aws:kms" if one.key else "AES256", "kms_master_key_id": _key(one.account, one.region, one.key)}
    yield setting("server_side_encryption_configuration", rule=[{"apply_server_side_encryption_by_default": [how]}])
    if one.versions:
        yield setting("versioning", versioning_configuration=[{"status": "Enabled"}])
    rules: list[dict[str, Any]] = [{"id": "expiration", "expiration": [{"days": one.days}]}] if one.days else []
    rules += [{"id": "versions", "noncurrent_version_expiration": [{"noncurrent_days": one.earlier_days}]}] if one.earlier_days else []
    if rules:
        yield setting("lifecycle_configuration", rule=[{"status": "Enabled", "filter": [{"prefix": ""}], **rule} for rule in rules])
    if one.public:
        statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{one.name}/*"}
        yield setting("policy", policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    else:
        switches = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
        yield setting("public_access_block", **dict.fromkeys(switches, True))
    if one.replica:
        owner, _, name = one.replica.rpartition("/")
        target = {"bucket": f"arn:aws:s3:::{name}", "account": owner or None}
        yield setting("replication_configuration", rule=[{"status": "Enabled", "destination": [target]}])
    if one.name in LOGGED:
        yield setting("logging", target_bucket=JOURNAL)


def _databases(account: str) -> Resources:
    for one in DATABASES:
        if one.account == account:
            yield from _database(one)
    for table in TABLES:
        if table.account == account:
            named = _key(account, table.region, table.key)
            yield resource(
                f"aws_dynamodb_table.{table.name}",
                ALIASES[table.region],
                name=table.name,
                server_side_encryption=[{"enabled": True, "kms_key_arn": named}],
                point_in_time_recovery=[{"enabled": True, "recovery_period_in_days": 35}],
                ttl=[{"enabled": True, "attribute_name": "expire"}] if table.expiring else [],
                replica=[],
                tags=tags(table.name, table.activity, table.category),
            )


def _database(one: Database) -> Resources:
    block, data = f"aws_db_instance.{one.name}", tags(one.name, one.activity, one.category)
    common: dict[str, Any] = {"storage_encrypted": True, "publicly_accessible": False, "arn": LATER, "id": LATER, "tags": data}
    yield resource(block, identifier=one.name, kms_key_id=_key(one.account, PARIS, one.key), backup_retention_period=14, **common)
    source = block
    for number, region in enumerate(one.replicas, 1):
        replica = f"{one.name}-replique-{number}"
        yield resource(
            f"aws_db_instance.{replica}",
            ALIASES[region],
            identifier=replica,
            replicate_source_db=To(f"{source}.arn", source),
            kms_key_id=_key(one.account, region, COMMON) or f"arn:aws:kms:{region}:{one.account}:alias/aws/rds",
            **common,
        )
        source = f"aws_db_instance.{replica}"
    if one.snapshot:
        yield resource(
            f"aws_db_snapshot.{one.name}",
            db_instance_identifier=To(f"{block}.identifier", block, value=one.name),
            db_snapshot_identifier=f"{one.name}-avant-migration",
            shared_accounts=[one.shared_with] if one.shared_with else None,
            encrypted=LATER,
            kms_key_id=LATER,
            tags=data,
        )


def _disks(account: str) -> Resources:
    for one in DISKS:
        if one.account == account:
            block, data = f"aws_ebs_volume.{one.name}", tags(one.name, one.activity, one.category)
            key = _key(account, PARIS, one.key)
            yield resource(block, availability_zone=f"{PARIS}a", encrypted=bool(one.key), kms_key_id=key, id=LATER, tags=data)


def _journals(account: str) -> Resources:
    for one in JOURNALS:
        if one.account == account:
            yield resource(
                f"aws_cloudwatch_log_group.{_slug(one.name)}",
                ALIASES[one.region],
                name=one.name,
                retention_in_days=one.days or 0,
                kms_key_id=_key(account, one.region, COMMON) if one.own_key else None,
                tags=tags(one.name, "journalisation", "journaux"),
            )


def _backups(account: str) -> Resources:
    for vault in VAULTS:
        if vault.account == account:
            key = _key(account, vault.region, COMMON)
            data = tags(vault.name, "sauvegardes", "sauvegardes")
            yield resource(f"aws_backup_vault.{vault.name}", ALIASES[vault.region], name=vault.name, kms_key_arn=key, arn=LATER, tags=data)
    for one in PLANS:
        if one.account == account:
            kept = [{"delete_after": one.days}]
            copies = [
                {"destination_vault_arn": To(f"aws_backup_vault.{name}.arn", f"aws_backup_vault.{name}"), "lifecycle": kept}
                for _region, name in one.copies
            ]
            rule = {"rule_name": "chaque-nuit", "target_vault_name": one.vault, "lifecycle": kept, "copy_action": copies}
            yield resource(f"aws_backup_plan.{one.name}", name=one.name, rule=[rule], tags=tags(one.name, "sauvegardes", "sauvegardes"))


def _ours(subscription: str, group: str) -> bool:
    return GROUPS[group][0] == subscription


def _vaults(subscription: str) -> Resources:
    data = tags("", "cles-et-secrets", "systeme_cle")
    for name, group in AZURE_VAULTS.items():
        # Keys of one subscription seal what is in the other too: those are named by their address.
        if _ours(subscription, group):
            said: dict[str, Any] = {"name": name, "location": "francecentral", "resource_group_name": group, "id": LATER}
            yield resource(f"azurerm_key_vault.{name}", **said, tags=data)
    for domain, vault in AZURE_KEYS.items():
        if _ours(subscription, AZURE_VAULTS[vault]):
            rotation = [{"automatic": [{"time_after_creation": "P90D"}], "expire_after": "P2Y"}]
            whose = To(f"azurerm_key_vault.{vault}.id", f"azurerm_key_vault.{vault}")
            yield resource(
                f"azurerm_key_vault_key.{domain}", name=domain, key_vault_id=whose, rotation_policy=rotation, id=LATER, tags=data
            )


def _sealed(subscription: str, domain: str) -> Any:
    if not domain:
        return None
    block = f"azurerm_key_vault_key.{domain}"
    assert _ours(subscription, AZURE_VAULTS[AZURE_KEYS[domain]])
    return To(f"{block}.id", block)


def _accounts(subscription: str) -> Resources:
    for one in (*azure_storage.ORDINARY, *azure_storage.TOLD):
        if not _ours(subscription, one.group) or not one.activity:
            continue
        block = f"azurerm_storage_account.{one.name}"
        whose = To(f"{block}.id", block)
        tier, _, copies = one.sku.partition("_")
        undo = [{"days": one.undo_days}] if one.undo_days else []
        yield resource(
            block,
            name=one.name,
            location=one.region,
            resource_group_name=one.group,
            account_tier=tier,
            account_replication_type=copies,
            account_kind=one.kind,
            allow_nested_items_to_be_public=one.public,
            public_network_access_enabled=True,
            cross_tenant_replication_enabled=False,
            network_rules=[{"default_action": "Allow" if one.public else "Deny", "ip_rules": []}],
            blob_properties=[{"versioning_enabled": False, "delete_retention_policy": undo}],
            id=LATER,
            tags=tags("", one.activity, one.category),
        )
        if one.key:
            key = _sealed(subscription, one.key)
            yield resource(f"azurerm_storage_account_customer_managed_key.{one.name}", storage_account_id=whose, key_vault_key_id=key)
        access = "blob" if one.public else "private"
        yield resource(f"azurerm_storage_container.{one.name}", name="documents", storage_account_id=whose, container_access_type=access)
        if one.days is not None:
            delete = [{"delete_after_days_since_modification_greater_than": one.days}]
            filters = [{"blob_types": ["blockBlob", "appendBlob"], "prefix_match": None}]
            rule = {"name": "expiration", "enabled": True, "filters": filters, "actions": [{"base_blob": delete}]}
            yield resource(f"azurerm_storage_management_policy.{one.name}", storage_account_id=whose, rule=[rule])


def _bases(subscription: str) -> Resources:
    for name, (group, domain) in azure_databases.SERVERS.items():
        if _ours(subscription, group):
            block = f"azurerm_mssql_server.{name}"
            yield resource(
                block, name=name, location="francecentral", resource_group_name=group, public_network_access_enabled=False, id=LATER
            )
            if domain:
                owner, key = To(f"{block}.id", block), _sealed(subscription, domain)
                yield resource(f"azurerm_mssql_server_transparent_data_encryption.{name}", server_id=owner, key_vault_key_id=key)
    for one in azure_databases.SQL:
        if _ours(subscription, azure_databases.SERVERS[one.server][0]):
            server = f"azurerm_mssql_server.{one.server}"
            yield resource(
                f"azurerm_mssql_database.{one.name}",
                name=one.name,
                server_id=To(f"{server}.id", server),
                storage_account_type=one.copies,
                transparent_data_encryption_enabled=True,
                short_term_retention_policy=[{"retention_days": one.days}],
                tags=tags("", one.activity, one.category),
            )
    for one in azure_databases.FLEXIBLE:
        if _ours(subscription, one.group) and one.activity:
            engine = "postgresql" if one.name.startswith("psql") else "mysql"
            yield resource(
                f"azurerm_{engine}_flexible_server.{one.name}",
                name=one.name,
                location=one.regions[0],
                resource_group_name=one.group,
                backup_retention_days=one.days,
                geo_redundant_backup_enabled=one.copies == "Geo",
                public_network_access_enabled=False,
                delegated_subnet_id="/subscriptions/x/subnets/snet-bases",
                customer_managed_key=[{"key_vault_key_id": _sealed(subscription, one.key)}] if one.key else [],
                tags=tags("", one.activity, one.category),
            )
    for one in azure_databases.COSMOS:
        if _ours(subscription, one.group) and one.activity:
            places = [{"location": region, "failover_priority": rank} for rank, region in enumerate(one.regions)]
            yield resource(
                f"azurerm_cosmosdb_account.{one.name}",
                name=one.name,
                location=one.regions[0],
                resource_group_name=one.group,
                geo_location=places,
                backup=[{"type": "Continuous", "tier": "Continuous30Days"}],
                public_network_access_enabled=False,
                key_vault_key_id=_sealed(subscription, one.key),
                tags=tags("", one.activity, one.category),
            )


ACCOUNTS = (TOWN, CCAS)
SUBSCRIPTIONS = (next(iter({subscription for subscription, _ in GROUPS.values()} - {CARE})), CARE)
