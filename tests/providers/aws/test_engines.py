from __future__ import annotations

from collections import Counter

from tests.emulators.aws import Cloud
from tests.providers.aws.seeds_databases import rds


def test_documents_and_graphs_are_not_called_rds(aws: Cloud) -> None:
    """One API lists three services: each database carries its own service's type, and is there once."""
    rds(aws)
    found = aws.scan("rds").resources
    types = {resource.name: resource.native_type for resource in found}
    assert types["docdb-1"] == "AWS::DocDB::DBCluster"
    assert types["docdb-1a"] == "AWS::DocDB::DBInstance"
    assert types["neptune-1"] == "AWS::Neptune::DBCluster"
    assert types["delib"] == "AWS::RDS::DBCluster"
    assert set(Counter(resource.id for resource in found).values()) == {1}
