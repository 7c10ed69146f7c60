"""A plan is told like what it will make: what it knows, what it does not know yet, and which resource configures which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.model import Coverage, Resource
from auditor.providers.terraform import PROVIDER
from tests.providers.terraform.plans import AWS, LATER, To, plan, resource, write

BUCKET = ("aws_s3_bucket.a.id", "aws_s3_bucket.a")
ACCOUNT = ("azurerm_storage_account.a.id", "azurerm_storage_account.a")


def read(path: Path, content: Any, **options: Any) -> tuple[dict[str, Resource], list[Coverage]]:
    """Every resource by its name, and what else is said."""
    entry = {"id": "projet", "provider": "terraform", "files": [str(write(path / "plan.json", content))], **options}
    opened = PROVIDER.open(entry)
    results = [PROVIDER.run(unit) for unit in opened.units]
    PROVIDER.close()
    return {one.name: one for result in results for one in result.resources}, [
        *opened.coverage,
        *(line for one in results for line in one.coverage),
    ]


def fact(one: Resource, path: str) -> Any:
    """The value of a fact."""
    node: Any = one.facts
    for part in path.split("."):
        node = node[part]
    return node


def bucket(name: str, address: str = "aws_s3_bucket.a", **more: Any) -> dict[str, Any]:
    """A bucket that is to be made."""
    return resource(address, bucket=name, id=LATER, arn=LATER, **more)


def test_what_configures_a_bucket_is_joined_to_it(tmp_path: Path) -> None:
    """By what it refers to, though its id is known after apply."""
    found, _ = read(
        tmp_path,
        plan(
            bucket("actes"),
            bucket("copie", "aws_s3_bucket.b", provider="aws.dublin"),
            resource("aws_s3_bucket_versioning.a", bucket=To(*BUCKET), versioning_configuration=[{"status": "Enabled"}]),
            resource(
                "aws_s3_bucket_replication_configuration.a",
                bucket=To(*BUCKET),
                rule=[{"status": "Enabled", "destination": [{"bucket": To("aws_s3_bucket.b.arn", "aws_s3_bucket.b")}]}],
            ),
            resource(
                "aws_s3_bucket_lifecycle_configuration.a",
                bucket=To(*BUCKET),
                rule=[
                    {
                        "status": "Enabled",
                        "filter": [{"prefix": ""}],
                        "expiration": [{"days": 365}],
                        "noncurrent_version_expiration": [{"noncurrent_days": 30}],
                    }
                ],
            ),
            providers={"aws": {"region": {"constant_value": "eu-west-3"}}, "aws.dublin": {"region": {"references": ["var.copies"]}}},
            variables={"copies": {"value": "eu-west-1"}},
        ),
    )
    actes = found["actes"]
    assert (actes.id, actes.region, found["copie"].region) == ("arn:aws:s3:::actes", "eu-west-3", "eu-west-1")
    assert fact(actes, "versioning.enabled") is True
    assert (fact(actes, "retention.max"), fact(actes, "retention.noncurrent_max")) == ("P395D", "P30D")
    assert fact(actes, "flows.replication") == [{"to": "arn:aws:s3:::copie", "once": True}]
    assert fact(found["copie"], "versioning.enabled") is False


def test_a_setting_of_nobody_knows_whom_may_be_of_any(tmp_path: Path) -> None:
    """Its target is a local, which plans do not write out: what it says is unknown of every bucket."""
    found, _ = read(tmp_path, plan(bucket("actes"), resource("aws_s3_bucket_policy.x", bucket=To("local.bucket"), policy="{}")))
    actes = found["actes"]
    assert {"flows.share", "public.access"} <= actes.unknown.keys()
    assert actes.unknown["flows.share"].startswith("known_after_apply: ")


def test_a_policy_that_is_put_together_later_is_read_now(tmp_path: Path) -> None:
    """Its statements are known, but for the ARN of what it is about."""
    everyone = [{"type": "*", "identifiers": ["*"]}]
    statement = {"effect": "Allow", "actions": ["s3:GetObject"], "resources": [LATER], "principals": everyone, "condition": []}
    policy = resource(
        "aws_s3_bucket_policy.a",
        bucket=To(*BUCKET),
        policy=To("data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"),
    )
    document = resource("data.aws_iam_policy_document.d", actions=("read",), statement=[statement])
    found, _ = read(tmp_path, plan(bucket("actes"), policy, document))
    assert fact(found["actes"], "public.access") is True


def test_what_is_known_after_apply_says_so(tmp_path: Path) -> None:
    """Of what is configured; what is left to the service has its default."""
    found, _ = read(
        tmp_path,
        plan(
            resource(
                "aws_db_instance.a",
                identifier="etat-civil",
                storage_encrypted=To("local.secret"),
                kms_key_id=LATER,
                publicly_accessible=False,
                backup_retention_period=LATER,
            )
        ),
    )
    one = found["etat-civil"]
    assert one.unknown["encryption.at_rest"] == "known_after_apply: aws_db_instance.a.storage_encrypted"
    assert one.unknown["backup.retention"].endswith("left to the service")
    assert fact(one, "public.access") is False


FILLED = "grant lifecycle_rule logging object_lock_configuration replication_configuration server_side_encryption_configuration versioning"


def test_blocks_that_nobody_writes_are_the_services_own(tmp_path: Path) -> None:
    """Of a bucket, a table and a database to be made: what a plan has known after apply, and nobody writes, is the documented default."""
    blank: dict[str, Any] = dict.fromkeys(FILLED.split(), LATER)
    table: dict[str, Any] = dict.fromkeys(("point_in_time_recovery", "server_side_encryption", "ttl"), LATER)
    settings = {"tier": "db-f1-micro", "backup_configuration": LATER, "ip_configuration": LATER}
    google = {"google": {"region": {"constant_value": "europe-west9"}}}
    said = plan(
        resource("aws_s3_bucket.a", bucket="a", id=LATER, arn=LATER, policy=LATER, **blank),
        resource("aws_dynamodb_table.b", name="b", id=LATER, arn=LATER, **table),
        resource("google_sql_database_instance.c", name="c", region="europe-west9", settings=[settings]),
        providers=AWS | google,
    )
    found, _lines = read(tmp_path, said)
    assert not found["a"].unknown
    assert [fact(found["a"], path) for path in ("flows.replication", "flows.logs", "retention.max", "versioning.enabled")] == [
        *(None, None, None, False)
    ]
    assert [fact(found["b"], path) for path in ("backup.retention", "encryption.key", "ttl.enabled")] == [None, None, False]
    assert [fact(found["c"], path) for path in ("backup.retention", "flows.backup", "public.access")] == [None, None, False]


@pytest.mark.parametrize("how", ["there already", "written", "of a version that had no such blocks", "a part is known"])
def test_blocks_that_somebody_may_write_are_not(how: str, tmp_path: Path) -> None:
    """An update, an expression, `dynamic` over what nobody knows yet, a block of which one thing is known later: nothing is known of it."""
    blank: dict[str, Any] = dict.fromkeys(FILLED.split(), LATER)
    if how == "written":
        blank["logging"] = To("aws_s3_bucket.other.id")
    elif how == "of a version that had no such blocks":
        blank = {**{name: [] for name in FILLED.split()}, "logging": LATER}
    elif how == "a part is known":
        blank["logging"] = [{"target_bucket": LATER, "target_prefix": "a"}]
    actions = ("update",) if how == "there already" else ("create",)
    one = resource("aws_s3_bucket.a", bucket="a", actions=actions, id="a", arn="arn:aws:s3:::a", **blank)
    if how == "a part is known":
        # How such a block is written, a plan does not tell.
        one["silent"] = ["logging"]
    found, _lines = read(tmp_path, plan(one))
    assert "known_after_apply" in found["a"].unknown["flows.logs"]


def test_what_makes_or_moves_data_is_never_taken_for_plumbing(tmp_path: Path) -> None:
    """Stacks and templates that make anything, delegations, queries' logs: not understood, though they begin like what holds nothing."""
    types = (
        "aws_cloudformation_stack",
        "aws_route53_query_log",
        "aws_identitystore_user",
        "azurerm_lighthouse_definition",
        "azurerm_subscription_template_deployment",
        "azurerm_healthbot",
        "aws_sesv2_configuration_set_event_destination",
        "azurerm_bastion_host",
        "azurerm_virtual_machine_extension",
        "google_pubsub_lite_topic",
        "google_bigquery_job",
        "openstack_orchestration_stack_v1",
    )
    plumbing = (
        "aws_vpc",
        "azurerm_subnet",
        "google_compute_network",
        "openstack_networking_network_v2",
        "aws_sqs_queue_redrive_allow_policy",
    )
    _found, lines = read(tmp_path, plan(*(resource(f"{type}.x") for type in (*types, *plumbing)), providers={}))
    assert {line.service for line in lines if line.status == "not_understood"} == {*types}


