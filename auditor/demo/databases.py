"""Databases of the demonstration: RDS instances, an Aurora cluster, their replicas and snapshots, DynamoDB tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.accounts import CCAS, IRELAND, PARIS, STRANGER, TOWN, VIRGINIA, Account, Accounts, pairs, tags
from auditor.demo.keys import CARE, CHILDHOOD, COMMON, PEOPLE, POPULATION, SAFETY, Keys
from auditor.demo.stories import FAIL, PASS, Planted
from auditor.model import Outcome

Expects = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Database:
    """An RDS instance in Paris. `snapshot` takes a manual one; `replicas` chains read replicas, each from the one before."""

    name: str
    activity: str
    category: str
    key: str = COMMON
    engine: str = "postgres"
    account: str = TOWN
    snapshot: bool = False
    shared_with: str = ""
    replicas: tuple[str, ...] = ()
    story: str = ""
    expects: Expects = field(default_factory=dict)
    snapshot_expects: Expects = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table with continuous backups; `expiring` gives its items an expiry date."""

    name: str
    activity: str
    category: str
    key: str | None = COMMON
    region: str = PARIS
    account: str = TOWN
    expiring: bool = False
    story: str = ""
    expects: Expects = field(default_factory=dict)


_CARE, _CHAIN = "soins-a-domicile", {"LOC-009": FAIL, "LOC-003": FAIL, "TRF-001": FAIL}

DATABASES = (
    Database("etat-civil", "etat-civil", "etat_civil", POPULATION, snapshot=True),
    Database("elections", "elections", "elections", POPULATION),
    Database("finances", "paie-comptabilite", "paie_compta", PEOPLE, snapshot=True),
    Database("carrieres", "ressources-humaines", "rh", PEOPLE),
    Database("periscolaire", "cantine-periscolaire", "enfance_scolaire", CHILDHOOD, "mysql"),
    Database("mediatheque", "mediatheque", "culture_mediatheque", engine="mysql"),
    Database("urbanisme", "urbanisme", "urbanisme", snapshot=True),
    Database("verbalisation", "police-municipale", "police_municipale", SAFETY, "mysql"),
    Database("demarches", "relation-usagers", "usagers_gru", replicas=(IRELAND, VIRGINIA), story="chaine-repliques", expects=_CHAIN),
    Database("aides-sociales", "action-sociale", "action_sociale", account=CCAS),
    Database(
        "soins-infirmiers", _CARE, "sante", CARE, account=CCAS, replicas=(VIRGINIA,),
        story="sante-replique-virginie", expects={"LOC-004": FAIL},
    ),
    Database(
        "dossiers-ssiad", _CARE, "sante", CARE, account=CCAS, snapshot=True, shared_with=STRANGER,
        story="sante-partagee", snapshot_expects={"LOC-011": FAIL},
    ),
)  # fmt: skip

TABLES = (
    Table("sessions-portail", "relation-usagers", "usagers_gru", expiring=True),
    Table("inscriptions-activites", "cantine-periscolaire", "enfance_scolaire", CHILDHOOD),
    Table("reservations-salles", "relation-usagers", "usagers_gru"),
    Table("horodateurs", "stationnement", "mobilite_geoloc", SAFETY, expiring=True),
    Table("catalogue-mediatheque", "mediatheque", "culture_mediatheque"),
    Table("rendez-vous-mairie", "relation-usagers", "usagers_gru", region=IRELAND,
          story="rendez-vous-irlande", expects={"TRF-001": FAIL, "LOC-001": PASS}),
    Table("tournees-portage", "action-sociale", "action_sociale", account=CCAS),
)  # fmt: skip

_LOGIN = {"MasterUsername": "admin_rivemont", "MasterUserPassword": "demonstration"}


def build(accounts: Accounts, keys: Keys) -> Iterator[Planted]:
    """Make the databases, then the Aurora cluster, then the tables."""
    for database in DATABASES:
        yield from _instance(accounts[database.account], database, keys)
    yield from _cluster(accounts[TOWN], keys)
    for table in TABLES:
        yield _table(accounts[table.account], table, keys)
    for account in accounts.values():
        _forget_automated_snapshots(account)


