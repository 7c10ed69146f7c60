"""Amazon Cognito: user and identity pools, and where user pools send mails, text messages, events and logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, arn, key_arn, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.cognito import (
        IdentityPoolShortDescription,
        LogDeliveryConfigurationType,
        UserPoolDescriptionType,
        UserPoolType,
    )

POOL = "AWS::Cognito::UserPool"
IDENTITIES = "AWS::Cognito::IdentityPool"

POOLS = Call("cognito-idp", "ListUserPools", of=(POOL,), path="UserPools", lists=True)
POOL_DETAIL = Call(
    "cognito-idp",
    "DescribeUserPool",
    feeds=("encryption.at_rest", "encryption.key", "flows.copy", "tags"),
    of=(POOL,),
    path="UserPool",
)
LOGS = Call(
    "cognito-idp",
    "GetLogDeliveryConfiguration",
    feeds=("flows.logs",),
    of=(POOL,),
    path="LogDeliveryConfiguration",
    absent=SILENT | UNOFFERED,
)
IDENTITY_POOLS = Call("cognito-identity", "ListIdentityPools", of=(IDENTITIES,), path="IdentityPools", lists=True)
SYNC = Call(
    "cognito-sync",
    "GetIdentityPoolConfiguration",
    feeds=("flows.copy",),
    of=(IDENTITIES,),
    must=("IdentityPoolId",),
    absent=frozenset({"ResourceNotFoundException"}) | UNOFFERED,
)
IDENTITY_DETAIL = Call("cognito-identity", "DescribeIdentityPool", feeds=("tags",), of=(IDENTITIES,))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every user pool and identity pool of the region."""
    yield from reader.map(partial(_pool, reader), reader.pages(POOLS))
    yield from reader.map(partial(_identities, reader), reader.pages(IDENTITY_POOLS))


def _pool(reader: Reader, listed: UserPoolDescriptionType) -> Resource:
    known = listed["Id"]
    detail = reader.get(POOL_DETAIL, UserPoolId=known)
    facts = {
        # Cognito encrypts every pool, with a key of its own unless told otherwise.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda pool: key_arn(reader, pool.get("KeyConfiguration", {}).get("KmsKeyArn")), detail),
        "flows.copy": lift(_sent, detail),
        "flows.logs": lift(partial(_logs, reader), reader.get(LOGS, UserPoolId=known)),
    }
    labels = lift(lambda pool: dict(pool.get("UserPoolTags", {})), detail)
    return reader.resource(POOL, arn(reader, "cognito-idp", f"userpool/{known}"), listed["Name"], facts, labels)


def _sent(pool: UserPoolType) -> Any:
    """The identity mails leave from, the region text messages leave from, and the functions that are told of users."""
    found = []
    if mail := pool.get("EmailConfiguration", {}).get("SourceArn"):
        found.append(to_arn(mail))
    messages = pool.get("SmsConfiguration", {})
    if messages:
        region = {"region": messages["SnsRegion"]} if messages.get("SnsRegion") else {}
        found.append({"holder": "sms", **region})
    triggers = pool.get("LambdaConfig", {}).values()
    functions = [str(one.get("LambdaArn") if isinstance(one, Mapping) else one) for one in triggers]
    return flows([*found, *(to_arn(one) for one in functions if one.split(":")[2:3] == ["lambda"])])


def _logs(reader: Reader, settings: LogDeliveryConfigurationType | None) -> Any:
    configurations = (settings or {}).get("LogConfigurations", ())
    groups = [one["CloudWatchLogsConfiguration"]["LogGroupArn"] for one in configurations if "CloudWatchLogsConfiguration" in one]
    streams = [one["FirehoseConfiguration"]["StreamArn"] for one in configurations if "FirehoseConfiguration" in one]
    buckets = [one["S3Configuration"]["BucketArn"] for one in configurations if "S3Configuration" in one]
    named = [to_arn(one.removesuffix(":*")) for one in (*groups, *streams)]
    return flows([*named, *(to_bucket(reader, one) for one in buckets)])


def _identities(reader: Reader, listed: IdentityPoolShortDescription) -> Resource:
    known = listed["IdentityPoolId"]
    detail = reader.get(IDENTITY_DETAIL, IdentityPoolId=known)
    facts = {"encryption.at_rest": True, "flows.copy": lift(partial(_synchronised, reader), reader.get(SYNC, IdentityPoolId=known))}
    labels = lift(lambda pool: dict(pool.get("IdentityPoolTags", {})), detail)
    return reader.resource(IDENTITIES, arn(reader, "cognito-identity", f"identitypool/{known}"), listed["IdentityPoolName"], facts, labels)


def _synchronised(reader: Reader, settings: Mapping[str, Any] | None) -> Any:
    """Where what people keep on their devices goes: the stream that gets every change, the applications that are told of it."""
    stream, push = ((settings or {}).get(one) or {} for one in ("CognitoStreams", "PushSync"))
    sent = [arn(reader, "kinesis", f"stream/{stream['StreamName']}")] if stream.get("StreamingStatus") == "ENABLED" else []
    return flows(map(to_arn, [*sent, *push.get("ApplicationArns", ())]))


COLLECTOR = Collector(
    service="cognito",
    native_types={POOL: "directory", IDENTITIES: "directory"},
    calls=(POOLS, POOL_DETAIL, LOGS, IDENTITY_POOLS, IDENTITY_DETAIL, SYNC),
    collect=collect,
    never=(
        Absence(
            ("encryption.key", "flows.logs"),
            f"{DOCS}/cognitoidentity/latest/APIReference/API_CreateIdentityPool.html: takes neither a key nor logs' destination",
            (IDENTITIES,),
        ),
    ),
)
