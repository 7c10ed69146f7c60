"""Where AWS's settings say data goes, in every spelling they use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.providers.aws.targets import shared, to_anywhere, to_bucket, to_host
from auditor.providers.contract import Collector, Unit
from auditor.providers.observing import Unknown
from auditor.providers.reader import UnitReader
from auditor.reason import reason_of

COLLECTOR = Collector("none", {}, (), lambda _: iter(()))


@pytest.fixture
def reader() -> Any:
    """A reader that can ask nothing: these functions only name things."""
    source: Any = None
    return UnitReader(Unit("aws", "123456789012", "eu-west-3", "none"), COLLECTOR, source, "aws-eusc")


@pytest.mark.parametrize(
    "place",
    [
        "lac",
        "s3://lac/a/b",
        "s3a://lac/",
        "arn:aws-eusc:s3:::lac",
        "arn:aws-eusc:s3:::lac/prefix",
        "lac.s3.amazonaws.com",
        "lac.s3.eu-west-3.amazonaws.com",
        "lac.s3-eu-west-1.amazonaws.com",
    ],
)
def test_a_bucket_however_it_is_written(reader: Any, place: str) -> None:
    """One bucket, one ARN, in the account's partition."""
    assert to_bucket(reader, place) == {"to": "arn:aws-eusc:s3:::lac"}


def test_a_bucket_with_dots_keeps_them(reader: Any) -> None:
    """A dot in a bucket's name is no host."""
    assert to_bucket(reader, "s3://logs.ville.example/x") == {"to": "arn:aws-eusc:s3:::logs.ville.example"}


@pytest.mark.parametrize(
    ("address", "host", "region"),
    [
        ("https://hooks.example.com/T00/secret?key=1", "hooks.example.com", None),
        ("broker.example.com:9092", "broker.example.com", None),
        ("https://abc.execute-api.eu-west-1.amazonaws.com/prod", "abc.execute-api.eu-west-1.amazonaws.com", "eu-west-1"),
        ("//rh.x.us-east-1.redshift.amazonaws.com:5439/db", "rh.x.us-east-1.redshift.amazonaws.com", "us-east-1"),
        ("https://x.lambda-url.eu-west-3.on.aws/", "x.lambda-url.eu-west-3.on.aws", "eu-west-3"),
        ("https://x.us-gov-west-1.es.amazonaws.com", "x.us-gov-west-1.es.amazonaws.com", "us-gov-west-1"),
        ("oracle:thin:agent/motdepasse@//ora.example.com:1521/x", "ora.example.com", None),
        ("oracle:thin:agent/motdepasse@ora.example.com:1521:sid", "ora.example.com", None),
        ("oracle:thin:agent/motdepasse@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ora.example.com)(PORT=1521)))", "ora.example.com", None),
        ("sqlserver://sql.example.com:1433;databaseName=x;user=a;password=b@c//d", "sql.example.com", None),
        ("mongodb+srv://agent:mot@de@passe@m.example.com/x", "m.example.com", None),
        ("mysql://un.example.com:3306,deux.example.com:3306/db", "un.example.com", None),
        ("https://[2001:db8::1]:8443/x", "2001:db8::1", None),
        ("https://eu-west-1.evil.example.com", "eu-west-1.evil.example.com", None),
    ],
)
def test_a_host_is_named_without_its_secrets(address: str, host: str, region: str | None) -> None:
    """Only AWS's own hosts are believed about their region."""
    assert to_host(address) == {"to": host, "holder": host, **({"region": region} if region else {})}


def test_anywhere() -> None:
    """An ARN says all; a mail address only its domain; a telephone nothing."""
    arn = "arn:aws:sqs:us-east-1:999988887777:boite"
    assert to_anywhere(arn) == {"to": arn, "region": "us-east-1", "account": "999988887777"}
    assert to_anywhere("agent@mairie.example") == {"to": "mairie.example", "holder": "mairie.example"}
    assert to_anywhere("+33612345678") == {"holder": "sms"}


def test_shared_says_both_or_neither(reader: Any) -> None:
    """A policy that was refused leaves both facts unknown; none at all leaves nobody."""
    refused = Unknown(reason_of("access_denied: sqs:GetQueueAttributes"))
    assert shared(reader, refused, ("sqs:ReceiveMessage",)) == {"public.access": refused, "flows.share": refused}
    assert shared(reader, None, ("sqs:ReceiveMessage",)) == {"public.access": False, "flows.share": None}
    everyone = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]})
    assert shared(reader, everyone, ("sqs:ReceiveMessage",))["public.access"] is True