STRANGER = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}}


@pytest.mark.parametrize("name", ["repository/etat/*", "repository/*", "repository/autre"])
def test_what_opens_a_registry_or_a_consumer_opens_what_lies_there(tmp_path: Path, name: str) -> None:
    """A repository that the registry's policy is about, and a stream by the policy of its consumer."""
    ours = "arn:aws:ecr:eu-west-3:123456789012"
    all_of_them = {"Statement": [{**STRANGER, "Action": "ecr:*", "Resource": f"{ours}:{name}"}]}
    taken = {"Statement": [{**STRANGER, "Action": "kinesis:SubscribeToShard"}]}
    stream = To("aws_kinesis_stream.a.arn", "aws_kinesis_stream.a")
    found, _ = read(
        tmp_path,
        plan(
            resource("aws_ecr_repository.a", name="etat/civil"),
            resource("aws_ecr_registry_policy.a", policy=json.dumps(all_of_them)),
            resource("aws_kinesis_stream.a", name="flux", arn=LATER),
            resource("aws_kinesis_stream_consumer.a", name="c", stream_arn=stream, arn=LATER),
            resource(
                "aws_kinesis_resource_policy.a",
                resource_arn=To("aws_kinesis_stream_consumer.a.arn", "aws_kinesis_stream_consumer.a"),
                policy=json.dumps(taken),
            ),
        ),
        account="123456789012",
    )
    holders = {one: [share.get("account") for share in fact(found[one], "flows.share") or ()] for one in ("etat/civil", "flux")}
    assert holders == {"etat/civil": ["999988887777"] * (name != "repository/autre"), "flux": ["999988887777"]}


