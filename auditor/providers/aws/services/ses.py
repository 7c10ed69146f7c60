"""Amazon SES: identities, configuration sets and where they tell of mails, where mails that come in go, endpoints, mail archives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, arn, bucket_in, key_arn, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ses import (
        Archive,
        EventDestination,
        GetConfigurationSetResponse,
        GetEmailIdentityResponse,
        IdentityInfo,
        IdentityNotificationAttributes,
        MultiRegionEndpoint,
        ReceiptRule,
    )

IDENTITY = "AWS::SES::EmailIdentity"
SETTINGS = "AWS::SES::ConfigurationSet"
ENDPOINT = "AWS::SES::MultiRegionEndpoint"
ARCHIVE = "AWS::SES::MailManagerArchive"
RECEIPT = "AWS::SES::ReceiptRule"
PERIODS = {
    **{"THREE_MONTHS": "P3M", "SIX_MONTHS": "P6M", "NINE_MONTHS": "P9M", "ONE_YEAR": "P1Y", "EIGHTEEN_MONTHS": "P18M"},
    **{"TWO_YEARS": "P2Y", "THIRTY_MONTHS": "P30M", "THREE_YEARS": "P3Y", "FOUR_YEARS": "P4Y", "FIVE_YEARS": "P5Y"},
    **{"SIX_YEARS": "P6Y", "SEVEN_YEARS": "P7Y", "EIGHT_YEARS": "P8Y", "NINE_YEARS": "P9Y", "TEN_YEARS": "P10Y"},
    "PERMANENT": None,
}
ENDS = {
    "KinesisFirehoseDestination": "DeliveryStreamArn",
    "SnsDestination": "TopicArn",
    "EventBridgeDestination": "EventBusArn",
    "PinpointDestination": "ApplicationArn",
}
TAKES_IN = {
    "S3Action": "BucketName",
    "SNSAction": "TopicArn",
    "LambdaAction": "FunctionArn",
    "WorkmailAction": "OrganizationArn",
    "ConnectAction": "InstanceARN",
}
"""What a rule may do with a mail that comes in, and where that says who gets it. Most of it may tell a topic as well whose it is."""
# SES sends mails on and keeps none of them; what it holds on the way is encrypted.
PASSES_ON: dict[str, Any] = {"retention.max": "P0D", "encryption.at_rest": True}

IDENTITIES = Call("sesv2", "ListEmailIdentities", of=(IDENTITY,), path="EmailIdentities", permission="ses:ListEmailIdentities", lists=True)
IDENTITY_DETAIL = Call("sesv2", "GetEmailIdentity", feeds=("flows.copy", "tags"), of=(IDENTITY,), permission="ses:GetEmailIdentity")
# Of a hundred identities at once: the topics of each that are told which of its mails came back, and from whom.
NOTIFIED = Call("ses", "GetIdentityNotificationAttributes", feeds=("flows.copy",), of=(IDENTITY,), path="NotificationAttributes")
AT_ONCE = 100
SETS = Call("sesv2", "ListConfigurationSets", of=(SETTINGS,), path="ConfigurationSets", permission="ses:ListConfigurationSets", lists=True)
SET_DETAIL = Call(
    "sesv2",
    "GetConfigurationSet",
    feeds=("flows.copy", "tags"),
    of=(SETTINGS,),
    permission="ses:GetConfigurationSet",
)
EVENTS = Call(
    "sesv2",
    "GetConfigurationSetEventDestinations",
    feeds=("flows.copy",),
    of=(SETTINGS,),
    path="EventDestinations",
    permission="ses:GetConfigurationSetEventDestinations",
    absent=UNOFFERED,
)
ENDPOINTS = Call(
    "sesv2",
    "ListMultiRegionEndpoints",
    feeds=("flows.replication",),
    of=(ENDPOINT,),
    path="MultiRegionEndpoints",
    permission="ses:ListMultiRegionEndpoints",
    lists=True,
)
# Nothing is said where no set of rules is in force.
RECEIVED = Call("ses", "DescribeActiveReceiptRuleSet", feeds=("flows.copy",), of=(RECEIPT,), path="Rules", absent=SILENT, lists=True)
ARCHIVES = Call("mailmanager", "ListArchives", of=(ARCHIVE,), path="Archives", permission="ses:ListArchives", lists=True)
ARCHIVE_DETAIL = Call(
    "mailmanager",
    "GetArchive",
    feeds=("retention.max", "encryption.at_rest", "encryption.key"),
    of=(ARCHIVE,),
    permission="ses:GetArchive",
)
UNHEARD_OF = Unknown(ARCHIVE_DETAIL.reason("no_answer", "a period this version does not know"))
EXPORTS = Call(
    "mailmanager", "ListArchiveExports", feeds=("flows.copy",), of=(ARCHIVE,), path="Exports", permission="ses:ListArchiveExports"
)
EXPORT = Call(
    "mailmanager",
    "GetArchiveExport",
    feeds=("flows.copy",),
    of=(ARCHIVE,),
    path="ExportDestinationConfiguration.S3.S3Location",
    permission="ses:GetArchiveExport",
)
LEFT_NOTHING = frozenset({"FAILED", "CANCELLED"})


def collect(reader: Reader) -> Iterator[Resource]:
    """Identities, configuration sets, rules for what comes in, endpoints and archives of the region."""
    listed = list(reader.pages(IDENTITIES))
    for some in (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE)):
        notified = reader.get(NOTIFIED, Identities=[one["IdentityName"] for one in some])
        yield from reader.map(partial(_identity, reader, notified), some)
    yield from reader.map(partial(_set, reader), reader.pages(SETS))
    yield from (_received(reader, one) for one in reader.pages(RECEIVED))
    yield from (_endpoint(reader, one) for one in reader.pages(ENDPOINTS))
    yield from reader.map(partial(_archive, reader), reader.pages(ARCHIVES))


def _identity(reader: Reader, notified: object, listed: IdentityInfo) -> Resource:
    name = listed["IdentityName"]
    detail = reader.get(IDENTITY_DETAIL, EmailIdentity=name)
    facts = {
        **PASSES_ON,
        "flows.copy": joined(
            lift(lambda found: _to_set(reader, found.get("ConfigurationSetName")), detail),
            lift(lambda found: _to_topics(found.get(name, {})), notified),
        ),
    }
    return reader.resource(IDENTITY, arn(reader, "ses", f"identity/{name}"), name, facts, lift(_tags, detail))


def _to_set(reader: Reader, name: str | None) -> Any:
    """An identity tells of its mails where its configuration set does."""
    return flows([to_arn(arn(reader, "ses", f"configuration-set/{name}"))] if name else [])


def _to_topics(told: IdentityNotificationAttributes) -> Any:
    topics = (told.get("BounceTopic"), told.get("ComplaintTopic"), told.get("DeliveryTopic"))
    return flows(to_arn(topic) for topic in topics if topic)


def _set(reader: Reader, name: str) -> Resource:
    detail, events = reader.get(SET_DETAIL, ConfigurationSetName=name), reader.get(EVENTS, ConfigurationSetName=name)
    facts = {**PASSES_ON, "flows.copy": joined(lift(_told, events), lift(_archived, detail))}
    return reader.resource(SETTINGS, arn(reader, "ses", f"configuration-set/{name}"), name, facts, lift(_tags, detail))


def _told(events: list[EventDestination] | None) -> Any:
    """Where events are sent."""
    running: list[Mapping[str, Any]] = [one for one in events or () if one.get("Enabled")]
    found = [one[sort].get(member) for one in running for sort, member in ENDS.items() if sort in one]
    return flows(to_arn(one) for one in found if one)


def _archived(detail: GetConfigurationSetResponse) -> Any:
    """The archive that keeps the mails themselves."""
    archive = detail.get("ArchivingOptions", {}).get("ArchiveArn")
    return flows([to_arn(archive)] if archive else [])


def _received(reader: Reader, rule: ReceiptRule) -> Resource:
    """A rule of the one set that is in force; one that is off takes nothing."""
    name = rule["Name"]
    actions: Sequence[Mapping[str, Any]] = rule.get("Actions", ()) if rule.get("Enabled") else ()
    ends = [told.get(end) for one in actions for sort, told in one.items() for end in dict.fromkeys((TAKES_IN.get(sort, ""), "TopicArn"))]
    facts = {
        **PASSES_ON,
        "flows.copy": flows(to_arn(one) if one.startswith("arn:") else to_bucket(reader, one) for one in ends if one),
    }
    return reader.resource(RECEIPT, arn(reader, "ses", f"receipt-rule/{name}"), name, facts, {})


def _endpoint(reader: Reader, listed: MultiRegionEndpoint) -> Resource:
    others = [region for region in listed.get("Regions", ()) if region != reader.region]
    facts = {
        **PASSES_ON,
        "flows.replication": flows({"region": region, "account": reader.account} for region in others),
    }
    id = arn(reader, "ses", f"multi-region-endpoint/{listed['EndpointId']}")
    return reader.resource(ENDPOINT, id, listed["EndpointName"], facts, {})


def _archive(reader: Reader, listed: Archive) -> Resource:
    known = listed["ArchiveId"]
    detail = reader.get(ARCHIVE_DETAIL, ArchiveId=known)
    facts = {
        "retention.max": lift(lambda found: PERIODS.get(found.get("Retention", {}).get("RetentionPeriod"), UNHEARD_OF), detail),
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("KmsKeyArn")), detail),
        "flows.copy": _exported(reader, known),
    }
    return reader.resource(ARCHIVE, arn(reader, "ses", f"mailmanager-archive/{known}"), listed.get("ArchiveName") or known, facts, {})


def _exported(reader: Reader, archive: str) -> Any:
    """The buckets that hold what was taken out of an archive."""
    listed = reader.all(EXPORTS, ArchiveId=archive)
    if isinstance(listed, Unknown):
        return listed
    done = [one["ExportId"] for one in listed or () if (one.get("Status") or {}).get("State") not in LEFT_NOTHING]
    places = [reader.get(EXPORT, ExportId=one) for one in done]
    return joined(*(lift(lambda place: flows([{"to": bucket_in(reader, place)}]), one) for one in places))


def _tags(answer: GetEmailIdentityResponse | GetConfigurationSetResponse) -> Any:
    return tags(answer.get("Tags"))


COLLECTOR = Collector(
    service="ses",
    native_types=dict.fromkeys((IDENTITY, SETTINGS, RECEIPT, ENDPOINT, ARCHIVE), "mail_service"),
    calls=(IDENTITIES, IDENTITY_DETAIL, NOTIFIED, SETS, SET_DETAIL, EVENTS, RECEIVED, ENDPOINTS, ARCHIVES, ARCHIVE_DETAIL, EXPORTS, EXPORT),
    collect=collect,
    never=(
        Absence(
            ("encryption.key",),
            f"{DOCS}/ses/latest/dg/encryption-rest.html: on the way, with keys that AWS owns",
            (IDENTITY, SETTINGS, RECEIPT, ENDPOINT),
        ),
        Absence(
            ("flows.replication",),
            f"{DOCS}/ses/latest/dg/global-endpoints.html: only an endpoint names a second region",
            (IDENTITY, SETTINGS, RECEIPT, ARCHIVE),
        ),
        Absence(("flows.copy",), f"{DOCS}/ses/latest/APIReference-V2/API_CreateMultiRegionEndpoint.html: names regions only", (ENDPOINT,)),
    ),
)
