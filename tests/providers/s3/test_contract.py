"""The collector contract, held against buckets of a store that is no AWS: what it leaves out, nobody knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest

from auditor.providers import provider
from auditor.providers.contract import Call, Collector, UnitResult
from tests.emulators.aws import PARIS, STRANGER, VIRGINIA, Cloud, Problem
from tests.providers.contract import PROMISES, check_promises, no_answer_is_told

EVERYONE = [{"country": None, "holder": None}]
POLICY = {"Effect": "Allow", "Action": "s3:GetObject"}


@dataclass
class SeededStore:
    """The one collector, on a store that holds its seed."""

    cloud: Cloud
    collector: Collector
    expected: dict[str, dict[str, Any]]

    @cached_property
    def seen(self) -> UnitResult:
        """An undisturbed scan."""
        return self.scan()

    def scan(self, **options: Any) -> UnitResult:
        """Everything that the entry opens, what opening misses included."""
        opened = provider("s3").open(entry(self.cloud, **options))
        results = [provider("s3").run(unit) for unit in opened.units]
        return UnitResult(
            [resource for result in results for resource in result.resources],
            [*opened.coverage, *(line for result in results for line in result.coverage)],
            sum(result.api_calls for result in results),
        )

    def refusing(self, call: Call, after: int = 0) -> AbstractContextManager[Any]:
        """The store's refusal; the first list of buckets was that of whose keys these are."""
        return self.cloud.fault(call.service, call.operation, after=after and after + 1)

    def blanks(self, call: Call) -> list[str]:
        """All kinds: a bucket's listing in place of settings is what Swift answers."""
        return ["empty", "html", "cut", "xhtml", "severed", "hollow", "listing"]

    def blank(self, call: Call, kind: str) -> AbstractContextManager[Any]:
        """A success that is none."""
        return self.cloud.fault(call.service, call.operation, kind)

    def pageable(self, call: Call) -> bool:
        """The list of buckets."""
        return call.lists

    def in_pages(self) -> None:
        """Answer it in pages."""
        self.cloud.in_pages("s3", "ListBuckets", {PARIS})

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """What went over the wire; opening asks nothing else than the list."""
        self.cloud.faults.seen.clear()
        act()
        return {f"{service}:{operation}" for service, operation, _ in self.cloud.faults.seen}


def entry(cloud: Cloud, **more: Any) -> dict[str, Any]:
    """An entry of `accounts:` for the emulator, taken for a store of somebody's."""
    return {"id": "magasin", "provider": "s3", "endpoint_url": cloud.url, "operator": "ovh", "region": PARIS, "max_attempts": 1, **more}


