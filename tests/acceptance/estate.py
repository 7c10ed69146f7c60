"""An estate nobody tuned the collectors for: planted faults and planted good practice, service by service, on a real emulator over HTTP."""

from __future__ import annotations

import json
from typing import Any

from tests.emulators.aws import Cloud

PARIS, IRELAND, FRANKFURT, VIRGINIA, LONDON, ZURICH = "eu-west-3", "eu-west-1", "eu-central-1", "us-east-1", "eu-west-2", "eu-central-2"
REGIONS = [PARIS, IRELAND, FRANKFURT, VIRGINIA, LONDON, ZURICH]
ACCOUNT = "123456789012"
STRANGER, PARTNER = "999988887777", "111122223333"

CONFIGURATION = """
organisation: {{name: Ville d'essai, siren: "217500016", profile: commune, population: 12000}}
accounts:
  - id: essai
    provider: aws
    endpoint_url: "{endpoint}"
    emulator: true
    regions: [eu-west-3, eu-west-1, eu-central-1, us-east-1, eu-west-2, eu-central-2]
processing_activities:
  - id: etat-civil
    title: Gestion de l'état civil
    categories: [civil_status]
    countries: [FR]
    select: [{{id: "arn:aws:s3:::etat-civil-*"}}]
  - id: creche
    title: Crèches
    categories: [childhood]
    countries: [FR, IE]
    select: [{{tag: {{application: creche}}}}]
trusted_accounts: ["111122223333"]
"""


