"""Machines: Azure's own, and those it only manages, which stand where the configuration says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.model import Resource
from auditor.providers.azure.common import Row, described, listed
from auditor.providers.azure.placing import UNSITED, stands
from auditor.providers.contract import Collector, Reader

TYPES = (
    "Microsoft.AzureStackHCI/clusters",
    "Microsoft.AzureStackHCI/virtualMachines",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.Compute/virtualMachineScaleSets",
    "Microsoft.ConnectedVMwarevSphere/virtualMachines",
    "Microsoft.DataBoxEdge/dataBoxEdgeDevices",
    "Microsoft.HybridCompute/machines",
    "Microsoft.Kubernetes/connectedClusters",
    "Microsoft.ScVmm/virtualMachines",
)
LISTS = {native_type: listed(native_type, "site.country", "tags") for native_type in TYPES}


def collect(reader: Reader) -> Iterator[Resource]:
    """Every machine, by type."""
    for native_type, call in LISTS.items():
        yield from map(partial(_machine, reader, native_type), reader.pages(call))


def _machine(reader: Reader, native_type: str, row: Row) -> Resource:
    """A machine says that it is its provider's, unless it stands elsewhere."""
    elsewhere = stands(native_type, row["location"], row.get("extendedLocation")) == UNSITED
    return described(reader, native_type, row, {"site.country": UNSITED if elsewhere else None})


COLLECTOR = Collector(
    service="machines", native_types=dict.fromkeys(LISTS, "machine"), calls=tuple(LISTS.values()), collect=collect, where="account"
)
