"""The AWS provider: opens accounts, finds their regions, runs units."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from auditor.errors import ProviderError
from auditor.model import Coverage
from auditor.providers.aws import (
    access_points,
    athena,
    backup,
    cloudtrail,
    datasync,
    dlm,
    dms,
    dynamodb,
    ebs,
    ecr,
    efs,
    elasticache,
    eventbridge,
    firehose,
    fsx,
    functions,
    glacier,
    glue,
    images,
    keyspaces,
    kinesis,
    kms,
    logs,
    memorydb,
    msk,
    multi_region_access_points,
    opensearch,
    opensearch_serverless,
    permissions,
    rbin,
    rds,
    rds_snapshots,
    redshift,
    redshift_serverless,
    s3,
    s3tables,
    secretsmanager,
    sns,
    sqs,
    ssm,
    storagegateway,
    timestream,
    transfer,
)
from auditor.providers.base import REFUSALS, Call, Collector, Unit, UnitResult, Unknown, observe
from auditor.providers.reader import run_unit

if TYPE_CHECKING:
    from auditor.providers.aws.reader import AwsSource
    from auditor.providers.aws.session import Session

COLLECTORS = {
    one.service: one
    for one in (
        s3.COLLECTOR,
        ebs.COLLECTOR,
        images.COLLECTOR,
        rds.COLLECTOR,
        rds_snapshots.COLLECTOR,
        dynamodb.COLLECTOR,
        logs.COLLECTOR,
        kms.COLLECTOR,
        backup.COLLECTOR,
        access_points.COLLECTOR,
        datasync.COLLECTOR,
        dlm.COLLECTOR,
        dms.COLLECTOR,
        efs.COLLECTOR,
        elasticache.COLLECTOR,
        fsx.COLLECTOR,
        glacier.COLLECTOR,
        keyspaces.COLLECTOR,
        memorydb.COLLECTOR,
        multi_region_access_points.COLLECTOR,
        opensearch.COLLECTOR,
        opensearch_serverless.COLLECTOR,
        rbin.COLLECTOR,
        redshift.COLLECTOR,
        redshift_serverless.COLLECTOR,
        s3tables.COLLECTOR,
        storagegateway.COLLECTOR,
        timestream.COLLECTOR,
        transfer.COLLECTOR,
        secretsmanager.COLLECTOR,
        ssm.COLLECTOR,
        sqs.COLLECTOR,
        sns.COLLECTOR,
        kinesis.COLLECTOR,
        firehose.COLLECTOR,
        msk.COLLECTOR,
        functions.COLLECTOR,
        ecr.COLLECTOR,
        glue.COLLECTOR,
        athena.COLLECTOR,
        cloudtrail.COLLECTOR,
        eventbridge.COLLECTOR,
    )
}
IDENTITY = Call("sts", "GetCallerIdentity")
REGIONS = Call("ec2", "DescribeRegions", path="Regions")
OPENING = (IDENTITY, REGIONS)


class AwsProvider:
    """Reads AWS accounts. Sessions are kept for the life of the process, so that every unit of an account shares its clients."""

    name = "aws"

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._opening = Lock()

    def collectors(self) -> Collection[Collector]:
        """One a service."""
        return COLLECTORS.values()

    def permissions(self, form: str = "") -> dict[str, Any]:  # noqa: ARG002  # IAM has one format
        """The IAM policy that grants every declared call, and nothing else."""
        return permissions.policy(call for calls in (OPENING, *(one.calls for one in COLLECTORS.values())) for call in calls)

    def plan(self, options: Mapping[str, Any]) -> tuple[dict[str, str], list[Unit], list[Coverage]]:
        """Assert who we are, then list the regions. An account that cannot be opened is a gap under the entry's id."""
        module = _sdk()
        session = observe(lambda: self._session(options), errors=module.AwsSource.errors, reason=_no_session)
        if isinstance(session, Unknown):
            return {}, [], [_line(options["id"], IDENTITY, session.reason)]
        source = module.AwsSource(session)
        identity = _ask(source, IDENTITY)
        if isinstance(identity, Unknown):
            return {}, [], [_line(options["id"], IDENTITY, identity.reason)]
        account, arn = identity["Account"], identity["Arn"]
        if (expected := options.get("account_id")) and str(expected) != account:
            return {}, [], [_line(options["id"], IDENTITY, f"access_denied: these credentials open account {account}, not {expected}")]
        opened = {**options, "partition": arn.split(":")[1]}
        regions, coverage = _regions(source, session, opened, account)
        return {account: arn}, _units(opened, account, regions), coverage

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit, here or in another process than the one that planned it."""
        partition = unit.options["partition"]
        return run_unit(unit, COLLECTORS[unit.service], _sdk().AwsSource(self._session(unit.options)), partition)

    def close(self) -> None:
        """Close every connection and forget every session."""
        with self._opening:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def _session(self, options: Mapping[str, Any]) -> Session:
        key = json.dumps({name: value for name, value in options.items() if name != "partition"}, sort_keys=True, default=str)
        with self._opening:
            if key not in self._sessions:
                self._sessions[key] = _sdk().Session(options)
            return self._sessions[key]


def _sdk() -> Any:
    """The module that imports boto3, and with it everything slow. Raises ProviderError without the extra."""
    try:
        return import_module("auditor.providers.aws.reader")
    except ModuleNotFoundError as error:
        raise ProviderError(
            f"the AWS SDK is not installed ({error.name} is missing)", "Run: pip install 'residency-auditor[aws]'."
        ) from error


def _no_session(error: Exception) -> tuple[str, str]:
    return type(error).__name__, f"access_denied: {error}; check the profile in ~/.aws/config"


def _ask(source: AwsSource, call: Call, region: str | None = None, **parameters: Any) -> Any:
    return observe(lambda: source.ask(call, region, parameters), errors=source.errors, reason=lambda error: source.reason(error, call))


def _regions(source: AwsSource, session: Session, options: Mapping[str, Any], account: str) -> tuple[list[str], list[Coverage]]:
    """The regions to read, and coverage for those left out, refused or unheard of."""
    chosen = options.get("regions", "all")
    answer = _ask(source, REGIONS, AllRegions=True)
    if isinstance(answer, Unknown) and chosen != "all":
        # An organisation that forbids other regions refuses the question there, and answers it in its own.
        answer = _ask(source, REGIONS, chosen[0], AllRegions=True)
    coverage = []
    if isinstance(answer, Unknown):
        coverage.append(_line(account, REGIONS, answer.reason))
        enabled = known = session.regions_of(options["partition"])
    else:
        known = sorted(region["RegionName"] for region in answer)
        enabled = sorted(region["RegionName"] for region in answer if region.get("OptInStatus") != "not-opted-in")
    if chosen == "all":
        return enabled, coverage
    for region in sorted({*enabled, *chosen}):
        if region not in chosen:
            coverage.append(_line(account, REGIONS, "not_collected: left out by the configuration", region, "skipped"))
        elif region not in known:
            coverage.append(_line(account, REGIONS, "no_answer: the account has no region of that name", region))
        elif region not in enabled:
            coverage.append(_line(account, REGIONS, "not_collected: the region is not enabled in this account", region, "skipped"))
    return [region for region in enabled if region in chosen], coverage


def _units(options: Mapping[str, Any], account: str, regions: list[str]) -> list[Unit]:
    return [
        Unit("aws", account, region, collector.service, options)
        for collector in COLLECTORS.values()
        for region in (regions if collector.where == "region" else [None])
    ]


def _line(account: str, call: Call, reason: str, region: str | None = None, status: str = "") -> Coverage:
    status = status or ("refused" if reason.split(":")[0] in REFUSALS else "failed")
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Coverage("aws", account, region, call.service, status, call.name, reason, call.needs, at=at)
