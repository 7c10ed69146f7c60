"""A small estate for each AWS collector of what people use: directories, mail, desktops; and the facts that must be read back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected
from tests.providers.aws.seeds_messaging import to

OWN_KEY: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY}
AWS_KEY: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None}


def cognito(cloud: Cloud) -> Expected:
    """A pool that writes from Ireland, texts from Virginia and tells a function; a silent one; two identity pools."""
    mail = f"arn:aws:ses:{IRELAND}:{ACCOUNT}:identity/ville.example"
    told = [f"arn:aws:lambda:{PARIS}:{ACCOUNT}:function:{name}" for name in ("accueil", "textos")]
    stream = f"arn:aws:firehose:{PARIS}:{ACCOUNT}:deliverystream/connexions"
    pools: dict[str, dict[str, Any]] = {
        f"{PARIS}_plein": {
            "EmailConfiguration": {"SourceArn": mail, "EmailSendingAccount": "DEVELOPER"},
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::1:role/x", "SnsRegion": VIRGINIA},
            "LambdaConfig": {"PreSignUp": told[0], "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": told[1]}, "KMSKeyID": KEY},
            "KeyConfiguration": {"KmsKeyArn": KEY},
            "UserPoolTags": OWNER,
        },
        f"{PARIS}_nu": {"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}},
    }
    listed = [{"Id": known, "Name": known.rsplit("_", 1)[1]} for known in pools]
    cloud.answer("cognito-idp", "ListUserPools", {"UserPools": listed}, PARIS)
    cloud.answer("cognito-idp", "ListUserPools", {"UserPools": []}, VIRGINIA)
    cloud.answer("cognito-idp", "DescribeUserPool", lambda asked: {"UserPool": pools[asked["UserPoolId"]]})
    group = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/annuaire"
    logs = [{"CloudWatchLogsConfiguration": {"LogGroupArn": f"{group}:*"}}, {"FirehoseConfiguration": {"StreamArn": stream}}]
    logs.append({"S3Configuration": {"BucketArn": "arn:aws:s3:::lac"}})
    given = {"LogDeliveryConfiguration": {"UserPoolId": "x", "LogConfigurations": logs}}
    cloud.answer("cognito-idp", "GetLogDeliveryConfiguration", lambda asked: given if asked["UserPoolId"].endswith("plein") else {})
    identities = [{"IdentityPoolId": f"{PARIS}:{name}", "IdentityPoolName": name} for name in ("portail", "essai")]
    cloud.answer("cognito-identity", "ListIdentityPools", {"IdentityPools": identities}, PARIS)
    cloud.answer("cognito-identity", "ListIdentityPools", {"IdentityPools": []}, VIRGINIA)
    cloud.answer(
        "cognito-identity",
        "DescribeIdentityPool",
        lambda asked: {"IdentityPoolTags": OWNER if asked["IdentityPoolId"].endswith("portail") else {}},
    )
    synchronised: dict[str, Any] = {
        "CognitoStreams": {"StreamName": "appareils", "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/r", "StreamingStatus": "ENABLED"},
        "PushSync": {"ApplicationArns": [f"arn:aws:sns:{PARIS}:{ACCOUNT}:app/GCM/mairie"]},
    }
    off: dict[str, Any] = {"CognitoStreams": {"StreamName": "appareils", "StreamingStatus": "DISABLED"}}
    cloud.answer(
        "cognito-sync",
        "GetIdentityPoolConfiguration",
        lambda asked: {**asked, **(synchronised if asked["IdentityPoolId"].endswith("portail") else off)},
    )
    kept = [f"arn:aws:kinesis:{PARIS}:{ACCOUNT}:stream/appareils", f"arn:aws:sns:{PARIS}:{ACCOUNT}:app/GCM/mairie"]
    pool, identity = f"arn:aws:cognito-idp:{PARIS}:{ACCOUNT}:userpool", f"arn:aws:cognito-identity:{PARIS}:{ACCOUNT}:identitypool"
    none: dict[str, Any] = {"flows.copy": None, "flows.logs": None}
    return {
        f"{pool}/{PARIS}_plein": {
            **OWN_KEY,
            "name": "plein",
            "flows.copy": [to(mail), {"holder": "sms", "region": VIRGINIA}, *map(to, told)],
            "flows.logs": [to(group), to(stream), {"to": "arn:aws:s3:::lac"}],
            "tags": OWNER,
        },
        f"{pool}/{PARIS}_nu": {**AWS_KEY, **none, "tags": {}},
        f"{identity}/{PARIS}:portail": {**AWS_KEY, **none, "name": "portail", "flows.copy": [*map(to, kept)], "tags": OWNER},
        f"{identity}/{PARIS}:essai": {**AWS_KEY, **none, "tags": {}},
    }


def ses(cloud: Cloud) -> Expected:
    """Two of each: an identity tied to a set that tells and archives, rules, an endpoint of two regions, an archive of ten years."""
    here = f"arn:aws:ses:{PARIS}:{ACCOUNT}"
    archive = f"{here}:mailmanager-archive/a-plein"
    identities = [{"IdentityName": "ville.example"}, {"IdentityName": "essai.example"}]
    tied = {"ConfigurationSetName": "suivi", "Tags": PAIR}
    cloud.answer("sesv2", "ListEmailIdentities", {"EmailIdentities": identities}, PARIS)
    cloud.answer(
        "sesv2", "GetEmailIdentity", lambda asked: tied if asked["EmailIdentity"].startswith("ville") else {"IdentityType": "DOMAIN"}
    )
    cloud.answer("sesv2", "ListConfigurationSets", {"ConfigurationSets": ["suivi", "nu"]}, PARIS)
    archived = {"ArchivingOptions": {"ArchiveArn": archive}, "Tags": PAIR}
    cloud.answer(
        "sesv2",
        "GetConfigurationSet",
        lambda asked: archived if asked["ConfigurationSetName"] == "suivi" else {"ConfigurationSetName": "nu"},
    )
    topic = f"arn:aws:sns:{PARIS}:{ACCOUNT}:rebonds"
    on = {"Name": "a", "Enabled": True, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": topic}}
    off = {"Name": "b", "Enabled": False, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": f"{topic}-2"}}
    cloud.answer(
        "sesv2",
        "GetConfigurationSetEventDestinations",
        lambda asked: {"EventDestinations": [on, off] if asked["ConfigurationSetName"] == "suivi" else []},
    )
    endpoints = [
        {"EndpointName": "double", "EndpointId": "e1", "Regions": [PARIS, VIRGINIA]},
        {"EndpointName": "simple", "EndpointId": "e2", "Regions": [PARIS]},
    ]
    cloud.answer("sesv2", "ListMultiRegionEndpoints", {"MultiRegionEndpoints": endpoints}, PARIS)
    archives = [{"ArchiveId": "a-plein", "ArchiveName": "mairie"}, {"ArchiveId": "a-nu"}]
    kept: dict[str, dict[str, Any]] = {
        "a-plein": {"Retention": {"RetentionPeriod": "TEN_YEARS"}, "KmsKeyArn": KEY},
        "a-nu": {"Retention": {"RetentionPeriod": "PERMANENT"}},
    }
    cloud.answer("mailmanager", "ListArchives", {"Archives": archives}, PARIS)
    cloud.answer("mailmanager", "GetArchive", lambda asked: kept[asked["ArchiveId"]])
    exports = [{"ExportId": name, "Status": {"State": name}} for name in ("COMPLETED", "PROCESSING", "FAILED")]
    cloud.answer("mailmanager", "ListArchiveExports", lambda asked: {"Exports": exports if asked["ArchiveId"] == "a-plein" else []})
    taken = {"COMPLETED": "s3://requisition/2027/", "PROCESSING": "s3://copie"}
    cloud.answer(
        "mailmanager",
        "GetArchiveExport",
        lambda asked: {"ExportDestinationConfiguration": {"S3": {"S3Location": taken[asked["ExportId"]]}}},
    )
    taking = [
        {"S3Action": {"BucketName": "courrier", "TopicArn": f"{topic}-arrivees"}},
        {"LambdaAction": {"FunctionArn": f"arn:aws:lambda:{PARIS}:{ACCOUNT}:function:tri"}},
        {"SNSAction": {"TopicArn": topic}},
        {"StopAction": {"Scope": "RuleSet"}},
    ]
    rules = [{"Name": name, "Enabled": name == "entrants", "Actions": taking} for name in ("entrants", "ancienne")]
    cloud.answer("ses", "DescribeActiveReceiptRuleSet", {"Metadata": {"Name": "mairie"}, "Rules": rules}, PARIS)
    none: dict[str, Any] = {"flows.copy": None, "flows.replication": None, "tags": {}}
    given = [{"to": "arn:aws:s3:::courrier"}, to(f"{topic}-arrivees"), to(taking[1]["LambdaAction"]["FunctionArn"]), to(topic)]
    # What comes back of mails is told of each identity, too.
    refused = {"essai.example": {"ForwardingEnabled": True, "BounceTopic": topic, "ComplaintTopic": topic}}
    cloud.answer("ses", "GetIdentityNotificationAttributes", {"NotificationAttributes": refused}, PARIS)
    passing = {**AWS_KEY, "retention.max": "P0D"}
    return {
        f"{here}:identity/ville.example": {**passing, **none, "flows.copy": [to(f"{here}:configuration-set/suivi")], "tags": OWNER},
        f"{here}:identity/essai.example": {**passing, **none, "flows.copy": [to(topic)]},
        f"{here}:configuration-set/suivi": {**passing, **none, "flows.copy": [to(topic), to(archive)], "tags": OWNER},
        f"{here}:configuration-set/nu": {**passing, **none},
        f"{here}:multi-region-endpoint/e1": {**passing, **none, "flows.replication": [{"region": VIRGINIA, "account": ACCOUNT}]},
        f"{here}:multi-region-endpoint/e2": {**passing, **none, "name": "simple"},
        f"{here}:receipt-rule/entrants": {**passing, **none, "name": "entrants", "flows.copy": given},
        f"{here}:receipt-rule/ancienne": {**passing, **none},
        archive: {
            **OWN_KEY,
            **none,
            "name": "mairie",
            "retention.max": "P10Y",
            "flows.copy": [{"to": "arn:aws:s3:::requisition"}, {"to": "arn:aws:s3:::copie"}],
        },
        f"{here}:mailmanager-archive/a-nu": {**AWS_KEY, **none, "retention.max": None},
    }


def workspaces(cloud: Cloud) -> Expected:
    """A desktop with a standby in Virginia, one half encrypted, an image lent to a stranger and one kept."""
    here = f"arn:aws:workspaces:{PARIS}:{ACCOUNT}"
    standby = f"arn:aws:workspaces:{VIRGINIA}:{ACCOUNT}:workspace/ws-2"
    both = {"UserVolumeEncryptionEnabled": True, "RootVolumeEncryptionEnabled": True, "VolumeEncryptionKey": KEY}
    related = [{"WorkspaceId": "ws-2", "Region": VIRGINIA, "Type": "STANDBY"}]
    desktops = [
        {"WorkspaceId": "ws-1", "WorkspaceName": "accueil", **both, "RelatedWorkspaces": related},
        {"WorkspaceId": "ws-3", "ComputerName": "pc-3", **both, "RootVolumeEncryptionEnabled": False},
    ]
    cloud.answer("workspaces", "DescribeWorkspaces", {"Workspaces": desktops}, PARIS)
    cloud.answer(
        "workspaces", "DescribeWorkspaceImages", {"Images": [{"ImageId": f"wsi-{n}", "Name": f"image {n}"} for n in (1, 2)]}, PARIS
    )
    shared = [{"SharedAccountId": STRANGER}]
    cloud.answer(
        "workspaces",
        "DescribeWorkspaceImagePermissions",
        lambda asked: {"ImageId": asked["ImageId"], "ImagePermissions": shared if asked["ImageId"] == "wsi-1" else []},
    )
    cloud.answer("workspaces", "DescribeTags", lambda asked: {"TagList": PAIR if asked["ResourceId"].endswith("-1") else []})
    return {
        f"{here}:workspace/ws-1": {**OWN_KEY, "name": "accueil", "flows.replication": [to(standby)], "tags": OWNER},
        f"{here}:workspace/ws-3": {
            "encryption.at_rest": False,
            "encryption.key": None,
            "flows.replication": None,
            "name": "pc-3",
            "tags": {},
        },
        f"{here}:workspaceimage/wsi-1": {"public.access": False, "flows.share": [{"account": STRANGER, "region": PARIS}], "tags": OWNER},
        f"{here}:workspaceimage/wsi-2": {"public.access": False, "flows.share": None, "tags": {}},
    }


def certificates(cloud: Cloud) -> Expected:
    """One that was brought, one that AWS renews: none of them holds data."""
    brought = {"DomainName": "portail.ville.example", "NotAfter": datetime(2026, 12, 20, tzinfo=UTC), "Type": "IMPORTED"}
    renewed = {**brought, "DomainName": "site.ville.example", "Type": "AMAZON_ISSUED", "RenewalEligibility": "ELIGIBLE"}
    arns = (f"arn:aws:acm:{PARIS}:{ACCOUNT}:certificate/{number}" for number in range(2))
    listed = [{"CertificateArn": arn, "Status": "ISSUED", **one} for arn, one in zip(arns, (brought, renewed), strict=True)]
    cloud.answer("acm", "ListCertificates", {"CertificateSummaryList": listed}, PARIS)
    return {}


def access_keys(cloud: Cloud) -> Expected:
    """A user with a key in use and one that is put away."""
    iam = cloud.client("iam", VIRGINIA)
    iam.create_user(UserName="sauvegarde")
    iam.create_access_key(UserName="sauvegarde")
    retired = iam.create_access_key(UserName="sauvegarde")["AccessKey"]["AccessKeyId"]
    iam.update_access_key(UserName="sauvegarde", AccessKeyId=retired, Status="Inactive")
    return {}


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    **{"cognito": cognito, "ses": ses, "workspaces": workspaces},
    **{"certificates": certificates, "access-keys": access_keys},
}
