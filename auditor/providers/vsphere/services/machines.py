"""Virtual machines, each of their disks where it lies, their snapshots, and what vSphere Replication sends elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sized
from auditor.providers.vsphere.calls import READ, Retrieve
from auditor.providers.vsphere.ground import API, CALLS, Ground, ground, id_of, said
from auditor.providers.vsphere.keys import CLUSTER, SEALED, Sealed, Stores, sealed_by
from auditor.providers.vsphere.shares import SHARES
from auditor.providers.vsphere.tree import Where, called, inventory, moid, store_of

MACHINE, DISK, HOME, SNAPSHOT, REPLICATION = (
    f"VMware::{name}" for name in ("VirtualMachine", "VirtualDisk", "MachineFolder", "Snapshot", "Replication")
)
DEVICES, FILES, KEY, REPLICATED = "config.hardware.device", "config.files", "config.keyId", "config.repConfig"
MACHINES = Retrieve(
    "vim",
    "ListVirtualMachines",
    feeds=(*SEALED, "origin", "flows.copy", "size.allocated", "tags"),
    permission=READ,
    lists=True,
    seeks=(
        (
            "VirtualMachine",
            ("name", "parent", "parentVApp", "resourcePool", "runtime.host", "customValue", "snapshot", DEVICES, FILES, KEY, REPLICATED),
        ),
    ),
)
INVENTORY = inventory(*SEALED, *SHARES)
RAW = Where(Unknown(MACHINES.reason("not_collected", "a raw device, of which vSphere does not say where it is")))
Node = Mapping[str, Any]


def collect(reader: Reader) -> Iterator[Resource]:
    """Every machine that we may see, with what it is made of."""
    found = ground(reader, INVENTORY)
    stores = Stores(reader, found.tree)
    for machine in reader.pages(MACHINES):
        holders = (moid(machine.get("parent")), moid(machine.get("resourcePool")), moid(machine.get("parentVApp")))
        host = moid(machine.get("runtime.host"))
        where = found.run(host, *holders)
        yield reader.resource(MACHINE, _id(reader, machine), called(machine), {}, found.written(machine), where.region, zone=where.sites)
        yield from _parts(found, stores, machine, holders)


def _parts(found: Ground, stores: Stores, machine: Node, holders: tuple[str | None, ...]) -> Iterator[Resource]:
    """What lies on datastores: the disks, the folder where there is none of them beside it, the snapshots; and the copies elsewhere."""
    reader, name, id, near = found.reader, called(machine), str(machine["id"]), next(filter(None, holders), None)
    make = partial(_part, found, machine, holders)
    own = lift(lambda key: sealed_by(reader, key), machine.get(KEY))
    devices, files = said(machine, DEVICES, MACHINES), said(machine, FILES, MACHINES)
    disks = [] if isinstance(devices, Unknown) else [one for one in devices if type(one).__name__.endswith("VirtualDisk")]
    if isinstance(devices, Unknown):
        # There is at least one, and all that is known of it is whose it is.
        yield make(DISK, f"{id}:disks", f"{name}/disks", Where(devices), dict.fromkeys(SEALED, devices))
    for disk in disks:
        label, store = getattr(disk.deviceInfo, "label", None) or disk.key, moid(getattr(disk.backing, "datastore", None))
        where = RAW if hasattr(disk.backing, "lunUuid") else found.kept(store)
        sealing = _sealed(sealed_by(reader, getattr(disk.backing, "keyId", None)), stores, store)
        size = sized(allocated=getattr(disk, "capacityInBytes", None))
        yield make(DISK, f"{id}:{disk.key}", f"{name}/{label}", where, {**sealing, **size})
    home = lift(lambda one: found.named(one.vmPathName, near), files)
    if isinstance(home, Unknown) or _apart(files, disks):
        where = Where(home) if isinstance(home, Unknown) else found.kept(home)
        yield make(HOME, id, f"{name}/", where, _sealed(own, stores, home))
    delta = lift(lambda one: found.named(one.snapshotDirectory or one.vmPathName, near), files)
    for snapshot in _snapshots(machine.get("snapshot")):
        where = Where(delta) if isinstance(delta, Unknown) else found.kept(delta)
        facts = {"public.access": False, "snapshot.taken": day(snapshot.createTime), **_sealed(own, stores, delta)}
        yield make(SNAPSHOT, f"{id}:{moid(snapshot.snapshot)}", f"{name}@{snapshot.name}", where, facts)
    if (sent := machine.get(REPLICATED)) is not None:
        where = found.run(moid(machine.get("runtime.host")), *holders)
        facts = {"flows.copy": lift(partial(_sent, reader, id), sent)}
        yield reader.resource(REPLICATION, id_of(reader, REPLICATION, id), name, facts, {}, where.region, zone=where.sites)


def _part(
    found: Ground,
    machine: Node,
    holders: tuple[str | None, ...],
    native_type: str,
    id: str,
    name: str,
    where: Where,
    facts: Mapping[str, object],
) -> Resource:
    """A part of a machine, which holds its data, and which whoever may take the machine may take."""
    reader = found.reader
    told = {**facts, "origin": _id(reader, machine), "flows.share": found.shared(str(machine["id"]), where, *holders)}
    return reader.resource(native_type, id_of(reader, native_type, id), name, told, {}, where.region, zone=where.sites)


def _sealed(own: Any, stores: Stores, store: Any) -> Sealed:
    """A machine's own encryption, else that of the vSAN cluster below it."""
    if isinstance(own, Unknown):
        return dict.fromkeys(SEALED, own)
    return {**own} if own["encryption.at_rest"] else stores.of(store, own)


def _apart(files: Any, disks: Iterable[Any]) -> bool:
    """Whether the folder of a machine, which holds its memory and its settings, lies where none of its disks does."""
    return store_of(files.vmPathName) not in {store_of(getattr(disk.backing, "fileName", "")) for disk in disks}


def _snapshots(told: Any) -> Iterator[Any]:
    """Every snapshot of the tree, with those taken after it."""
    left = [] if told is None or isinstance(told, Unknown) else [*(told.rootSnapshotList or ())]
    while left:
        one = left.pop(0)
        yield one
        left += one.childSnapshotList or ()


def day(moment: Any) -> str | None:
    """The day of a moment, as facts have it."""
    return str(moment.date()) if moment is not None else None


def _sent(reader: Reader, machine: str, told: Any) -> Any:
    """Each disk that goes to the server of vSphere Replication at the other site, paused or not: what was sent stays there."""
    disks = [id_of(reader, DISK, f"{machine}:{disk.key}") for disk in told.disk or ()]
    return flows({"source": disk, "region": str(told.destination)} for disk in disks)


def _id(reader: Reader, machine: Node) -> str:
    return id_of(reader, MACHINE, str(machine["id"]))


COLLECTOR = Collector(
    service="machines",
    native_types={MACHINE: "machine", DISK: "volume", HOME: "volume", SNAPSHOT: "snapshot", REPLICATION: "transfer"},
    calls=(MACHINES, INVENTORY, CLUSTER, *CALLS),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("site.country",), f"{API}/vim.VirtualMachine.html: a machine runs on a host of the datacentre that it lies in", (MACHINE,)
        ),
        Absence(("lock.min",), f"{API}/vim.vm.Snapshot.html: a snapshot is removed when asked, and has no lock", (SNAPSHOT,)),
        Absence(
            ("flows.share",),
            f"{API}/vim.vm.ReplicationConfigSpec.html: what is sent goes to one server, and no identity is named",
            (REPLICATION,),
        ),
    ),
)