def _instance(account: Account, database: Database, keys: Keys) -> Iterator[Planted]:
    rds = account.client("rds")
    rds.create_db_instance(
        DBInstanceIdentifier=database.name,
        Engine=database.engine,
        DBInstanceClass="db.t4g.medium",
        AllocatedStorage=50,
        StorageEncrypted=True,
        KmsKeyId=keys[database.account, PARIS, database.key],
        BackupRetentionPeriod=14,
        PubliclyAccessible=False,
        Tags=_tagged(database),
        **_LOGIN,
    )
    about = "" if database.snapshot_expects else database.story
    yield Planted(account.arn("rds", PARIS, f"db:{database.name}"), about, database.expects)
    yield from _replicas(account, database, keys)
    if database.snapshot:
        yield _snapshot(account, database)


def _replicas(account: Account, database: Database, keys: Keys) -> Iterator[Planted]:
    source = account.arn("rds", PARIS, f"db:{database.name}")
    for number, region in enumerate(database.replicas, 1):
        name = f"{database.name}-replique-{number}"
        key = keys.get((account.number, region, COMMON))
        account.client("rds", region).create_db_instance_read_replica(
            DBInstanceIdentifier=name,
            SourceDBInstanceIdentifier=source,
            PubliclyAccessible=False,
            Tags=_tagged(database),
            # Without a key of its own there, AWS uses the one it keeps for RDS in each region.
            KmsKeyId=key or account.arn("kms", region, "alias/aws/rds"),
        )
        source = account.arn("rds", region, f"db:{name}")
        yield Planted(source, database.story)


def _snapshot(account: Account, database: Database) -> Planted:
    rds = account.client("rds")
    name = f"{database.name}-avant-migration"
    rds.create_db_snapshot(DBInstanceIdentifier=database.name, DBSnapshotIdentifier=name, Tags=_tagged(database))
    if database.shared_with:
        rds.modify_db_snapshot_attribute(DBSnapshotIdentifier=name, AttributeName="restore", ValuesToAdd=[database.shared_with])
    return Planted(account.arn("rds", PARIS, f"snapshot:{name}"), database.story, database.snapshot_expects)


def _cluster(town: Account, keys: Keys) -> Iterator[Planted]:
    """The portal's Aurora cluster, its two instances and a snapshot of it."""
    rds, name = town.client("rds"), "portail-citoyen"
    tagged = pairs(tags(name, "relation-usagers", "usagers_gru"))
    rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        StorageEncrypted=True,
        KmsKeyId=keys[TOWN, PARIS, COMMON],
        BackupRetentionPeriod=14,
        Tags=tagged,
        **_LOGIN,
    )
    yield Planted(town.arn("rds", PARIS, f"cluster:{name}"))
    for number in (1, 2):
        member = f"{name}-{number}"
        rds.create_db_instance(
            DBInstanceIdentifier=member, DBClusterIdentifier=name, Engine="aurora-postgresql", DBInstanceClass="db.r6g.large",
            StorageEncrypted=True, KmsKeyId=keys[TOWN, PARIS, COMMON], PubliclyAccessible=False, Tags=tagged,
        )  # fmt: skip
        yield Planted(town.arn("rds", PARIS, f"db:{member}"))
    snapshot = f"{name}-avant-version-2"
    rds.create_db_cluster_snapshot(DBClusterIdentifier=name, DBClusterSnapshotIdentifier=snapshot, Tags=tagged)
    yield Planted(town.arn("rds", PARIS, f"cluster-snapshot:{snapshot}"))


def _table(account: Account, table: Table, keys: Keys) -> Planted:
    dynamodb = account.client("dynamodb", table.region)
    key = keys.get((table.account, table.region, table.key or ""))
    dynamodb.create_table(
        TableName=table.name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        Tags=pairs(tags(table.name, table.activity, table.category)),
    )
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}
    dynamodb.update_continuous_backups(TableName=table.name, PointInTimeRecoverySpecification=recovery)
    if table.expiring:
        dynamodb.update_time_to_live(TableName=table.name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expire"})
    return Planted(account.arn("dynamodb", table.region, f"table/{table.name}"), table.story, table.expects)


def _forget_automated_snapshots(account: Account) -> None:
    """The emulator names them after the minute of their creation; without them two demonstrations are alike."""
    rds: Any = account.client("rds")
    for one in rds.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]:
        rds.delete_db_snapshot(DBSnapshotIdentifier=one["DBSnapshotIdentifier"])
    for one in rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]:
        rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=one["DBClusterSnapshotIdentifier"])


def _tagged(database: Database) -> list[dict[str, str]]:
    return pairs(tags(database.name, database.activity, database.category))