def test_where_a_network_is_written_of(tmp_path: Path) -> None:
    """To a bucket of another region, a group, a bucket by its folder."""
    found, _ = read(
        tmp_path,
        plan(
            bucket("loin"),
            resource("aws_flow_log.a", log_destination=To("aws_s3_bucket.a.arn", "aws_s3_bucket.a"), tags={"Name": "trafic"}),
            resource("aws_flow_log.b", log_destination="arn:aws:s3:::ailleurs/vpc/", tags={"Name": "dossier"}),
            resource("aws_route53_resolver_query_log_config.a", name="noms", destination_arn="arn:aws:logs:eu-west-1:1:log-group:g"),
            resource("azurerm_network_packet_capture.a", name="p", storage_location=[{"storage_account_id": "/subscriptions/s/x"}]),
        ),
    )
    ends = {name: [flow["to"] for flow in fact(found[name], "flows.copy")] for name in ("trafic", "dossier", "noms", "p")}
    assert ends == {
        "trafic": ["arn:aws:s3:::loin"],
        "dossier": ["arn:aws:s3:::ailleurs"],
        "noms": ["arn:aws:logs:eu-west-1:1:log-group:g"],
        "p": ["/subscriptions/s/x"],
    }


def test_a_scope_of_a_storage_account_has_a_key_of_its_own(tmp_path: Path) -> None:
    """Beside that of the account; one with Microsoft's own counts too where the account's is ours."""
    found, _ = read(
        tmp_path,
        plan(
            resource("azurerm_storage_account.a", name="compte", id=LATER, location="francecentral"),
            resource(
                "azurerm_storage_encryption_scope.a",
                storage_account_id=To(*ACCOUNT),
                source="Microsoft.KeyVault",
                key_vault_key_id="https://loin.vault.azure.net/keys/k/1",
            ),
        ),
    )
    assert fact(found["compte"], "encryption.keys") == ["https://loin.vault.azure.net/keys/k"]


def test_the_account_is_that_of_the_ids(tmp_path: Path) -> None:
    """A state whose ids all name one account is that account's: a right that it gives itself is no share."""
    policy = (
        '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}]}'
    )
    arn = "arn:aws:kms:eu-west-3:111122223333:key/k"
    found, _lines = read(tmp_path, plan(resource("aws_kms_key.k", actions=("no-op",), id="k", arn=arn, description="k", policy=policy)))
    assert fact(found["k"], "flows.share") is None


