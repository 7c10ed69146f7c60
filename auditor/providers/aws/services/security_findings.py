"""Findings of AWS's own watchmen (GuardDuty, Security Hub, Macie): where they are gathered, exported and shown to another account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import UNOFFERED, arn, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import NOTHING_SAID, SILENT, Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.security_findings import FindingAggregator, GetFindingAggregatorResponse, S3Destination

DETECTOR = "AWS::GuardDuty::Detector"
AGGREGATION = "AWS::SecurityHub::FindingAggregator"
SESSION = "AWS::Macie::Session"
# All three keep findings ninety days, encrypted with keys of AWS's own.
KEPT: dict[str, Any] = {"retention.max": "P90D", "encryption.at_rest": True}

DETECTORS = Call("guardduty", "ListDetectors", of=(DETECTOR,), path="DetectorIds", lists=True)
DETECTOR_DETAIL = Call("guardduty", "GetDetector", feeds=("tags",), of=(DETECTOR,))
EXPORTS = Call("guardduty", "ListPublishingDestinations", feeds=("flows.copy",), of=(DETECTOR,), path="Destinations", absent=UNOFFERED)
EXPORT = Call(
    "guardduty",
    "DescribePublishingDestination",
    feeds=("flows.copy",),
    of=(DETECTOR,),
    path="DestinationProperties.DestinationArn",
)
WATCHER = Call(
    "guardduty", "GetAdministratorAccount", feeds=("flows.copy",), of=(DETECTOR,), path="Administrator", absent=SILENT | UNOFFERED
)
# Where Security Hub was never turned on, it says so as an error.
AGGREGATORS = Call(
    "securityhub",
    "ListFindingAggregators",
    of=(AGGREGATION,),
    path="FindingAggregators",
    absent=frozenset({"InvalidAccessException"}),
    lists=True,
)
AGGREGATOR = Call("securityhub", "GetFindingAggregator", feeds=("flows.copy",), of=(AGGREGATION,))
SESSIONS = Call("macie2", "GetMacieSession", of=(SESSION,), path="status", absent=frozenset({"Macie is not enabled"}), lists=True)
RESULTS = Call(
    "macie2",
    "GetClassificationExportConfiguration",
    feeds=("flows.copy",),
    of=(SESSION,),
    path="configuration.s3Destination",
    absent=SILENT | UNOFFERED,
)
MACIE_WATCHER = Call(
    "macie2",
    "GetAdministratorAccount",
    feeds=("flows.copy",),
    of=(SESSION,),
    path="administrator",
    absent=UNOFFERED | {NOTHING_SAID, "ResourceNotFoundException"},
)


def collect(reader: Reader) -> Iterator[Resource]:
    """What each service gathers in the region, where it is turned on."""
    yield from reader.map(partial(_detector, reader), reader.pages(DETECTORS))
    yield from reader.map(partial(_aggregation, reader), reader.pages(AGGREGATORS))
    yield from (_session(reader) for _ in reader.pages(SESSIONS))


def _detector(reader: Reader, known: str) -> Resource:
    detail, watcher = reader.get(DETECTOR_DETAIL, DetectorId=known), reader.get(WATCHER, DetectorId=known)
    facts = {**KEPT, "flows.copy": joined(_exports(reader, known), lift(partial(_seen, reader, "AccountId"), watcher))}
    labels = lift(lambda found: dict(found.get("Tags", {})), detail)
    return reader.resource(DETECTOR, arn(reader, "guardduty", f"detector/{known}"), known, facts, labels)


def _exports(reader: Reader, detector: str) -> Any:
    """The buckets findings are exported to."""
    listed = reader.all(EXPORTS, DetectorId=detector)
    if isinstance(listed, Unknown):
        return listed
    found = [reader.get(EXPORT, DetectorId=detector, DestinationId=one["DestinationId"]) for one in listed or ()]
    return joined(*(lift(lambda bucket: flows([to_bucket(reader, bucket)]), one) for one in found))


def _seen(reader: Reader, member: str, watcher: Mapping[str, object] | None) -> Any:
    """The account that sees every finding of this one, in the same region."""
    return flows([{"account": watcher[member], "region": reader.region}] if watcher and watcher.get(member) else [])


def _aggregation(reader: Reader, listed: FindingAggregator) -> Resource:
    """What a region says of the aggregator: its findings go to the aggregator's region, or are the ones gathered there."""
    there = listed["FindingAggregatorArn"]
    detail = reader.at(there.split(":")[3]).get(AGGREGATOR, FindingAggregatorArn=there)
    facts = {**KEPT, "flows.copy": lift(partial(_linked, reader, there), detail)}
    id = arn(reader, "securityhub", there.split(":", 5)[5])
    return reader.resource(AGGREGATION, id, there.rsplit("/", 1)[-1], facts, {})


def _linked(reader: Reader, there: str, aggregator: GetFindingAggregatorResponse) -> Any:
    mode, named = aggregator["RegionLinkingMode"], reader.region in aggregator.get("Regions", ())
    linked = {"ALL_REGIONS": True, "ALL_REGIONS_EXCEPT_SPECIFIED": not named, "SPECIFIED_REGIONS": named}.get(mode, False)
    return flows([to_arn(there)] if linked and reader.region != aggregator["FindingAggregationRegion"] else [])


def _session(reader: Reader) -> Resource:
    """Macie's results may go to a bucket; they quote where sensitive data was found."""
    bucket = lift(lambda found: flows([_results(reader, found)] if found else []), reader.get(RESULTS))
    facts = {**KEPT, "flows.copy": joined(bucket, lift(partial(_seen, reader, "accountId"), reader.get(MACIE_WATCHER)))}
    return reader.resource(SESSION, arn(reader, "macie2", "session"), "macie", facts, {})


def _results(reader: Reader, destination: S3Destination) -> dict[str, Any]:
    owner = destination.get("expectedBucketOwner")
    return to_bucket(reader, destination["bucketName"]) | ({"account": owner} if owner else {})


COLLECTOR = Collector(
    service="security-findings",
    native_types={DETECTOR: "log_store", AGGREGATION: "log_store", SESSION: "log_store"},
    calls=(
        *(DETECTORS, DETECTOR_DETAIL, EXPORTS, EXPORT, WATCHER),
        *(AGGREGATORS, AGGREGATOR, SESSIONS, RESULTS, MACIE_WATCHER),
    ),
    collect=collect,
    never=(
        unshared(),
        Absence(("encryption.key",), f"{DOCS}/guardduty/latest/APIReference/API_CreateDetector.html: takes no key", (DETECTOR,)),
        Absence(("encryption.key",), f"{DOCS}/securityhub/1.0/APIReference/API_CreateFindingAggregator.html: takes no key", (AGGREGATION,)),
        Absence(("encryption.key",), f"{DOCS}/macie/latest/APIReference/macie.html: enabling Macie takes no key", (SESSION,)),
    ),
)
