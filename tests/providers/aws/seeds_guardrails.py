"""An organisation with policies on its root, on a unit and on an account; and an account's default settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.aws.seeds import Expected

GLOBAL = ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*", "sts:*"]
OPEN = {f"guardrail.{name}": None for name in ("regions", "unsure", "exemptions", "policies", "declared")} | {
    "guardrail.attached_to_root": False
}
NOT_LENT = {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}


def fence(*regions: str) -> str:
    """The usual policy: everything but global services is denied outside these regions."""
    condition = {"StringNotEquals": {"aws:RequestedRegion": list(regions)}}
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "NotAction": GLOBAL, "Resource": "*", "Condition": condition}]}
    )


def attach(aws: Cloud, name: str, content: str, target: str, kind: str = "SERVICE_CONTROL_POLICY") -> None:
    """A policy, made and attached."""
    client = aws.client("organizations", VIRGINIA)
    made = client.create_policy(Name=name, Description=name, Type=kind, Content=content)["Policy"]["PolicySummary"]
    client.attach_policy(PolicyId=made["Id"], TargetId=target)


def organizations(aws: Cloud) -> Expected:
    """Europe from the root down; Paris alone for a unit; a resource policy on one account, and settings that a declarative one imposes."""
    client = aws.client("organizations", VIRGINIA)
    made = client.create_organization(FeatureSet="ALL")["Organization"]
    root = client.list_roots()["Roots"][0]["Id"]
    units = [client.create_organizational_unit(ParentId=root, Name=name)["OrganizationalUnit"]["Id"] for name in ("paris", "autres")]
    ids = []
    for name, unit in zip(("etat-civil", "eau"), units, strict=True):
        ids.append(client.create_account(Email=f"{name}@ville.fr", AccountName=name)["CreateAccountStatus"]["AccountId"])
        client.move_account(AccountId=ids[-1], SourceParentId=root, DestinationParentId=unit)
    attach(aws, "europe", fence(PARIS, "eu-central-1", "eu-west-1"), root)
    attach(aws, "paris", fence(PARIS, VIRGINIA), units[0])
    mine = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    attach(aws, "tls", json.dumps({"Version": "2012-10-17", "Statement": [mine]}), ids[1], "RESOURCE_CONTROL_POLICY")
    attach(aws, "sans-pret", json.dumps(NOT_LENT), root, "AISERVICES_OPT_OUT_POLICY")
    arn = f"arn:aws:organizations::{ACCOUNT}:account/{made['Id']}"
    told: dict[str, Any] = {"guardrail.exemptions": GLOBAL, "guardrail.attached_to_root": True, "guardrail.binding": True}
    told |= {"guardrail.unsure": None, "guardrail.declared": ["services.default.opt_out_policy = optOut (sans-pret)"]}
    of = {"guardrail.organization": made["Id"]}
    told |= of
    three = ["eu-central-1", "eu-west-1", PARIS]
    return {
        made["Arn"]: {
            **told,
            "guardrail.regions": three,
            "guardrail.policies": ["europe", "paris"],
            "guardrail.resource_policies": ["tls"],
            "name": made["Id"],
        },
        f"{arn}/{ids[0]}": {**told, "guardrail.regions": [PARIS], "guardrail.policies": ["europe", "paris"], "name": "etat-civil"},
        f"{arn}/{ids[1]}": {**told, "guardrail.regions": three, "guardrail.policies": ["europe"], "guardrail.resource_policies": ["tls"]},
        f"{arn}/{ACCOUNT}": {**OPEN, **of, "guardrail.binding": False, "guardrail.resource_policies": None, "name": "master"},
    }


def s3_account(aws: Cloud) -> Expected:
    """All four switches on."""
    aws.answer(
        "s3control",
        "GetPublicAccessBlock",
        {
            "PublicAccessBlockConfiguration": {
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            }
        },
    )
    return {f"arn:aws:s3:::account/{ACCOUNT}": {"public.blocked": True, "encryption.default": None, "region": None}}


def ebs_default(aws: Cloud) -> Expected:
    """On in Paris with a key of the account, off in Virginia."""
    key = aws.client("kms").create_key()["KeyMetadata"]["Arn"]
    aws.client("ec2").enable_ebs_encryption_by_default()
    aws.answer("ec2", "GetEbsDefaultKmsKeyId", {"KmsKeyId": key})
    return {
        f"arn:aws:ec2:{PARIS}:{ACCOUNT}:ebs-encryption-by-default": {"encryption.default": True, "encryption.default_key": key},
        f"arn:aws:ec2:{VIRGINIA}:{ACCOUNT}:ebs-encryption-by-default": {"encryption.default": False, "encryption.default_key": None},
    }


def blind_spots(aws: Cloud) -> Expected:
    """Nothing to find: what it tells lies in the coverage."""
    return {}


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "organizations": organizations,
    "s3-account": s3_account,
    "ebs-default": ebs_default,
    "blind-spots": blind_spots,
}
