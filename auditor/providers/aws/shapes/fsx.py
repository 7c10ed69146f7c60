"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class Backup(TypedDict, total=False):
    """fsx: Backup."""

    BackupId: str
    FileSystem: FileSystem
    KmsKeyId: str
    ResourceARN: str
    SizeInBytes: int
    SourceBackupId: str
    SourceBackupRegion: str
    Tags: list[dict[str, Any]]
    Type: str
    Volume: Volume


class DataRepositoryAssociation(TypedDict, total=False):
    """fsx: DataRepositoryAssociation."""

    DataRepositoryPath: str
    FileCacheId: str
    FileSystemId: str
    ResourceARN: str
    Tags: list[dict[str, Any]]


class DataRepositoryConfiguration(TypedDict, total=False):
    """fsx: DataRepositoryConfiguration."""

    ExportPath: str


class FileCache(TypedDict, total=False):
    """fsx: FileCache."""

    FileCacheId: str
    KmsKeyId: str
    LustreConfiguration: dict[str, Any]
    ResourceARN: str
    StorageCapacity: int


class FileSystem(TypedDict, total=False):
    """fsx: FileSystem."""

    FileSystemId: str
    FileSystemType: str
    KmsKeyId: str
    LustreConfiguration: LustreFileSystemConfiguration
    OntapConfiguration: OntapFileSystemConfiguration
    OpenZFSConfiguration: OpenZFSFileSystemConfiguration
    ResourceARN: str
    StorageCapacity: int
    Tags: list[dict[str, Any]]
    WindowsConfiguration: WindowsFileSystemConfiguration


class LustreFileSystemConfiguration(TypedDict, total=False):
    """fsx: LustreFileSystemConfiguration."""

    AutomaticBackupRetentionDays: int
    DataRepositoryConfiguration: DataRepositoryConfiguration


class OntapFileSystemConfiguration(TypedDict, total=False):
    """fsx: OntapFileSystemConfiguration."""

    AutomaticBackupRetentionDays: int


class OntapVolumeConfiguration(TypedDict, total=False):
    """fsx: OntapVolumeConfiguration."""

    SizeInBytes: int


class OpenZFSFileSystemConfiguration(TypedDict, total=False):
    """fsx: OpenZFSFileSystemConfiguration."""

    AutomaticBackupRetentionDays: int


class Volume(TypedDict, total=False):
    """fsx: Volume."""

    FileSystemId: str
    Name: str
    OntapConfiguration: OntapVolumeConfiguration
    OpenZFSConfiguration: dict[str, Any]
    ResourceARN: str
    Tags: list[dict[str, Any]]


class WindowsFileSystemConfiguration(TypedDict, total=False):
    """fsx: WindowsFileSystemConfiguration."""

    AutomaticBackupRetentionDays: int