def seed(cloud: Cloud) -> dict[str, dict[str, Any]]:
    """A bucket with everything set, one open to all, one of which nothing is said; and what is to be found of them."""
    s3 = cloud.client("s3", PARIS)
    for name, region in (("tout", PARIS), ("ouvert", PARIS), ("copie", VIRGINIA), ("rien", PARIS)):
        where = {} if region == VIRGINIA else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        cloud.client("s3", region).create_bucket(Bucket=name, ObjectLockEnabledForBucket=name == "tout", **where)
    s3.put_bucket_lifecycle_configuration(
        Bucket="tout",
        LifecycleConfiguration={
            "Rules": [
                {
                    "ID": "fin",
                    "Status": "Enabled",
                    "Filter": {"Prefix": ""},
                    "Expiration": {"Days": 30},
                    "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
                }
            ]
        },
    )
    s3.put_object_lock_configuration(
        Bucket="tout",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 10}}},
    )
    rules = [{"ID": "a", "Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::copie"}}]
    cloud.answer("s3", "GetBucketReplication", _only("tout", {"ReplicationConfiguration": {"Role": "x", "Rules": rules}}))
    by_key = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "cle-1"}}
    encrypted = {"ServerSideEncryptionConfiguration": {"Rules": [by_key]}}
    cloud.answer("s3", "GetBucketEncryption", _only("tout", encrypted, "ServerSideEncryptionConfigurationNotFoundError"))
    cloud.answer("s3", "GetBucketLogging", _only("tout", {"LoggingEnabled": {"TargetBucket": "copie", "TargetPrefix": ""}}, {}))
    s3.put_bucket_tagging(Bucket="tout", Tagging={"TagSet": [{"Key": "categorie", "Value": "etat-civil"}]})
    s3.put_bucket_ownership_controls(Bucket="tout", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    policies = {"tout": {"AWS": f"arn:aws:iam::{STRANGER}:root"}, "ouvert": "*"}
    for name, principal in policies.items():
        statement = {**POLICY, "Principal": principal, "Resource": f"arn:aws:s3:::{name}/*"}
        s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    host = cloud.url.removeprefix("http://")
    return {
        f"s3://{host}/tout": {
            "region": PARIS,
            "retention.max": "P37D",
            "retention.noncurrent_max": "P10D",
            "lock.min": "P10D",
            "versioning.enabled": True,
            "encryption.at_rest": True,
            "encryption.key": "cle-1",
            "public.access": False,
            "replication.foreign": None,
            "flows.replication": [{"to": f"s3://{host}/copie", "once": True}],
            "flows.logs": [{"to": f"s3://{host}/copie"}],
            "flows.share": [{"account": STRANGER, "region": PARIS}],
            "tags": {"categorie": "etat-civil"},
        },
        f"s3://{host}/ouvert": {"public.access": True, "flows.share": EVERYONE, "encryption.at_rest": False, "lock.min": None},
        f"s3://{host}/copie": {"region": PARIS},
        f"s3://{host}/rien": {"flows.share": None, "flows.replication": None, "tags": {}},
    }


def _only(bucket: str, answer: dict[str, Any], otherwise: Any = "ReplicationConfigurationNotFoundError") -> Callable[[Any], Any]:
    """`answer` for one bucket; for the others that code, or that answer."""
    return lambda asked: answer if asked["Bucket"] == bucket else Problem(404, otherwise) if isinstance(otherwise, str) else otherwise


@pytest.fixture
def seeded(aws: Cloud) -> Iterator[SeededStore]:
    """The collector on its seed."""
    (collector,) = provider("s3").collectors()
    yield SeededStore(aws, collector, seed(aws))
    provider("s3").close()


@pytest.mark.long
def test_contract(seeded: SeededStore) -> None:
    """Each promise."""
    check_promises(seeded, PROMISES)


@pytest.mark.slow
def test_no_answer_is_told(seeded: SeededStore) -> None:
    """A success that is no answer improves nothing, whatever the call and the kind."""
    assert no_answer_is_told(seeded, every=True) >= 6 * len(seeded.collector.calls)


def test_what_is_left_empty_is_unknown(seeded: SeededStore) -> None:
    """Versions never switched on, no log, no location: AWS says so by saying nothing, and anybody else says nothing."""
    (bare,) = (one for one in seeded.seen.resources if one.name == "rien")
    assert {"versioning.enabled", "retention.noncurrent_max", "flows.logs"} <= bare.unknown.keys()
    assert bare.unknown["versioning.enabled"] == "empty_answer: s3:GetBucketVersioning"


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("refuse", "access_denied", "refused"),
        ("throttle", "throttled", "failed"),
        ("reset", "unreachable", "failed"),
        ("cut", "unreachable", "failed"),
        ("html", "no_answer", "failed"),
        ("empty", "no_answer", "failed"),
    ],
)
def test_a_list_that_does_not_answer_is_a_gap(seeded: SeededStore, kind: str, code: str, status: str) -> None:
    """Each way of failing has its reason, at the first list and in the midst."""
    for after, account in ((0, "magasin"), (1, None)):
        with seeded.cloud.fault("s3", "ListBuckets", kind, after=after):
            (gap,) = (line for line in seeded.scan().coverage if line.status != "read")
        assert (gap.status, gap.call, gap.reason.split(":")[0]) == (status, "s3:ListBuckets", code)
        assert account in (None, gap.account)


def test_a_list_in_circles_ends(seeded: SeededStore) -> None:
    """A token that comes again is a partial list, and what came is kept."""
    page = {"Buckets": [{"Name": "tout"}], "Owner": {"ID": "x"}, "ContinuationToken": "encore"}
    seeded.cloud.answer("s3", "ListBuckets", page)
    result = seeded.scan()
    (gap,) = (line for line in result.coverage if line.status != "read")
    assert gap.reason.startswith("partial_list")
    assert {one.name for one in result.resources} == {"tout"}
