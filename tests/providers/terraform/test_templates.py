"""Templates of CloudFormation and of Azure: the same things as a plan of the same estate, as far as a text knows."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.model import Resource
from auditor.providers.terraform.cloudformation.tagged import template as parsed
from tests.providers.terraform.plans import LATER, To, plan, resource, write
from tests.providers.terraform.test_hcl import look, named
from tests.providers.terraform.test_plans import fact
from tests.providers.terraform.test_tables import by_address, parts

ACTES = """
AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Env: {Type: String, Default: prod}
  Days: {Type: Number}
Conditions:
  Prod: !Equals [!Ref Env, prod]
  Later: !Equals [!Ref Days, 3]
Mappings:
  Kept:
    prod: {days: 14}
Resources:
  Actes:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub '${Env}-actes'
      VersioningConfiguration: {Status: Enabled}
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms', KMSMasterKeyID: !GetAtt Cle.Arn}
      LifecycleConfiguration:
        Rules:
          - {Status: Enabled, ExpirationInDays: 365, NoncurrentVersionExpiration: {NoncurrentDays: 30}}
      PublicAccessBlockConfiguration: {IgnorePublicAcls: true, RestrictPublicBuckets: true, BlockPublicAcls: true, BlockPublicPolicy: true}
      ReplicationConfiguration:
        Role: role
        Rules: [{Status: Enabled, Destination: {Bucket: !Sub 'arn:aws:s3:::${Env}-copie'}}]
      AnalyticsConfigurations:
        - Id: usages
          StorageClassAnalysis:
            DataExport: {OutputSchemaVersion: V_1, Destination: {BucketArn: 'arn:aws:s3:::usages', Format: CSV}}
        - {Id: vu, StorageClassAnalysis: {}}
      NotificationConfiguration:
        QueueConfigurations: [{Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:eu-west-3:999900001111:noms'}]
        LambdaConfigurations: [{Event: 's3:ObjectRemoved:*', Function: 'arn:aws:lambda:eu-west-3:999900001111:function:noms'}]
        EventBridgeConfiguration: {EventBridgeEnabled: true}
      Tags: [{Key: projet, Value: !Ref Env}]
  Regle:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Actes
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {AWS: 'arn:aws:iam::999900001111:root'}, Action: 's3:GetObject', Resource: !Sub '${Actes.Arn}/*'}
  Cle:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: true
      KeyPolicy:
        Statement: [{Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}]
  Base:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceIdentifier: base
      StorageEncrypted: true
      KmsKeyId: !Ref Cle
      BackupRetentionPeriod: !FindInMap [Kept, !Ref Env, days]
      PubliclyAccessible: false
  File:
    Type: AWS::SQS::Queue
    Properties: {QueueName: file, MessageRetentionPeriod: 86400}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: table
      SSESpecification: {SSEEnabled: true, KMSMasterKeyId: !Ref Cle}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
  Journal:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: journal, RetentionInDays: 30}
  Absent:
    Type: AWS::SQS::Queue
    Condition: Absent
    Properties: {QueueName: absent}
  Etrange: {Type: AWS::Quantum::Thing}
  Role: {Type: AWS::IAM::Role}
