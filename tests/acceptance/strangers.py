"""Three estates as strangers would set them up: odd names, tags in any case, several regions, accounts of others beside the own."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.acceptance.estate import ACCOUNT, FRANKFURT, IRELAND, PARIS, PARTNER, STRANGER, VIRGINIA, Estate
from tests.emulators.aws import Cloud, Problem

REGIONS = [PARIS, FRANKFURT, VIRGINIA]
CONFIGURATION = """
organisation: {{name: Communauté d'essai, siren: "200000172", profile: epci, population: 90000}}
accounts:
  - {{id: essai, provider: aws, endpoint_url: "{endpoint}", emulator: true, regions: [eu-west-3, eu-central-1, us-east-1]}}
trusted_accounts: ["111122223333"]
"""
ROLE = {"AWS": f"arn:aws:iam::{STRANGER}:role/Lecture"}
OURS = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Lecture"}
NOBODY = "o-zzzzzzzzzz"
CLOSED = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
CAMERAS = {"Key": "Rgpd:Categorie", "Value": "Vidéo"}


class Strangers(Estate):
    """Estates beside one another in one account, on an emulator whose gaps `aws` fills."""

    def __init__(self, aws: Cloud) -> None:
        super().__init__(aws)
        self._aws = aws
        self._told: dict[str, dict[str, dict[str, Any]]] = {}
        self._launchers: dict[str, list[dict[str, str]]] = {}
        self.organization = ""

    def build(self) -> None:
        """All three."""
        made = self.client("organizations", VIRGINIA).create_organization(FeatureSet="ALL")
        self.organization = made["Organization"]["Id"]
        self.doors()
        self.clocks()
        self.travels()

    def guarded(self, name: str, statements: list[dict[str, Any]], **outcomes: str) -> None:
        """A bucket of staff files with a policy, of which AWS says whether it is open to everyone."""
        arn = self.bucket(name, category="RH")
        whole = [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"{arn}/*"} | one for one in statements]
        policy = json.dumps({"Version": "2012-10-17", "Statement": whole})
        self.client("s3", PARIS).put_bucket_policy(Bucket=name, Policy=policy)
        self.client("s3", PARIS).put_bucket_ownership_controls(Bucket=name, OwnershipControls=CLOSED)
        self._set("GetBucketPolicyStatus", name, {"PolicyStatus": {"IsPublic": outcomes.get("SEC_001") == "fail"}}, "NoSuchBucketPolicy")
        self.say(arn, **outcomes)

    def queue(self, name: str, condition: dict[str, Any], **outcomes: str) -> None:
        """A queue that everyone may empty on a condition, and a topic that everyone may listen to."""
        sqs, sns = self.client("sqs", FRANKFURT), self.client("sns", PARIS)
        url = sqs.create_queue(QueueName=name, tags={"RGPD:Categorie": "Santé"})["QueueUrl"]
        topic = sns.create_topic(Name=name, Tags=[{"Key": "rgpd:CATEGORIE", "Value": "sante"}])["TopicArn"]
        statement = {"Effect": "Allow", "Principal": "*", "Action": ["sqs:ReceiveMessage", "sns:Subscribe"], "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement | {"Condition": condition}]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
        self.say(f"arn:aws:sqs:{FRANKFURT}:{ACCOUNT}:{name}", **outcomes)
        # A topic hands on and holds nothing: what counts is with whom it is shared.
        self.say(topic, SEC_011=outcomes.get("SEC_011", "fail"))

    def doors(self) -> None:
        """Who may read it."""
        shared: dict[str, str] = {"SEC_011": "fail"}
        kept: dict[str, str] = {"SEC_011": "pass", "SEC_001": "pass"}
        self.guarded("porte.du-voisin", [{"Principal": ROLE}], SEC_001="pass", **shared)
        self.guarded("porte.a-nous", [{"Principal": OURS}], **kept)
        self.guarded("porte.du-partenaire", [{"Principal": {"AWS": PARTNER}}], **kept)
        self.guarded("porte.de-qui-recrit", [{"Principal": ROLE, "Action": "s3:PutBucketPolicy", "Resource": "*"}], **shared)
        self.guarded("porte.de-qui-replique", [{"Principal": ROLE, "Action": "s3:PutReplicationConfiguration", "Resource": "*"}], **shared)
        self.guarded("porte.de-qui-classe", [{"Principal": ROLE, "Action": "s3:PutBucketTagging", "Resource": "*"}], **kept)
        self.guarded("porte.ouverte", [{"Principal": "*"}], SEC_001="fail", SEC_011="fail")
        self.guarded(
            "porte.inconnue", [{"Principal": "*", "Condition": {"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}}], SEC_011="unknown"
        )
        point = {"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:{PARIS}:{STRANGER}:accesspoint/*"}}
        self.guarded("porte.par-acces", [{"Principal": "*", "Condition": point}], **shared)
        own = {"StringEquals": {"s3:DataAccessPointAccount": ACCOUNT}}
        self.guarded("porte.par-notre-acces", [{"Principal": "*", "Condition": own}], **kept)
        perimeter = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
        spared = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"}}
        for name, organization, outcomes in (("a-nous", self.organization, kept), ("d-un-autre", NOBODY, shared)):
            fence = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization}}
            statements: list[dict[str, Any]] = [
                {"Principal": "*"},
                {**perimeter, "Condition": fence | {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}},
            ]
            self.guarded(f"cloture.{name}", statements, **outcomes)
        fence = {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": self.organization}}
        self.guarded("cloture.trouee", [{"Principal": "*"}, {**perimeter, "Condition": fence | spared}], SEC_001="fail")
        network = "arn:aws:ec2:eu-central-1:{}:vpc/vpc-0a1b2c"
        self.queue("Reseau_A-Nous", {"ArnEquals": {"aws:SourceVpcArn": network.format(ACCOUNT)}}, **kept)
        self.queue("Reseau_Du-Voisin", {"ArnLike": {"aws:SourceVpcArn": network.format(STRANGER)}}, SEC_001="pass", **shared)
        self.queue("Point_A-Nous", {"StringEquals": {"aws:VpceAccount": ACCOUNT}}, **kept)
        self.queue("Point_De-La-Maison", {"StringEquals": {"aws:VpceOrgID": self.organization}}, **kept)
        self.queue("Point_D-Ailleurs", {"StringEquals": {"aws:VpceOrgID": NOBODY}}, SEC_001="pass", **shared)
        self.queue("Large_Monde", {"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}, SEC_001="fail")
        self.queue("Large_Continent", {"IpAddress": {"aws:SourceIp": [f"{one}.0.0.0/8" for one in range(60, 63)]}}, SEC_001="fail")
        self.queue("Service_Pour-Nous", {"StringEquals": {"aws:SourceAccount": ACCOUNT}}, **kept)
        self.queue("Service_Pour-Autrui", {"ArnLike": {"aws:SourceArn": f"arn:aws:sns:*:{STRANGER}:*"}}, SEC_001="pass", **shared)
        self.lists()
        self.images()

    def lists(self) -> None:
        """Lists of grants, of buckets and of their objects."""
        s3 = self.client("s3", FRANKFURT)
        for name, ownership, ignored, outcome in (
            ("listes-tenues", "ObjectWriter", False, "unknown"),
            ("listes-preferees", "BucketOwnerPreferred", False, "unknown"),
            ("listes-abolies", "BucketOwnerEnforced", False, "pass"),
            ("listes-ignorees", "ObjectWriter", True, "pass"),
        ):
            self.say(self.bucket(name, FRANKFURT, "données de santé"), SEC_001=outcome)
            s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": ownership}]})
            if ignored:
                settings = {"BlockPublicAcls": False, "IgnorePublicAcls": True, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}
                s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=settings)
        self.say(self.bucket("listes.pour-tous", FRANKFURT, "santé"), SEC_001="fail")
        s3.put_bucket_acl(Bucket="listes.pour-tous", ACL="public-read")

    def images(self) -> None:
        """Machine images and snapshots, shared with ours, with others, with all."""
        ec2 = self.client("ec2", PARIS)
        prefix = f"arn:aws:organizations::{ACCOUNT}"
        for name, permission, outcome in (
            ("Poste.Maire", {"OrganizationArn": f"{prefix}:organization/{self.organization}"}, "pass"),
            ("Poste.CCAS", {"OrganizationalUnitArn": f"{prefix}:ou/{self.organization}/ou-ab12-cdef3456"}, "pass"),
            ("Poste.Voisin", {"OrganizationArn": f"arn:aws:organizations::{STRANGER}:organization/{NOBODY}"}, "fail"),
            ("Poste.Ami", {"UserId": PARTNER}, "pass"),
            ("Poste.Inconnu", {"UserId": STRANGER}, "fail"),
            ("Poste.Monde", {"Group": "all"}, "fail"),
        ):
            instance = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
            image = ec2.create_image(InstanceId=instance, Name=name)["ImageId"]
            ec2.create_tags(Resources=[image], Tags=[{"Key": "Rgpd:Categorie", "Value": "Ressources humaines"}])
            self._launchers[image] = [permission]
            self.say(
                f"arn:aws:ec2:{PARIS}::image/{image}", LOC_011=outcome, SEC_011=outcome, SEC_001="fail" if "Group" in permission else "pass"
            )
        self._aws.answer(
            "ec2", "DescribeImageAttribute", lambda asked: {"LaunchPermissions": self._launchers.get(asked["ImageId"], [])}, PARIS
        )

    def clocks(self) -> None:
        """How long it really stays."""
        s3 = self.client("s3", PARIS)
        for name, rules, outcome in (
            ("cam.trente", [{"Expiration": {"Days": 30}}], "pass"),
            ("cam.trente-deux", [{"Expiration": {"Days": 32}}], "fail"),
            ("cam.marqueurs", [{"Expiration": {"ExpiredObjectDeleteMarker": True}}], "fail"),
            ("cam.tailles", [{"Expiration": {"Days": 5}, "Filter": {"ObjectSizeGreaterThan": 1000}}], "fail"),
            ("cam.etiquettes", [{"Expiration": {"Days": 5}, "Filter": {"Tag": {"Key": "a", "Value": "b"}}}], "fail"),
            ("cam.deux-regles", [{"Expiration": {"Days": 400}}, {"Expiration": {"Days": 20}}], "pass"),
            ("cam.partie-et-tout", [{"Expiration": {"Days": 5}, "Filter": {"Prefix": "x"}}, {"Expiration": {"Days": 40}}], "fail"),
            ("cam.inachevees", [{"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 3}}], "fail"),
        ):
            self.say(self.bucket(name, tags={"RGPD:CATEGORIE": "Vidéoprotection"}), RET_002=outcome)
            self.expire(name, *rules)
        day = (datetime.now(UTC) + timedelta(days=10)).strftime("%Y-%m-%dT00:00:00Z")
        self.say(self.bucket("cam.a-date", category="video"), RET_002="pass")
        self.expire("cam.a-date", {"Expiration": {"Date": day}})
        for name, status, noncurrent, outcome in (
            ("versions.aucune", "Enabled", None, "fail"),
            ("versions.cinq", "Enabled", {"NoncurrentDays": 5}, "pass"),
            ("versions.trois-neuves", "Enabled", {"NoncurrentDays": 5, "NewerNoncurrentVersions": 3}, "fail"),
            ("versions.suspendues", "Suspended", None, "unknown"),
            ("versions.suspendues-cinq", "Suspended", {"NoncurrentDays": 5}, "unknown"),
        ):
            self.say(self.bucket(name, category="video"), RET_009=outcome)
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": status})
            self.expire(name, {"Expiration": {"Days": 10}} | ({"NoncurrentVersionExpiration": noncurrent} if noncurrent else {}))
        for name, lock, outcome in (("verrou.dix-ans", {"Years": 10}, "fail"), ("verrou.trois-jours", {"Days": 3}, "pass")):
            where = {"CreateBucketConfiguration": {"LocationConstraint": PARIS}}
            s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True, **where)
            s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "rgpd:Catégorie", "Value": "x"}, CAMERAS]})
            rule = {"DefaultRetention": {"Mode": "GOVERNANCE", **lock}}
            s3.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})
            self.expire(name, {"Expiration": {"Days": 10}, "NoncurrentVersionExpiration": {"NoncurrentDays": 5}})
            self.say(f"arn:aws:s3:::{name}", RET_002=outcome)
        for name, count, outcome in (("File.Courte", 60, "pass"), ("File.Longue", 1209600, "pass")):
            self.client("sqs", PARIS).create_queue(
                QueueName=name.replace(".", "_"), Attributes={"MessageRetentionPeriod": str(count)}, tags={"rgpd:categorie": "video"}
            )
            self.say(f"arn:aws:sqs:{PARIS}:{ACCOUNT}:{name.replace('.', '_')}", RET_002=outcome)
        for name, hours, outcome in (("Flux.Jour", 24, "pass"), ("Flux.An", 8760, "fail")):
            kinesis = self.client("kinesis", PARIS)
            kinesis.create_stream(StreamName=name, ShardCount=1)
            if hours > 24:
                kinesis.increase_stream_retention_period(StreamName=name, RetentionPeriodHours=hours)
            kinesis.add_tags_to_stream(StreamName=name, Tags={"rgpd:categorie": "video"})
            self.say(f"arn:aws:kinesis:{PARIS}:{ACCOUNT}:stream/{name}", RET_002=outcome)

        self.journals()

    def journals(self) -> None:
        """Logs, automated backups, plans."""
        logs = self.client("logs", PARIS)
        for count, short, long in (
            (7, "fail", "pass"),
            (150, "fail", "pass"),
            (365, "pass", "pass"),
            (545, "pass", "fail"),
            (0, "pass", "fail"),
        ):
            name = f"/Journal.Acces/{count}"
            logs.create_log_group(logGroupName=name, tags={"Rgpd:Categorie": "Journaux"})
            if count:
                logs.put_retention_policy(logGroupName=name, retentionInDays=count)
            self.say(f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:{name}", RET_004=short, RET_005=long)
        rds = self.client("rds", FRANKFURT)
        for name, count, encrypted, outcomes in (
            ("Base-RH", 7, True, {"SEC_002": "pass", "SEC_006": "pass", "RET_018": "pass"}),
            ("base-sans-filet", 0, True, {"SEC_002": "pass", "SEC_006": "unknown"}),
            ("base-en-clair", 35, False, {"SEC_002": "fail", "SEC_006": "pass"}),
        ):
            made = rds.create_db_instance(
                DBInstanceIdentifier=name,
                Engine="mysql",
                DBInstanceClass="db.t3.micro",
                AllocatedStorage=20,
                StorageEncrypted=encrypted,
                BackupRetentionPeriod=count,
                PubliclyAccessible=False,
                Tags=[{"Key": "RGPD:CATEGORIE", "Value": "rh"}],
            )
            self.say(made["DBInstance"]["DBInstanceArn"], LOC_001="pass", SEC_001="pass", **outcomes)
        backup = self.client("backup", PARIS)
        backup.create_backup_vault(BackupVaultName="Coffre.Ville")
        for name, count, outcome in (("Plan.Mois", 35, "pass"), ("Plan.Siecle", 36500, "fail"), ("Plan.Toujours", 0, "fail")):
            rule: dict[str, Any] = {"RuleName": "r", "TargetBackupVaultName": "Coffre.Ville"} | (
                {"Lifecycle": {"DeleteAfterDays": count}} if count else {}
            )
            plan = {"BackupPlanName": name, "Rules": [rule]}
            made = backup.create_backup_plan(BackupPlan=plan, BackupPlanTags={"rgpd:Categorie": "rh"})
            self.say(made["BackupPlanArn"], RET_010=outcome)

    def travels(self) -> None:
        """Where it goes, and with which key."""
        for name, region, outcomes in (
            ("Dossiers.Soins", PARIS, {"LOC_004": "pass", "LOC_009": "pass"}),
            ("dossiers.soins-est", FRANKFURT, {"LOC_004": "pass"}),
            ("dossiers.soins-ouest", VIRGINIA, {"LOC_004": "fail"}),
            ("dossiers.soins-verts", IRELAND, {"LOC_004": "pass"}),
        ):
            self.say(self.bucket(name.lower(), region, "Données de santé"), **outcomes)
        for name, target, status, outcomes in (
            ("depart.proche", "dossiers.soins-est", "Enabled", {"LOC_004": "pass"}),
            ("depart.loin", "dossiers.soins-ouest", "Enabled", {"LOC_004": "fail", "LOC_009": "fail"}),
            ("depart.arrete", "dossiers.soins-ouest", "Disabled", {"LOC_004": "unknown", "LOC_009": "unknown"}),
        ):
            self.say(self.bucket(name, category="health"), **outcomes)
            self.replicate(name, target, PARIS, status=status)
        self.say(self.bucket("depart.dehors", category="health"), LOC_004="unknown")
        self.replicate("depart.dehors", "appartient-a-autrui", PARIS)
        self.secrets()
        self.copies()
        self.others()

    def others(self) -> None:
        """File systems, repositories, streams, functions: what is kept in each of three regions."""
        tag, tags = {"RGPD:Categorie": "Santé"}, [{"Key": "RGPD:Categorie", "Value": "Santé"}]
        for region, outcome in ((PARIS, "pass"), (FRANKFURT, "pass"), (VIRGINIA, "fail")):
            files = self.client("efs", region).create_file_system(CreationToken=region, Encrypted=region != PARIS, Tags=tags)
            self.say(files["FileSystemArn"], LOC_004=outcome, SEC_002="fail" if region == PARIS else "pass", GOV_001="pass")
            images = self.client("ecr", region).create_repository(repositoryName="Applis.Soins".lower(), tags=tags)
            self.say(images["repository"]["repositoryArn"], LOC_004=outcome)
            kinesis = self.client("kinesis", region)
            kinesis.create_stream(StreamName="Soins.Flux", ShardCount=1)
            kinesis.add_tags_to_stream(StreamName="Soins.Flux", Tags=tag)
            self.say(f"arn:aws:kinesis:{region}:{ACCOUNT}:stream/Soins.Flux", LOC_004=outcome, SEC_002="fail")
            key = self.client("kms", region).create_key(Tags=[{"TagKey": "RGPD:Categorie", "TagValue": "Santé"}])["KeyMetadata"]["Arn"]
            self.say(key, SEC_004=outcome)
            name = self.client("ssm", region)
            name.put_parameter(Name="/Soins/Url", Value="x", Type="SecureString", Tags=tags)
            self.say(f"arn:aws:ssm:{region}:{ACCOUNT}:parameter/Soins/Url", LOC_004=outcome)

    def replicate(self, source: str, target: str, region: str, *, status: str = "Enabled") -> None:
        """A rule from one bucket to another, which may be somebody else's."""
        s3 = self.client("s3", region)
        s3.put_bucket_versioning(Bucket=source, VersioningConfiguration={"Status": "Enabled"})
        rule = {"ID": "r", "Status": status, "Prefix": "", "Destination": {"Bucket": f"arn:aws:s3:::{target}"}}
        answer = {"ReplicationConfiguration": {"Role": f"arn:aws:iam::{ACCOUNT}:role/r", "Rules": [rule]}}
        self._set("GetBucketReplication", source, answer, "ReplicationConfigurationNotFoundError")

    def expire(self, bucket: str, *rules: dict[str, Any]) -> None:
        """Lifecycle rules, of which the emulator forgets some words."""
        whole = [{"ID": f"r{number}", "Status": "Enabled", "Filter": {"Prefix": ""}} | rule for number, rule in enumerate(rules)]
        self._set("GetBucketLifecycleConfiguration", bucket, {"Rules": whole}, "NoSuchLifecycleConfiguration")

    def _set(self, operation: str, bucket: str, answer: dict[str, Any], absent: str) -> None:
        """What S3 says from now on of one bucket; of those never set, that nothing is."""
        told = self._told.setdefault(operation, {})
        told[bucket] = answer
        self._aws.answer("s3", operation, lambda asked: told.get(asked["Bucket"], Problem(404, absent)))

    def secrets(self) -> None:
        """Secrets and topics, their replicas and subscribers."""
        tags = [{"Key": "RGPD:categorie", "Value": "santé"}]
        secrets = self.client("secretsmanager", PARIS)
        for name, regions, outcomes in (
            ("Soins/Prod", [], {"LOC_009": "pass"}),
            ("Soins/Est", [FRANKFURT], {"LOC_009": "pass", "LOC_004": "pass"}),
            ("Soins/Ouest", [VIRGINIA], {"LOC_009": "fail", "LOC_004": "fail"}),
        ):
            more = {"AddReplicaRegions": [{"Region": region} for region in regions]} if regions else {}
            made = secrets.create_secret(Name=name, SecretString="x", Tags=tags, **more)
            self.say(made["ARN"], **outcomes)
        policy = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": ROLE, "Action": "secretsmanager:*", "Resource": "*"}],
        }
        lent = secrets.create_secret(Name="Soins/Prêté".replace("ê", "e").replace("é", "e"), SecretString="x", Tags=tags)["ARN"]
        secrets.put_resource_policy(SecretId=lent, ResourcePolicy=json.dumps(policy))
        self.say(lent, SEC_011="fail", SEC_001="pass")
        kms = self.client("kms", FRANKFURT)
        key = kms.create_key(MultiRegion=True)["KeyMetadata"]
        kms.replicate_key(KeyId=key["KeyId"], ReplicaRegion=PARIS)
        self.say(key["Arn"], SEC_004="pass")
        dynamodb = self.client("dynamodb", FRANKFURT)
        for name, policed in (("Table.Privee", False), ("Table.Pretee", True)):
            made = dynamodb.create_table(
                TableName=name,
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
                Tags=tags,
            )["TableDescription"]["TableArn"]
            if policed:
                statement = {"Effect": "Allow", "Principal": ROLE, "Action": "dynamodb:GetItem", "Resource": made}
                dynamodb.put_resource_policy(ResourceArn=made, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
            self.say(made, SEC_011="fail" if policed else "pass", LOC_004="pass")

    def copies(self) -> None:
        """Volumes and their snapshots, in both places and with others."""
        ec2 = self.client("ec2", FRANKFURT)
        volume = self.volume(ec2, encrypted=True, category="SANTE")
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        self.say(f"arn:aws:ec2:{FRANKFURT}::snapshot/{snapshot}", LOC_004="pass", LOC_013="pass", GOV_001="pass", SEC_002="pass")
        for users, outcome in (([PARTNER], "pass"), ([STRANGER], "fail"), ([PARTNER, STRANGER], "fail")):
            shared = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
            ec2.modify_snapshot_attribute(SnapshotId=shared, Attribute="createVolumePermission", OperationType="add", UserIds=users)
            self.say(f"arn:aws:ec2:{FRANKFURT}::snapshot/{shared}", LOC_011=outcome)
        far = self.client("ec2", VIRGINIA)
        copied = far.copy_snapshot(SourceRegion=FRANKFURT, SourceSnapshotId=snapshot)["SnapshotId"]
        far.create_tags(Resources=[copied], Tags=[{"Key": "rgpd:CATEGORIE", "Value": "santé"}])
        self.say(f"arn:aws:ec2:{VIRGINIA}::snapshot/{copied}", LOC_004="fail", LOC_013="fail")
        vault = self.client("backup", VIRGINIA).create_backup_vault(
            BackupVaultName="Coffre.Ouest", BackupVaultTags={"RGPD:Categorie": "santé"}
        )
        self.say(vault["BackupVaultArn"], LOC_013="fail", LOC_004="fail")
        group = "/Accès/Portail".replace("è", "e")
        logs = self.client("logs", FRANKFURT)
        logs.create_log_group(logGroupName=group, tags={"rgpd:categorie": "logs"})
        logs.put_retention_policy(logGroupName=group, retentionInDays=90)
        self.say(f"arn:aws:logs:{FRANKFURT}:{ACCOUNT}:log-group:{group}", RET_004="fail", RET_005="pass")