class Estate:
    """Builds the estate and remembers what every rule must say of what it planted: `expected[(rule, id)] = outcome`."""

    def __init__(self, cloud: Cloud) -> None:
        self.client = cloud.client
        self.expected: dict[tuple[str, str], str] = {}

    def say(self, identifier: str, **outcomes: str) -> str:
        """Remember outcomes: LOC_004="fail" …"""
        self.expected |= {(rule.replace("_", "-"), identifier): outcome for rule, outcome in outcomes.items()}
        return identifier

    def bucket(self, name: str, region: str = PARIS, category: str | None = None, tags: dict[str, str] | None = None) -> str:
        """A bucket, with its category as a tag."""
        s3 = self.client("s3", region)
        where = {} if region == VIRGINIA else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
        tags = dict(tags or {}) | ({"rgpd:categorie": category} if category else {})
        if tags:
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]})
        return f"arn:aws:s3:::{name}"

    def replicate(self, source: str, target: str, region: str, *, status: str = "Enabled") -> None:
        """A replication rule from one bucket to another."""
        for bucket in (source, target):
            self.client("s3", region).put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        rule = {"ID": "r", "Status": status, "Prefix": "", "Destination": {"Bucket": f"arn:aws:s3:::{target}"}}
        self.client("s3", region).put_bucket_replication(
            Bucket=source, ReplicationConfiguration={"Role": f"arn:aws:iam::{ACCOUNT}:role/r", "Rules": [rule]}
        )

    def expire(self, bucket: str, *rules: dict[str, Any]) -> None:
        """Lifecycle rules."""
        whole = [{"ID": f"r{number}", "Status": "Enabled", "Filter": {"Prefix": ""}} | rule for number, rule in enumerate(rules)]
        self.client("s3", PARIS).put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": whole})

    def build(self) -> None:
        """Everything."""
        self.buckets()
        self.retention()
        self.public()
        self.disks()
        self.databases()
        self.tables_and_logs()
        self.keys_and_backups()

    def buckets(self) -> None:
        """Locations, replication, chains, register."""
        self.say(self.bucket("plain-paris", category="hr"), LOC_001="pass", LOC_003="pass", LOC_009="pass", GOV_001="pass", LOC_007="pass")
        self.say(self.bucket("hr-virginia", VIRGINIA, "rh"), LOC_001="unknown", LOC_003="fail", LOC_007="pass")
        self.say(self.bucket("sante-zurich", ZURICH, "santé"), LOC_001="pass", LOC_003="pass", LOC_004="fail", LOC_009="pass")
        self.say(self.bucket("sante-paris", category="health"), LOC_004="pass", LOC_009="pass")
        self.say(self.bucket("untagged-paris"), GOV_001="fail", LOC_001="pass", LOC_004="pass")
        self.say(self.bucket("untagged-virginia", VIRGINIA), GOV_001="fail", LOC_003="unknown", LOC_004="unknown")
        self.say(self.bucket("ouvert-virginia", VIRGINIA, "open_data"), LOC_003="not_applicable", LOC_004="not_applicable")
        source, target = self.bucket("etat-civil-actes"), self.bucket("copie-actes", VIRGINIA, "civil_status")
        self.replicate("etat-civil-actes", "copie-actes", PARIS)
        self.say(source, LOC_009="fail", LOC_003="fail", TRF_001="fail", LOC_001="pass", GOV_001="pass")
        self.say(target, LOC_003="fail", LOC_009="pass")
        self.bucket("etat-civil-dublin", IRELAND)
        self.say("arn:aws:s3:::etat-civil-dublin", TRF_001="fail", LOC_001="pass")
        self.say(self.bucket("creche-dublin", IRELAND, tags={"application": "creche"}), TRF_001="pass", GOV_001="pass")
        chain = [self.bucket(f"chaine-{step}", region, "health") for step, region in (("a", PARIS), ("b", FRANKFURT), ("c", VIRGINIA))]
        self.replicate("chaine-a", "chaine-b", PARIS)
        self.replicate("chaine-b", "chaine-c", FRANKFURT)
        # A replica is not replicated again, unless by a batch of somebody's.
        self.say(chain[0], LOC_004="unknown", LOC_009="unknown")
        self.bucket("eteinte-cible", VIRGINIA, "open_data")
        # What it copied before it was switched off may still be there.
        self.say(self.bucket("eteinte", category="health"), LOC_004="unknown", LOC_009="unknown")
        self.replicate("eteinte", "eteinte-cible", PARIS, status="Disabled")
        self.bucket("journaux-acces", category="logs")
        s3 = self.client("s3", PARIS)
        delivery = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
        grants = [{"Grantee": delivery, "Permission": permission} for permission in ("WRITE", "READ_ACP")]
        s3.put_bucket_acl(Bucket="journaux-acces", AccessControlPolicy={"Grants": grants, "Owner": {"ID": "o"}})
        self.say(self.bucket("sante-journalisee", category="health"), LOC_004="pass")
        logging = {"LoggingEnabled": {"TargetBucket": "journaux-acces", "TargetPrefix": "x/"}}
        s3.put_bucket_logging(Bucket="sante-journalisee", BucketLoggingStatus=logging)

    def retention(self) -> None:
        """Video, by lifecycle, versions and filters."""
        for name, outcome in {"video-90": "fail", "video-30": "pass", "video-31": "pass", "video-32": "fail"}.items():
            self.say(self.bucket(name, category="video"), RET_002=outcome)
            self.expire(name, {"Expiration": {"Days": int(name[-2:])}})
        self.say(self.bucket("video-jamais", category="videoprotection"), RET_002="fail")
        self.say(self.bucket("video-prefixe", category="video"), RET_002="fail")
        self.expire("video-prefixe", {"Expiration": {"Days": 10}, "Filter": {"Prefix": "cam1/"}})
        self.say(self.bucket("video-desactivee", category="video"), RET_002="fail")
        self.expire("video-desactivee", {"Expiration": {"Days": 10}, "Status": "Disabled"})
        for name, noncurrent, outcome in (
            ("video-versions", None, "fail"),
            ("video-versions-10", 10, "pass"),
            ("video-versions-60", 60, "fail"),
        ):
            self.say(self.bucket(name, category="video"), RET_002=outcome)
            self.client("s3", PARIS).put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
            rule: dict[str, Any] = {"Expiration": {"Days": 20}}
            if noncurrent:
                rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": noncurrent}
            self.expire(name, rule)

    def public(self) -> None:
        """Public by policy, by ACL, and both blocked."""
        s3 = self.client("s3", PARIS)
        for name, category, blocked, outcome in (
            ("public-rh", "hr", False, "fail"),
            ("public-bloque", "hr", True, "pass"),
            ("public-ouvert", "open_data", False, "not_applicable"),
            ("public-inconnu", None, False, "unknown"),
        ):
            self.say(self.bucket(name, category=category), SEC_001=outcome)
            statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
            s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
            if blocked:
                keys = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
                s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(keys, True))
        self.say(self.bucket("public-acl", category="hr"), SEC_001="fail")
        s3.put_bucket_acl(Bucket="public-acl", ACL="public-read")

    def disks(self) -> None:
        """Volumes, snapshots and images."""
        ec2 = self.client("ec2", PARIS)
        arn = f"arn:aws:ec2:{PARIS}:{ACCOUNT}"
        for encrypted, outcome in ((True, "pass"), (False, "fail")):
            volume = self.volume(ec2, encrypted=encrypted, category="health")
            self.say(f"{arn}:volume/{volume}", SEC_002=outcome, LOC_004="pass", GOV_001="pass")
        shares: tuple[tuple[str, list[str], list[str], str], ...] = (
            ("stranger", [STRANGER], [], "fail"),
            ("partner", [PARTNER], [], "pass"),
            ("nobody", [], [], "pass"),
            ("all", [], ["all"], "fail"),
        )
        for _, users, groups, outcome in shares:
            snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
            self.say(f"arn:aws:ec2:{PARIS}::snapshot/{snapshot}", LOC_011=outcome, GOV_001="pass", SEC_001="fail" if groups else "pass")
            if users or groups:
                who: dict[str, list[str]] = {"UserIds": users} if users else {"GroupNames": groups}
                ec2.modify_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", **who)

    def volume(self, ec2: Any, *, encrypted: bool, category: str) -> str:
        """One volume with a category tag."""
        specification = [{"ResourceType": "volume", "Tags": [{"Key": "rgpd:categorie", "Value": category}]}]
        zone = f"{ec2.meta.region_name}a"
        return str(ec2.create_volume(AvailabilityZone=zone, Size=8, Encrypted=encrypted, TagSpecifications=specification)["VolumeId"])

    def databases(self) -> None:
        """RDS: replicas abroad, public endpoints, shared snapshots."""
        rds, tag = self.client("rds", PARIS), [{"Key": "rgpd:categorie", "Value": "health"}]
        common = {"Engine": "postgres", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "Tags": tag}
        arn = f"arn:aws:rds:{PARIS}:{ACCOUNT}"
        rds.create_db_instance(
            DBInstanceIdentifier="soins", StorageEncrypted=True, PubliclyAccessible=False, BackupRetentionPeriod=7, **common
        )
        self.client("rds", VIRGINIA).create_db_instance_read_replica(
            DBInstanceIdentifier="soins-us", SourceDBInstanceIdentifier=f"{arn}:db:soins", DBInstanceClass="db.t3.micro"
        )
        self.say(f"{arn}:db:soins", LOC_004="fail", LOC_009="fail", SEC_002="pass", SEC_001="pass")
        rds.create_db_instance(DBInstanceIdentifier="pmi", StorageEncrypted=False, PubliclyAccessible=True, **common)
        self.say(f"{arn}:db:pmi", LOC_004="pass", SEC_002="fail", SEC_001="fail")
        rds.create_db_snapshot(DBInstanceIdentifier="soins", DBSnapshotIdentifier="partage")
        rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="partage", AttributeName="restore", ValuesToAdd=[STRANGER])
        self.say(f"{arn}:snapshot:partage", LOC_011="fail")
        rds.create_db_snapshot(DBInstanceIdentifier="soins", DBSnapshotIdentifier="prive")
        self.say(f"{arn}:snapshot:prive", LOC_011="pass", LOC_013="pass")
        self.client("rds", VIRGINIA).copy_db_snapshot(
            SourceDBSnapshotIdentifier=f"{arn}:snapshot:prive", TargetDBSnapshotIdentifier="ailleurs"
        )
        self.say(f"arn:aws:rds:{VIRGINIA}:{ACCOUNT}:snapshot:ailleurs", LOC_013="fail")
        rds.create_db_cluster(
            DBClusterIdentifier="grappe", Engine="aurora-postgresql", MasterUsername="u", MasterUserPassword="secret12", Tags=tag
        )
        self.say(f"{arn}:cluster:grappe", SEC_002="fail", LOC_004="pass")

    def tables_and_logs(self) -> None:
        """DynamoDB and CloudWatch Logs."""
        dynamodb = self.client("dynamodb", PARIS)
        dynamodb.create_table(
            TableName="usagers",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            Tags=[{"Key": "rgpd:categorie", "Value": "usagers_gru"}],
        )
        self.say(f"arn:aws:dynamodb:{PARIS}:{ACCOUNT}:table/usagers", SEC_002="pass", LOC_009="pass", GOV_001="pass")
        logs = self.client("logs", PARIS)
        for days, short, long in (
            (None, "pass", "fail"),
            (14, "fail", "pass"),
            (180, "fail", "pass"),
            (365, "pass", "pass"),
            (400, "pass", "fail"),
        ):
            name = f"/acces/{days or 'jamais'}"
            logs.create_log_group(logGroupName=name)
            if days:
                logs.put_retention_policy(logGroupName=name, retentionInDays=days)
            self.say(f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:{name}", RET_004=short, RET_005=long)

    def keys_and_backups(self) -> None:
        """KMS and AWS Backup."""
        kms = self.client("kms", PARIS)
        key = kms.create_key(MultiRegion=True)["KeyMetadata"]
        kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion=VIRGINIA)
        self.say(key["Arn"], SEC_004="fail")
        self.say(kms.create_key()["KeyMetadata"]["Arn"], SEC_004="pass")
        self.say(self.client("kms", LONDON).create_key()["KeyMetadata"]["Arn"], SEC_004="pass")
        for name, bucket_key, outcome in (("coffre-cmk", key["Arn"], "not_applicable"), ("coffre-aws", None, "fail")):
            self.say(self.bucket(name, category="health"), SEC_003=outcome, SEC_002="pass")
            default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": bucket_key} if bucket_key else {"SSEAlgorithm": "AES256"}
            self.client("s3", PARIS).put_bucket_encryption(
                Bucket=name, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
            )
        vaults = {
            region: self.client("backup", region).create_backup_vault(BackupVaultName="coffre")["BackupVaultArn"]
            for region in (PARIS, FRANKFURT, VIRGINIA)
        }
        self.say(vaults[PARIS], LOC_013="pass")
        self.say(vaults[VIRGINIA], LOC_013="fail")
        for region, outcome in ((FRANKFURT, "pass"), (VIRGINIA, "fail")):
            rule: dict[str, Any] = {"RuleName": "quotidien", "TargetBackupVaultName": "coffre", "Lifecycle": {"DeleteAfterDays": 35}}
            rule["CopyActions"] = [{"DestinationBackupVaultArn": vaults[region]}]
            plan = self.client("backup", PARIS).create_backup_plan(BackupPlan={"BackupPlanName": f"vers-{region}", "Rules": [rule]})
            self.say(plan["BackupPlanArn"], LOC_013=outcome)