"""
GIVEN = "Conditions:\n  Absent: !Not [!Condition Prod]\n"


def template(path: Path, text: str = ACTES.replace("Conditions:\n", GIVEN)) -> Path:
    """A file of it."""
    target = path / "stack.yaml"
    target.write_text(text)
    return target


def key() -> To:
    """The key, by its ARN."""
    return To("aws_kms_key.Cle.arn", "aws_kms_key.Cle")


def planned() -> dict[str, Any]:
    """The same estate as a plan."""
    bucket = To("aws_s3_bucket.Actes.id", "aws_s3_bucket.Actes")
    policy = {
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999900001111:root"}, "Action": "s3:GetObject", "Resource": "*"}
        ]
    }
    own = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::compte:root"}, "Action": "kms:*", "Resource": "*"}]}
    versions = {"noncurrent_version_expiration": [{"noncurrent_days": 30}], "expiration": [{"days": 365}], "filter": []}
    how = {"sse_algorithm": "aws:kms", "kms_master_key_id": key()}
    export = {"destination": [{"s3_bucket_destination": [{"bucket_arn": "arn:aws:s3:::usages"}]}]}
    return plan(
        resource("aws_s3_bucket.Actes", bucket="prod-actes", tags={"projet": "prod"}, id=LATER, arn=LATER),
        resource("aws_s3_bucket_versioning.Actes", bucket=bucket, versioning_configuration=[{"status": "Enabled"}]),
        resource(
            "aws_s3_bucket_server_side_encryption_configuration.Actes",
            bucket=bucket,
            rule=[{"apply_server_side_encryption_by_default": [how]}],
        ),
        resource("aws_s3_bucket_lifecycle_configuration.Actes", bucket=bucket, rule=[{"status": "Enabled", **versions}]),
        resource("aws_s3_bucket_public_access_block.Actes", bucket=bucket, ignore_public_acls=True, restrict_public_buckets=True),
        resource(
            "aws_s3_bucket_replication_configuration.Actes",
            bucket=bucket,
            rule=[{"status": "Enabled", "destination": [{"bucket": "arn:aws:s3:::prod-copie"}]}],
        ),
        resource("aws_s3_bucket_analytics_configuration.Actes", bucket=bucket, storage_class_analysis=[{"data_export": [export]}]),
        resource("aws_s3_bucket_analytics_configuration.Vu", bucket=bucket, storage_class_analysis=[]),
        resource(
            "aws_s3_bucket_notification.Actes",
            bucket=bucket,
            eventbridge=True,
            queue=[{"queue_arn": "arn:aws:sqs:eu-west-3:999900001111:noms"}],
            lambda_function=[{"lambda_function_arn": "arn:aws:lambda:eu-west-3:999900001111:function:noms"}],
        ),
        resource("aws_s3_bucket_policy.Actes", bucket=bucket, policy=json.dumps(policy)),
        resource("aws_kms_key.Cle", enable_key_rotation=True, policy=json.dumps(own), id=LATER, arn=LATER),
        resource(
            "aws_db_instance.Base",
            identifier="base",
            storage_encrypted=True,
            kms_key_id=key(),
            backup_retention_period=14,
            publicly_accessible=False,
        ),
        resource("aws_sqs_queue.File", name="file", message_retention_seconds=86400),
        resource(
            "aws_dynamodb_table.Table",
            name="table",
            point_in_time_recovery=[{"enabled": True}],
            server_side_encryption=[{"enabled": True, "kms_key_arn": key()}],
        ),
        resource("aws_cloudwatch_log_group.Journal", name="journal", retention_in_days=30),
    )


def facts(found: list[Resource]) -> dict[str, dict[str, str]]:
    """Each resource's facts, by the name of its block."""
    told = by_address(found)
    plain = {address: address.rpartition(":")[2].rpartition(".")[2] for address in told}

    def bare(text: str) -> str:
        for address, name in plain.items():
            text = text.replace(f"'{address}'", f"'{name}'")
        return text

    return {plain[address]: {path: bare(said) for path, said in one.items()} for address, (_, one) in told.items()}


def hidden(found: list[Resource]) -> dict[str, set[str]]:
    """What is unknown of each, by the same name."""
    told = by_address(found)
    return {address.rpartition(":")[2].rpartition(".")[2]: {*one.unknown} for address, (one, _) in told.items()}


def test_a_stack_says_what_its_plan_says(tmp_path: Path) -> None:
    """Every fact; what is not to be made is not there, what nobody understands is told, what has no data is known."""
    found, lines = look(template(tmp_path), region="eu-west-3")
    assert facts(found) == facts(look(write(tmp_path / "plan.json", planned()))[0])
    bucket = next(one for one in found if one.kind == "object_store")
    assert {one.get("to", one.get("region")).rpartition(":")[2] for one in bucket.facts["flows"]["logs"]} == {"usages", "noms", "eu-west-3"}
    assert [(line.reason, line.resources) for line in lines] == [("not_understood: AWS::Quantum::Thing", 1)]
    assert {one.offer for one in found} == {"aws"}


