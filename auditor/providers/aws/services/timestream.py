"""Amazon Timestream tables, encrypted as their database is, and the bucket that takes the records they refuse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import bucket_in, key_arn, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.timestream import Table

TABLE = "AWS::Timestream::Table"

TABLES = Call(
    "timestream-write", "ListTables", feeds=("flows.copy", "ttl.enabled"), path="Tables", permission="timestream:ListTables", lists=True
)
DATABASES = Call("timestream-write", "ListDatabases", feeds=("encryption.key",), path="Databases", permission="timestream:ListDatabases")
TAGS = Call("timestream-write", "ListTagsForResource", feeds=("tags",), path="Tags", permission="timestream:ListTagsForResource")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table of the region, whatever its database."""
    tables = list(reader.pages(TABLES))
    keys = lift(lambda found: {one["DatabaseName"]: one.get("KmsKeyId") for one in found}, reader.all(DATABASES)) if tables else {}
    yield from reader.map(partial(_table, reader, keys), tables)


def _table(reader: Reader, keys: object, table: Table) -> Resource:
    id, database = table["Arn"], table["DatabaseName"]
    store = table.get("MagneticStoreWriteProperties") or {}
    bucket = ((store.get("MagneticStoreRejectedDataLocation") or {}).get("S3Configuration") or {}).get("BucketName")
    facts = {
        "encryption.at_rest": True,
        "encryption.key": lift(lambda known: _key(reader, known, database), keys),
        # AWS Backup may keep copies, which are then recovery points of its own.
        # A table cannot be made without the time after which it deletes.
        "ttl.enabled": bool(table.get("RetentionProperties")),
        "flows.copy": flows([{"to": bucket_in(reader, bucket)}] if bucket else []),
    }
    return reader.resource(TABLE, id, table["TableName"], facts, tags(reader.get(TAGS, ResourceARN=id)))


def _key(reader: Reader, keys: dict[str, Any], database: str) -> Any:
    return key_arn(reader, keys[database]) if database in keys else Unknown(DATABASES.reason("empty_answer"))


COLLECTOR = Collector(
    service="timestream",
    native_types={TABLE: "table"},
    calls=(TABLES, DATABASES, TAGS),
    collect=collect,
    never=(
        unshared(),
        Absence(("backup.retention",), f"{DOCS}/timestream/latest/developerguide/backups.html: by AWS Backup only, as recovery points"),
        Absence(("flows.replication",), f"{DOCS}/timestream/latest/developerguide/API_CreateTable.html: lies in one region"),
    ),
)
