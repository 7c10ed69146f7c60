"""Who runs what is read: the entry says, or the address does, or nobody knows; and what depends on it follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Coverage, Manifest, Resource, Whereabouts
from auditor.providers.naming import Names
from auditor.providers.observing import Unknown
from auditor.providers.offer import at_whom, offer_of
from auditor.reference.registers import reference

BUCKET = "arn:aws:s3:::registre"


@pytest.mark.parametrize(
    ("options", "provider", "partition", "offer"),
    [
        ({}, "aws", "aws", "aws"),
        ({}, "aws", "aws-eusc", "aws-eusc"),
        ({"endpoint_url": "https://s3.eu-west-3.amazonaws.com"}, "aws", "aws", "aws"),
        ({"endpoint_url": "https://s3.fr-par.scw.cloud"}, "aws", "aws", "scaleway"),
        ({"endpoint_url": "https://oos.eu-west-2.outscale.com:443/"}, "aws", "", "outscale"),
        ({"endpoint_url": "https://s3.example.org", "operator": "private"}, "aws", "aws", "private"),
        ({"endpoint_url": "http://127.0.0.1:5000", "emulator": True}, "aws", "aws", "aws"),
        ({"endpoint_url": "http://127.0.0.1:5000", "emulator": True, "operator": "ovh"}, "aws", "aws", "ovh"),
        ({"endpoint": "https://management.azure.com"}, "azure", "", "azure"),
        ({"endpoint": "https://management.sovcloud-api.fr"}, "azure", "", "bleu"),
        ({}, "acme", "", "acme"),
    ],
)
def test_the_entry_or_the_address_says_who_runs_it(options: dict[str, Any], provider: str, partition: str, offer: str) -> None:
    """What an entry declares goes before whose hosts the address belongs to; an emulator on this machine is the provider's own cloud."""
    assert offer_of(options, provider, partition) == offer


@pytest.mark.parametrize(
    "options",
    [
        {"endpoint_url": "https://s3.example.org"},
        {"endpoint_url": "https://s3.example.org", "emulator": True},
        {"endpoint_url": "https://amazonaws.com.example.org"},
        {"endpoint_url": "https://notscw.cloud"},
        {"endpoint_url": "http://127.0.0.1:9000"},
    ],
)
def test_another_address_is_nobodys_that_we_know(options: dict[str, Any]) -> None:
    """An address that merely looks like a known one; a store on this machine that nobody calls an emulator."""
    found = offer_of(options, "aws", "aws")
    assert isinstance(found, Unknown)
    assert str(found.reason).startswith("operator_unknown")


def _derived(options: dict[str, Any], region: str, **facts: Any) -> Resource:
    """A bucket as a reader of that entry describes it, with its derived facts."""
    offer = offer_of(options, "aws", "aws")
    nobodys = {"offer": str(offer.reason)} if isinstance(offer, Unknown) else {}
    bucket = Resource(BUCKET, "object_store", "AWS::S3::Bucket", "aws", "1", region, "registre", facts=facts, unknown=nobodys)
    bucket = Names("aws", "aws", "" if isinstance(offer, Unknown) else offer).described(bucket)
    manifest = Manifest("", "", "", accounts={"1": [region]}, offers={"1": nobodys.get("offer", str(offer))}, resources=1)
    coverage = [Coverage("aws", "1", region, "s3", "read")]
    found = {one.kind: one for one in derived(lambda: [bucket], manifest, coverage, reference(date(2026, 11, 28)), Configuration())}
    assert found["account"].unknown.get("operator") == found["object_store"].unknown.get("operator")
    return found["object_store"]


def test_a_bucket_of_a_french_operator_is_under_its_law() -> None:
    """Read through the API of AWS, at an address of Scaleway's: its regions, its law, not the CLOUD Act."""
    one = _derived({"endpoint_url": "https://s3.fr-par.scw.cloud"}, "fr-par")
    assert one.facts["country"] == "FR"
    assert one.facts["operator"]["country"] == "FR"
    assert one.facts["jurisdiction"]["laws"] == []


def test_a_bucket_of_nobody_knows_who_is_unknown() -> None:
    """Neither country nor operator nor law nor labels, although the region has a name that AWS uses."""
    one = _derived({"endpoint_url": "https://s3.example.org"}, "eu-west-3")
    for fact in ("country", "operator", "jurisdiction", "labels"):
        assert one.unknown[fact] == "operator_unknown: s3.example.org"
    assert "country" not in one.facts


def test_a_declared_operator_reads_its_own_register() -> None:
    """OVHcloud's code for Gravelines, at an address that no register knows."""
    assert _derived({"endpoint_url": "https://s3.example.org", "operator": "ovh"}, "gra").facts["country"] == "FR"


NAMES = Names("aws", "aws", "aws")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("arn:aws:kms:eu-west-1:2:key/k", Whereabouts("eu-west-1", "2", service="kms")),
        ("arn:aws:kms:eu-west-1:2:alias/aws/s3", Whereabouts("eu-west-1", "2", None, "provider", "kms")),
        ("arn:aws-eusc:sqs:eusc-de-east-1:2:q", Whereabouts("eusc-de-east-1", "2", "aws-eusc", service="sqs")),
        ("/subscriptions/s/resourcegroups/g", Whereabouts(None, "s", "azure")),
        ("https://x.blob.core.windows.net/c", Whereabouts(offer="azure")),
        ("s3.eu-west-3.amazonaws.com", Whereabouts()),
        ("https://journaux.example.org/in", Whereabouts(offer="")),
        ("sms", Whereabouts()),
    ],
)
def test_names_say_where_and_whose(name: str, said: Whereabouts) -> None:
    """Of another cloud or of another part of this one, the offer too; of nobody's host, that it is not ours."""
    assert NAMES.whereabouts(name) == said


def test_at_another_operator_names_of_the_same_kind_are_that_operators() -> None:
    """Scaleway's buckets have ARNs as well: what they replicate to is at Scaleway, not at AWS."""
    assert Names("aws", "aws", "scaleway").whereabouts("arn:aws:s3:::copie") == Whereabouts(service="s3")


@pytest.mark.parametrize(
    ("options", "door"),
    [
        ({}, ""),
        ({"endpoint_url": "https://s3.eu-west-3.amazonaws.com"}, ""),
        ({"endpoint_url": "https://S3.fr-par.SCW.cloud./x/"}, "https://s3.fr-par.scw.cloud:443/x"),
        ({"endpoint": "http://minio.ville.example:9000"}, "http://minio.ville.example:9000"),
        ({"endpoint": "http://127.0.0.1:9000"}, "http://localhost:9000"),
    ],
)
def test_the_door_of_an_entry_is_the_same_however_it_is_written(options: dict[str, str], door: str) -> None:
    """The provider's own is told by nobody: an entry that names it asks where one that does not does."""
    assert at_whom(options, "aws") == door
