"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Connection(TypedDict, total=False):
    """glue: Connection."""

    ConnectionProperties: dict[str, str]
    ConnectionType: str
    Name: str


class Database(TypedDict, total=False):
    """glue: Database."""

    CatalogId: str
    FederatedDatabase: FederatedDatabase
    LocationUri: str
    Name: str
    TargetDatabase: DatabaseIdentifier


class DatabaseIdentifier(TypedDict, total=False):
    """glue: DatabaseIdentifier."""

    CatalogId: str
    DatabaseName: str
    Region: str


class FederatedDatabase(TypedDict, total=False):
    """glue: FederatedDatabase."""

    ConnectionName: str
    ConnectionType: str


class GluePolicy(TypedDict, total=False):
    """glue: GluePolicy."""

    PolicyInJson: str


class StorageDescriptor(TypedDict, total=False):
    """glue: StorageDescriptor."""

    Location: str


class Table(TypedDict, total=False):
    """glue: Table."""

    CatalogId: str
    DatabaseName: str
    Name: str
    StorageDescriptor: StorageDescriptor
    TargetTable: TableIdentifier


class TableIdentifier(TypedDict, total=False):
    """glue: TableIdentifier."""

    CatalogId: str
    DatabaseName: str
    Name: str
    Region: str