def test_json_and_values_of_parameters(tmp_path: Path) -> None:
    """The long forms in JSON, the region left out, a file of values, a condition that nobody can decide."""
    content = {
        "Parameters": {"Days": {"Type": "Number"}, "Which": {"Type": "String"}},
        "Conditions": {"Which": {"Fn::Equals": [{"Ref": "Which"}, "a"]}},
        "Resources": {
            "Queue": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"QueueName": {"Fn::Join": ["-", ["a", "b"]]}, "MessageRetentionPeriod": {"Ref": "Days"}},
            },
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "seau"}},
            "Policy": {
                "Type": "AWS::S3::BucketPolicy",
                "Condition": "Which",
                "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": {"Statement": []}},
            },
        },
    }
    path = write(tmp_path / "stack.json", content)
    found = named(look(path)[0])
    assert found["a-b"].unknown["retention.max"] == "not_static: Queue.message_retention_seconds: Days has no value"
    assert {"region"} <= found["a-b"].unknown.keys()
    assert found["seau"].unknown["flows.share"].endswith("which resource Policy configures")
    given = write(
        tmp_path / "p.json", [{"ParameterKey": "Days", "ParameterValue": "7200"}, {"ParameterKey": "Which", "ParameterValue": "b"}]
    )
    found = named(look(path, var_files=[str(given)], region="eu-west-3")[0])
    assert fact(found["a-b"], "retention.max") == "PT7200S"
    assert fact(found["seau"], "flows.share") is None


SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def deployment(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A template of Azure."""
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [*resources], **more}


def arm(type: str, name: str, **more: Any) -> dict[str, Any]:
    """One of its resources."""
    return {"type": type, "apiVersion": "2023-01-01", "name": name, **more}


STORAGE, SQL = "Microsoft.Storage/storageAccounts", "Microsoft.Sql/servers"
DELETES = {
    "filters": {"blobTypes": ["blockBlob", "appendBlob"]},
    "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": 365}}},
}
ESTATE = deployment(
    arm(
        STORAGE,
        "[variables('account')]",
        location="[parameters('where')]",
        sku={"name": "[parameters('sku')]"},
        properties={"allowBlobPublicAccess": False, "allowCrossTenantReplication": False},
        resources=[arm("blobServices", "default", properties={"deleteRetentionPolicy": {"enabled": True, "days": 7}})],
    ),
    arm(
        f"{STORAGE}/blobServices/containers",
        "[format('{0}/default/{1}', variables('account'), variables('names')[copyIndex()])]",
        copy={"name": "c", "count": "[length(variables('names'))]"},
        properties={"publicAccess": "None"},
    ),
    arm(
        f"{STORAGE}/managementPolicies",
        "[concat(variables('account'), '/default')]",
        properties={"policy": {"rules": [{"enabled": True, "name": "r", "definition": DELETES}]}},
    ),
    arm(SQL, "serveur", location="francecentral", properties={"publicNetworkAccess": "Disabled"}),
    arm(
        f"{SQL}/databases",
        "[format('{0}/{1}', 'serveur', 'base')]",
        location="francecentral",
        properties={"requestedBackupStorageRedundancy": "Local"},
    ),
    arm(f"{SQL}/databases/backupShortTermRetentionPolicies", "serveur/base/default", properties={"retentionDays": 14}),
    arm("Microsoft.OperationalInsights/workspaces", "journaux", location="westeurope", properties={"retentionInDays": 30}),
    arm("Microsoft.Quantum/workspaces", "q"),
    arm("Microsoft.Network/virtualNetworks", "v"),
    arm(
        "Microsoft.Resources/deployments",
        "dedans",
        properties={
            "expressionEvaluationOptions": {"scope": "inner"},
            "parameters": {"where": {"value": "[parameters('where')]"}},
            "template": deployment(
                arm(
                    "Microsoft.DocumentDB/databaseAccounts",
                    "cosmos",
                    location="[parameters('where')]",
                    properties={
                        "locations": [
                            {"locationName": "francecentral", "failoverPriority": 0},
                            {"locationName": "westus", "failoverPriority": 1},
                        ],
                        "backupPolicy": {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}},
                    },
                ),
                parameters={"where": {"type": "string"}},
            ),
        },
    ),
    parameters={
        "where": {"type": "string", "defaultValue": "[resourceGroup().location]"},
        "sku": {"type": "string", "defaultValue": "Standard_GRS"},
    },
    variables={"account": "[format('st{0}', uniqueString(resourceGroup().id))]", "names": ["a", "b"]},
)


def test_a_template_of_azure_is_told_as_what_azurerm_would_make(tmp_path: Path) -> None:
    """Redundancy, lifecycle, retention, replicas; a name that nobody knows yet joins what lies below it; nested templates."""
    found, lines = look(write(tmp_path / "main.json", ESTATE), region="francecentral")
    account, base, cosmos = found[0], named(found)["base"], named(found)["cosmos"]
    assert (account.native_type, account.region, account.offer) == (STORAGE, "francecentral", "azure")
    assert fact(account, "flows.replication") == [{"region": "francesouth"}]
    assert (fact(account, "retention.max"), fact(account, "public.access"), fact(account, "encryption.key")) == ("P372D", False, None)
    assert (fact(base, "backup.retention"), fact(base, "flows.backup"), fact(base, "public.access")) == ("P14D", None, False)
    assert (cosmos.region, fact(cosmos, "flows.replication"), fact(cosmos, "backup.retention")) == (
        "francecentral",
        [{"region": "westus"}],
        "P7D",
    )
    assert fact(named(found)["journaux"], "retention.max") == "P30D"
    assert [(line.reason, line.resources) for line in lines] == [("not_understood: Microsoft.Quantum/workspaces", 1)]
    assert "region" in look(write(tmp_path / "main.json", ESTATE))[0][0].unknown


def test_what_lies_in_a_resource_and_is_not_understood_may_be_anything_of_it(tmp_path: Path) -> None:
    """It is told by its type, and what could be said by it is unknown of the resource."""
    strange = arm(f"{STORAGE}/objectSpreadings", "[concat(variables('account'), '/x')]")
    found, lines = look(write(tmp_path / "main.json", {**ESTATE, "resources": [*ESTATE["resources"], strange]}))
    assert f"not_understood: {STORAGE}/objectSpreadings" in [line.reason for line in lines]
    assert {"flows.logs", "retention.max", "encryption.key"} <= found[0].unknown.keys()


def test_what_has_no_value_any_more_never_makes_a_fact_another(tmp_path: Path) -> None:
    """Of every value of every resource of both: a parameter without a value stands there, and each fact is as it was, or unknown."""
    stack = {**parsed(ACTES.replace("Conditions:\n", GIVEN).encode())}
    stack["Parameters"] = {**stack["Parameters"], "X": {"Type": "String"}}
    azure = {**ESTATE, "parameters": {**ESTATE["parameters"], "x": {"type": "object"}}}
    for content, part, nobody in ((stack, "Resources", {"Ref": "X"}), (azure, "resources", "[parameters('x')]")):
        whole = facts(look(write(tmp_path / "t.json", content), region="francecentral")[0])
        places = [path for path in parts(content[part]) if ("Properties" in path or "properties" in path) and not isinstance(path[-1], int)]
        for path in places[::2]:
            less = copy.deepcopy(content)
            node = less[part]
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = nobody
            found = look(write(tmp_path / "t.json", less), region="francecentral")[0]
            unknown = hidden(found)
            for name, told in facts(found).items():
                # What is called nobody knows how is another resource here.
                before = whole.get(name, told)
                changed = {fact_ for fact_ in before | told if before.get(fact_) != told.get(fact_)}
                assert not changed - unknown.get(name, set()), (path, name)
        assert len(places) > 30


@pytest.mark.parametrize(
    "content",
    [
        "AWSTemplateFormatVersion: x\nResources: [1]\n",
        "Resources: &a\n  x: *a\n",
        "a: &a [x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
        + "".join(f"c{n}: &c{n} [{', '.join([f'*{chr(98)}' if not n else f'*c{n - 1}'] * 8)}]\n" for n in range(12))
        + "Resources: {}\n",
        "Resources: {" + "a: {" * 200 + "}" * 200 + "}\n",
        "Resources:\n  B:\n    Type: AWS::SQS::Queue\n    Condition: C\nConditions: {C: !Not [!Condition C]}\n",
        "Resources: !!python/object/apply:os.system ['id']\n",
        json.dumps({"$schema": SCHEMA, "resources": [{"type": "a/b", "name": "[variables('a')]"}], "variables": {"a": "[variables('a')]"}}),
        json.dumps({"$schema": SCHEMA, "resources": [{"type": "a/b", "name": "x", "copy": {"name": "c", "count": 1000000000}}]}),
        json.dumps({"$schema": SCHEMA, "resources": [{"type": "a/b", "name": "[" + "concat(" * 5000 + "]"}]}),
        '{"$schema": "deploymentTemplate.json#"}',
    ],
)
def test_hostile_templates_end_in_one_line(tmp_path: Path, content: str) -> None:
    """Circles, bombs, depth, tags of Python's: refused, and nothing is run."""
    path = tmp_path / "t.template"
    path.write_text(content)
    with pytest.raises(AuditorError) as caught:
        look(path)
    assert (caught.value.exit_code, str(caught.value).count("\n")) == (2, 0)


SCREENS = {"enabled": True, "storageUri": "https://ecrans.blob.core.windows.net/"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"bootDiagnostics": SCREENS}, True),
        ({"bootDiagnostics": {**SCREENS, "enabled": False}}, False),
        ({"bootDiagnostics": {"enabled": True}}, False),
        (None, False),
    ],
)
@pytest.mark.parametrize("several", [True, False])
def test_the_screens_of_a_machine_are_kept_where_it_says(tmp_path: Path, said: Any, told: bool, several: bool) -> None:
    """As a plan of azurerm has it; of one that names no account Azure keeps them in its region."""
    profile = {} if said is None else {"diagnosticsProfile": said}
    type, whole = ("virtualMachineScaleSets", {"virtualMachineProfile": profile}) if several else ("virtualMachines", profile)
    content = deployment(arm(f"Microsoft.Compute/{type}", "m", location="francecentral", properties=whole))
    kept = [one for one in look(write(tmp_path / "main.json", content))[0] if one.kind == "trail"]
    address = (said or {}).get("bootDiagnostics", {}).get("storageUri") if told else None
    name = "linux_virtual_machine_scale_set" if several else "linux_virtual_machine"
    blocks = [{"storage_account_uri": address}] if said else []
    machine = resource(f"azurerm_{name}.m", name="m", location="francecentral", boot_diagnostics=blocks)
    planned_ = [one for one in look(write(tmp_path / "plan.json", plan(machine)))[0] if one.kind == "trail"]
    for one in (kept, planned_):
        assert [flow["to"] for trail in one for flow in trail.facts["flows"]["copy"]] == ([SCREENS["storageUri"]] if told else [])
        assert {trail.native_type for trail in one} == ({f"Microsoft.Compute/{type}/bootDiagnostics"} if told else set())


def test_screens_kept_in_an_account_of_the_plan_lie_there(tmp_path: Path) -> None:
    """That is not there yet; an account that nobody can follow may be any."""
    account = resource("azurerm_storage_account.a", name="ecrans", location="westeurope", primary_blob_endpoint=LATER)
    of = To("azurerm_storage_account.a.primary_blob_endpoint", "azurerm_storage_account.a")
    machine = resource(
        "azurerm_windows_virtual_machine.m", name="m", location="francecentral", boot_diagnostics=[{"storage_account_uri": of}]
    )
    found = named(look(write(tmp_path / "plan.json", plan(account, machine)))[0])
    trail = next(one for one in look(write(tmp_path / "plan.json", plan(account, machine)))[0] if one.kind == "trail")
    (flow,) = trail.facts["flows"]["copy"]
    assert flow["to"] == found["ecrans"].id
    machine = resource(
        "azurerm_windows_virtual_machine.m", name="m", location="francecentral", boot_diagnostics=[{"storage_account_uri": LATER}]
    )
    (trail,) = (one for one in look(write(tmp_path / "plan.json", plan(machine)))[0] if one.kind == "trail")
    assert "flows.copy" in trail.unknown
