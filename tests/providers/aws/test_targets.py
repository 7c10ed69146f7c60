"""Where AWS's settings say data goes, in every spelling they use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.providers.aws.targets import shared, to_anywhere, to_bucket, to_host, to_hosts
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


ORACLE, SQL, MYSQL = "jdbc:oracle:thin:", "jdbc:sqlserver://", "jdbc:mysql:"


@pytest.mark.parametrize(
    "address",
    [
        f"{ORACLE}@a.example:1521/rh",
        f"{ORACLE}@a.example:1521:RH",
        f"{ORACLE}@a.example",
        f"{ORACLE}@//a.example:1521/rh",
        f"{ORACLE}@tcps://a.example:2484/rh?wallet_location=/x@y",
        f"{ORACLE}@tcps:a.example:2484/rh",
        f"{ORACLE}agent/mot@//a.example:1521/rh",
        f"{ORACLE}agent/mot@a.example:1521/rh?retry=a@b",
        f"{ORACLE}agent/m?o//t@pa,sse@a.example:1521:RH",
        f"{ORACLE}agent/m?o//t@pa,sse@//a.example:1521/RH",
        f"{ORACLE}@(description=(retry_count=2)(address=(protocol=tcps)(port=2484)(host=a.example))(connect_data=(service_name=x)))",
        f"{ORACLE}@ldap://a.example:7777/rh,cn=OracleContext,dc=ville",
        f"{SQL}a.example:1433;databaseName=rh",
        f"{SQL}a.example\\instance:1433;user=x@y;password=z//t",
        f"{SQL};serverName=a.example;databaseName=rh",
        f"{SQL};server=A.example;user=x@y",
        "jdbc:jtds:sqlserver://a.example:1433/rh",
        f"{MYSQL}//agent:mot,depasse@a.example:3306/rh?user=x@y",
        f"{MYSQL}//agent:mot@de,passe@a.example/rh",
        f"{MYSQL}aws://a.example/rh",
        "jdbc:redshift:iam://a.example:5439/d",
        "jdbc:db2://a.example:50000/rh:user=x@y;",
        "jdbc:sybase:Tds:a.example:5000/rh",
        "jdbc:hive2://a.example:10000/;principal=hive/_HOST@VILLE",
        "SASL_SSL://a.example:9094",
    ],
)
def test_a_database_however_its_driver_writes_where_it_is(address: str) -> None:
    """Its host, and nothing of who asks for it."""
    assert to_hosts(address) == [to_host(address)] == [{"to": "a.example", "holder": "a.example"}]


@pytest.mark.parametrize(
    "address",
    [
        f"{ORACLE}@a.example:1521,b.example:1522/rh",
        f"{ORACLE}@(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(HOST=a.example)(PORT=1521))(ADDRESS=(PROTOCOL=tcp)(HOST = b.example))))",
        f"{SQL}a.example;failoverPartner=b.example;database=rh",
        f"{MYSQL}loadbalance://a.example:3306,b.example:3306/rh",
        f"{MYSQL}//agent:mot@a.example:3306,b.example/rh",
        f"{MYSQL}//agent:mot@a.example:3306,agent:mot@b.example/rh",
        f"{MYSQL}replication://address=(host=a.example)(port=3306),address=(type=replica)(host=b.example)/rh",
        f"{MYSQL}//(host=a.example,port=3306),(host=b.example,port=3306)/rh",
        "jdbc:postgresql://a.example:5432,b.example/rh?targetServerType=any",
        "a.example:9092,b.example:9092,a.example:9093",
        "https://agent:mot@a.example:9200,https://b.example",
    ],
)
def test_a_database_that_another_stands_in_for_is_at_both(address: str) -> None:
    """What is written to one is copied to the other, or may be."""
    assert to_hosts(address) == [{"to": host, "holder": host} for host in ("a.example", "b.example")]


@pytest.mark.parametrize(
    "address", ["jdbc:postgresql:rh", "jdbc:postgresql:///rh", "jdbc:h2:mem:x", "jdbc:awsathena://AwsRegion=us-east-1;"]
)
def test_an_address_without_a_host_leads_nobody_knows_where(address: str) -> None:
    """Its driver's name is nobody's."""
    assert isinstance(to_hosts(address), Unknown)


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