def test_count_and_for_each_meet_by_their_keys(tmp_path: Path) -> None:
    """The replica of the one is not that of the other."""
    names = {"a": "Enabled", "b": "Suspended"}
    buckets = [bucket(f"seau-{key}", f'aws_s3_bucket.a["{key}"]') for key in names]
    settings = [
        resource(
            f'aws_s3_bucket_versioning.a["{key}"]',
            bucket=To("aws_s3_bucket.a", "each.key"),
            versioning_configuration=[{"status": status}],
        )
        for key, status in names.items()
    ]
    found, _ = read(tmp_path, plan(*buckets, *settings))
    assert fact(found["seau-a"], "versioning.enabled") is True
    assert "versioning.enabled" in found["seau-b"].unknown


def test_a_plan_says_what_it_takes_away_and_what_nobody_reads(tmp_path: Path) -> None:
    """By type and count; what holds no data is known as such."""
    _, lines = read(
        tmp_path,
        plan(
            resource("aws_dynamodb_table.old", actions=("delete",), name="old"),
            resource("aws_db_instance.new", actions=("delete", "create"), identifier="new"),
            resource("aws_quantum_thing.a"),
            resource("aws_quantum_thing.b"),
            resource("aws_iam_role.r"),
            resource("random_id.r"),
        ),
    )
    told = {(line.service, line.status, line.reason, line.resources) for line in lines if line.status != "read"}
    assert told == {
        ("aws_quantum_thing", "not_understood", "not_understood: aws_quantum_thing", 2),
        ("aws_dynamodb_table", "skipped", "planned_delete: aws_dynamodb_table: deleted by the plan", 1),
        ("aws_db_instance", "skipped", "planned_replace: aws_db_instance: replaced by the plan", 1),
    }


def test_an_endpoint_of_another_operator_is_another_operator(tmp_path: Path) -> None:
    """The AWS provider may be told to make its buckets at OVHcloud; nobody's address is nobody's."""
    content = plan(
        bucket("chez-ovh"),
        bucket("chez-nous", "aws_s3_bucket.b", provider="aws.room"),
        resource("aws_sqs_queue.q", name="file"),
        providers={
            "aws": {"region": {"constant_value": "gra"}, "endpoints": [{"s3": {"constant_value": "https://s3.gra.io.cloud.ovh.net"}}]},
            "aws.room": {"region": {"constant_value": "x"}, "endpoints": [{"s3": {"constant_value": "https://minio.mairie.example"}}]},
        },
    )
    found, _ = read(tmp_path, content)
    assert (found["chez-ovh"].offer, found["file"].offer) == ("ovh", "aws")
    assert found["chez-nous"].unknown["offer"] == "operator_unknown: minio.mairie.example"


