"""What an account sets for everything made in it: no public object storage, new volumes encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, key_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift

BLOCK, VOLUMES = "AWS::S3::AccountPublicAccessBlock", "AWS::EC2::EbsEncryptionByDefault"
SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")

PUBLIC = Call(
    "s3control",
    "GetPublicAccessBlock",
    feeds=("public.blocked",),
    path="PublicAccessBlockConfiguration",
    permission="s3:GetAccountPublicAccessBlock",
    absent=frozenset({"NoSuchPublicAccessBlockConfiguration"}),
)
DEFAULT = Call("ec2", "GetEbsEncryptionByDefault", feeds=("encryption.default", "encryption.default_key"), path="EbsEncryptionByDefault")
DEFAULT_KEY = Call("ec2", "GetEbsDefaultKmsKeyId", feeds=("encryption.default_key",), path="KmsKeyId")


def collect_block(reader: Reader) -> Iterator[Resource]:
    """The account's own block, over every bucket's."""
    blocked = lift(lambda block: all((block or {}).get(name) for name in SWITCHES), reader.get(PUBLIC, AccountId=reader.account))
    facts = {"public.blocked": blocked}
    yield reader.resource(BLOCK, f"arn:{reader.partition}:s3:::account/{reader.account}", reader.account, facts, {})


def collect_volumes(reader: Reader) -> Iterator[Resource]:
    """What the region does with new volumes."""
    default = reader.get(DEFAULT)
    key = lift(lambda yes: lift(lambda key: key_arn(reader, key), reader.get(DEFAULT_KEY)) if yes else None, default)
    facts = {"encryption.default": default, "encryption.default_key": key}
    yield reader.resource(VOLUMES, arn(reader, "ec2", "ebs-encryption-by-default"), str(reader.region), facts, {})


NOT_OF_VOLUMES = Absence(
    ("encryption.default", "encryption.default_key"),
    f"{DOCS}/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html: says nothing of volumes",
)
NOT_OF_OBJECTS = Absence(
    ("public.blocked",), f"{DOCS}/AWSEC2/latest/APIReference/API_EnableEbsEncryptionByDefault.html: says nothing of object stores"
)
PUBLIC_BLOCK = Collector("s3-account", {BLOCK: "settings"}, (PUBLIC,), collect_block, where="account", never=(NOT_OF_VOLUMES,))
VOLUME_ENCRYPTION = Collector("ebs-default", {VOLUMES: "settings"}, (DEFAULT, DEFAULT_KEY), collect_volumes, never=(NOT_OF_OBJECTS,))
