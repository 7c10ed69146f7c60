"""Amazon FSx file systems, the buckets they export to, and their backups wherever they were copied from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import IN_A_VAULT, arn, bucket_in, encryption, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, days, flows, sized, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.fsx import Backup, DataRepositoryAssociation, FileCache, FileSystem

FILE_SYSTEM = "AWS::FSx::FileSystem"
BACKUP = "AWS::FSx::Backup"
CACHE = "AWS::FSx::FileCache"
CONFIGURATIONS = ("WindowsConfiguration", "LustreConfiguration", "OntapConfiguration", "OpenZFSConfiguration")
INSIDE = Unknown.of("not_collected", "SnapMirror, which is set inside the file system")
LET_IN = Unknown.of("not_collected", "access points of S3 to its volumes, and volumes shared by AWS RAM")
LISTED = ("encryption.at_rest", "encryption.key", "tags")

FILE_SYSTEMS = Call(
    "fsx", "DescribeFileSystems", feeds=(*LISTED, "backup.retention", "size.allocated"), of=(FILE_SYSTEM,), path="FileSystems", lists=True
)
REPOSITORIES = Call("fsx", "DescribeDataRepositoryAssociations", feeds=("flows.copy",), of=(FILE_SYSTEM,), path="Associations")
BACKUPS = Call("fsx", "DescribeBackups", feeds=(*LISTED, "origin", "size.allocated", "size.used"), of=(BACKUP,), path="Backups", lists=True)
CACHES = Call("fsx", "DescribeFileCaches", feeds=("encryption.key", "size.allocated"), of=(CACHE,), path="FileCaches", lists=True)
CACHE_TAGS = Call("fsx", "ListTagsForResource", feeds=("tags",), of=(CACHE,), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """File systems of the region, backups, then caches. Only Lustre has data repositories."""
    systems = list(reader.pages(FILE_SYSTEMS))
    repositories = reader.all(REPOSITORIES) if any(one["FileSystemType"] == "LUSTRE" for one in systems) else []
    for system in systems:
        yield _file_system(reader, system, repositories if system["FileSystemType"] == "LUSTRE" else [])
    for backup in reader.pages(BACKUPS):
        yield _backup(reader, backup)
    yield from reader.map(partial(_cache, reader), reader.pages(CACHES))


def _file_system(reader: Reader, system: FileSystem, repositories: object) -> Resource:
    told: Mapping[str, Any] = system
    settings: Mapping[str, Any] = next((told[one] for one in CONFIGURATIONS if told.get(one)), {})
    labels = tags(system.get("Tags"))
    facts = {
        # FSx encrypts every file system, with a key of its own unless told otherwise.
        **encryption(reader, True, system.get("KmsKeyId")),
        "backup.retention": days(settings.get("AutomaticBackupRetentionDays")),
        "public.access": False,
        "flows.replication": INSIDE if system["FileSystemType"] == "ONTAP" else None,
        "flows.copy": lift(partial(_exports, reader, system), repositories),
        "flows.share": LET_IN if system["FileSystemType"] in ("ONTAP", "OPENZFS") else None,
        **sized(allocated=system.get("StorageCapacity"), unit=GIB),
    }
    return reader.resource(FILE_SYSTEM, system["ResourceARN"], labels.get("Name") or system["FileSystemId"], facts, labels)


def _exports(reader: Reader, system: FileSystem, repositories: list[DataRepositoryAssociation]) -> Any:
    """Buckets tied to the file system: whatever is written there can be exported to them."""
    older = (system.get("LustreConfiguration") or {}).get("DataRepositoryConfiguration") or {}
    paths = [one["DataRepositoryPath"] for one in repositories if one["FileSystemId"] == system["FileSystemId"]]
    paths += [older["ExportPath"]] if older.get("ExportPath") else []
    return flows({"to": bucket_in(reader, path)} for path in paths)


def _backup(reader: Reader, backup: Backup) -> Resource:
    labels = tags(backup.get("Tags"))
    copied = backup.get("SourceBackupRegion") and backup.get("SourceBackupId")
    original = arn(reader.at(backup["SourceBackupRegion"]), "fsx", f"backup/{backup['SourceBackupId']}") if copied else None
    facts = {
        **encryption(reader, True, backup.get("KmsKeyId")),
        "origin": original or _source(reader, backup),
        "public.access": False,
        "lock.min": IN_A_VAULT if backup.get("Type") == "AWS_BACKUP" else None,
        **sized(allocated=within(backup, "FileSystem.StorageCapacity"), unit=GIB),
        **sized(used=backup.get("SizeInBytes")),
    }
    return reader.resource(BACKUP, backup["ResourceARN"], labels.get("Name") or backup["BackupId"], facts, labels)


def _cache(reader: Reader, cache: FileCache) -> Resource:
    """In front of a bucket or of a file server of the authority's own, to which what is written goes back."""
    id = cache["ResourceARN"]
    facts = {**encryption(reader, True, cache.get("KmsKeyId")), **sized(allocated=cache.get("StorageCapacity"), unit=GIB)}
    return reader.resource(CACHE, id, cache["FileCacheId"], facts, tags(reader.all(CACHE_TAGS, ResourceARN=id)))


def _source(reader: Reader, backup: Backup) -> str | None:
    """The file system that was backed up, or one volume of which was."""
    volume, system = backup.get("Volume") or {}, backup.get("FileSystem") or {}
    id = system.get("FileSystemId") or volume.get("FileSystemId")
    return system.get("ResourceARN") or (arn(reader, "fsx", f"file-system/{id}") if id else volume.get("ResourceARN"))


COLLECTOR = Collector(
    service="fsx",
    native_types={FILE_SYSTEM: "file_system", BACKUP: "snapshot", CACHE: "cache"},
    calls=(FILE_SYSTEMS, REPOSITORIES, BACKUPS, CACHES, CACHE_TAGS),
    collect=collect,
    never=(
        Absence(("flows.share",), f"{DOCS}/fsx/latest/APIReference/API_CopyBackup.html: copied within its account only", (BACKUP,)),
        Absence(
            ("backup.retention", "flows.replication"),
            f"{DOCS}/fsx/latest/APIReference/API_CreateFileCache.html: neither backups nor a second region",
            (CACHE,),
        ),
    ),
)