def test_an_azure_account_is_read_with_all_that_configures_it(tmp_path: Path) -> None:
    """Redundancy, containers, lifecycle; a key by its vault."""
    found, _ = read(
        tmp_path,
        plan(
            resource(
                "azurerm_storage_account.a",
                name="actes",
                location="France Central",
                account_replication_type="GRS",
                public_network_access_enabled=True,
                allow_nested_items_to_be_public=True,
                cross_tenant_replication_enabled=False,
                id=LATER,
            ),
            resource("azurerm_storage_container.a", name="c", storage_account_id=To(*ACCOUNT), container_access_type="blob"),
            resource("azurerm_key_vault.v", name="coffre", location="francecentral", id=LATER),
            resource("azurerm_key_vault_key.k", name="cle", key_vault_id=To("azurerm_key_vault.v.id", "azurerm_key_vault.v"), id=LATER),
            resource(
                "azurerm_storage_account_customer_managed_key.a",
                storage_account_id=To(*ACCOUNT),
                key_vault_key_id=To("azurerm_key_vault_key.k.id", "azurerm_key_vault_key.k"),
            ),
        ),
    )
    actes = found["actes"]
    assert actes.region == "francecentral"
    assert fact(actes, "flows.replication") == [{"region": "francesouth"}]
    assert fact(actes, "public.access") is True
    assert fact(actes, "encryption.key") == found["cle"].id


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format_version": 1}', b'{"format_version": "1.2", "resource_changes": 3}', b"[" * 100_000, b"{" * 9, b"NaN"],
)
def test_what_is_no_plan_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    """Never an internal error."""
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(AuditorError) as caught:
        PROVIDER.open({"id": "p", "provider": "terraform", "files": [str(path)]})
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 2


def test_azapi_is_told_as_what_azurerm_would_make(tmp_path: Path) -> None:
    """Its body is Azure's own: what that leaves to the API is unknown; what no table knows is told by its ARM type."""
    opened = {"publicNetworkAccess": "Enabled", "allowBlobPublicAccess": True, "networkAcls": {"defaultAction": "Allow"}}
    account = {"properties": opened, "sku": {"name": "Standard_GRS"}}
    container = {"properties": {"publicAccess": "Blob"}}
    storage, below = "Microsoft.Storage/storageAccounts@2023-01-01", "Microsoft.Storage/storageAccounts/blobServices/containers@2023-01-01"
    parent = To("azapi_resource.a.id", "azapi_resource.a")
    found, lines = read(
        tmp_path,
        plan(
            resource(
                "azapi_resource.a",
                type=storage,
                name="actes",
                location="francecentral",
                body=account,
                id=LATER,
                parent_id="/subscriptions/x",
            ),
            resource("azapi_resource.c", type=below, name="c", parent_id=parent, body=container, id=LATER),
            resource("azapi_resource.s", type="Microsoft.Search/searchServices@2023-11-01", name="s", location="westeurope", body="{}"),
            resource("azapi_resource.n", type="Microsoft.Network/virtualNetworks@2023-11-01", name="n", body={}),
            resource("azapi_resource.q", type="Microsoft.Quantum/workspaces@2023-11-13", name="q", body={}),
            providers={"azapi": {}},
        ),
    )
    actes = found["actes"]
    assert (actes.native_type, actes.region, actes.offer) == ("Microsoft.Storage/storageAccounts", "francecentral", "azure")
    assert fact(actes, "flows.replication") == [{"region": "francesouth"}]
    assert fact(actes, "public.access") is True
    assert actes.unknown["versioning.enabled"].startswith("not_static: ")
    assert "public.access" in found["s"].unknown
    assert [(line.service, line.resources) for line in lines if line.status == "not_understood"] == [("Microsoft.Quantum/workspaces", 1)]


def test_what_nobody_understands_may_be_a_setting_of_what_it_refers_to(tmp_path: Path) -> None:
    """A type that is new, of the same service: what could be said by it is unknown of the bucket, and of no other."""
    strange = resource("aws_s3_bucket_teleportation.a", bucket=To(*BUCKET), to="us-east-1")
    found, lines = read(tmp_path, plan(bucket("actes"), bucket("autre", "aws_s3_bucket.b"), strange))
    assert found["actes"].unknown["flows.replication"].startswith("not_static: aws_s3_bucket_teleportation is not understood")
    assert "flows.replication" not in found["autre"].unknown
    assert [line.service for line in lines if line.status == "not_understood"] == ["aws_s3_bucket_teleportation"]


def test_a_bucket_of_ovhcloud_is_kept_as_its_lifecycle_says(tmp_path: Path) -> None:
    """By rules for all objects, earlier versions after them; for ever where some are spared, where it is locked, or where nobody says."""
    whose = To("ovh_cloud_project_storage.b.name", "ovh_cloud_project_storage.b")

    def kept(rules: Any, **more: Any) -> tuple[Any, Any, Any]:
        stored = resource("ovh_cloud_project_storage.b", name="b", region_name="GRA", **more)
        apart = resource("ovh_cloud_project_storage_object_bucket_lifecycle_configuration.l", container_name=whose, rules=rules)
        one = read(tmp_path, plan(stored, *([apart] if rules else []), providers={"ovh": {}}))[0]["b"]
        return fact(one, "retention.max"), fact(one, "retention.noncurrent_max"), fact(one, "lock.min")

    year = {"status": "enabled", "expiration": {"days": 365}}
    earlier = {"status": "enabled", "noncurrent_version_expiration": {"noncurrent_days": 30}}
    versions = {"versioning": {"status": "enabled"}}
    assert kept([]) == (None, "P0D", None)
    assert kept([year]) == ("P365D", "P0D", None)
    assert kept([year], **versions) == (None, None, None)
    assert kept([year, earlier], **versions) == ("P395D", "P30D", None)
    assert kept([{**year, "filter": {"prefix": "a/"}}]) == (None, "P0D", None)
    assert kept([{**year, "status": "disabled"}]) == (None, "P0D", None)
    assert kept([year], object_lock={"status": "enabled", "rule": {"mode": "compliance", "period": "P30D"}}) == (None, "P0D", "P30D")
