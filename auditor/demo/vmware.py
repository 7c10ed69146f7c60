"""The things of a machine room as a vCenter describes them, in pyVmomi's own types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pyVmomi import vim

Thing = tuple[Any, dict[str, Any]]
"""The type of a managed object, and its properties."""
SITE = ("machines", "hosts", "stores")
KINDS: Mapping[str, Any] = {
    "d": vim.Datacenter,
    "f": vim.Folder,
    "c": vim.ClusterComputeResource,
    "h": vim.HostSystem,
    "s": vim.Datastore,
    "v": vim.VirtualMachine,
    "p": vim.ResourcePool,
}
"""The first letter of an id → its type, so that a reference needs no more than the id."""


def reference(id: str) -> Any:
    """What refers to a thing, by its id."""
    return KINDS[id[0]](id, None)


def room(number: int, name: str, clusters: Mapping[str, Iterable[str]]) -> dict[str, Thing]:
    """A datacentre with its folders, and clusters → their hosts, each named `c1`, `h1` … after their number."""
    folders = {f"f{number}-{kind}": (vim.Folder, {"name": kind, "parent": reference(f"d{number}")}) for kind in SITE}
    found: dict[str, Thing] = {f"d{number}": (vim.Datacenter, {"name": name, "parent": vim.Folder("rootFolder", None)}), **folders}
    for order, (cluster, hosts) in enumerate(clusters.items()):
        at = f"{number}-{order}"
        found[f"c{at}"] = (vim.ClusterComputeResource, {"name": cluster, "parent": reference(f"f{number}-hosts")})
        found[f"p{at}"] = (vim.ResourcePool, {"name": "Resources", "parent": reference(f"c{at}")})
        found |= {f"h{at}-{one}": (vim.HostSystem, {"name": host, "parent": reference(f"c{at}")}) for one, host in enumerate(hosts)}
    return found


def datastore(room: int, name: str, kind: str, info: Any, *hosts: str) -> Thing:
    """A datastore that hosts mount; `info` is what is below it."""
    info.name, info.url, info.freeSpace, info.maxFileSize = name, f"ds:///vmfs/volumes/{name}/", 1, 1
    mounts = [vim.Datastore.HostMount(key=reference(host), mountInfo=vim.host.MountInfo(accessMode="readWrite")) for host in hosts]
    datastore = vim.Datastore("s", None)
    summary = vim.Datastore.Summary(
        datastore=datastore, name=name, url=info.url, capacity=1, freeSpace=1, accessible=True, type=kind, multipleHostAccess=len(hosts) > 1
    )
    return vim.Datastore, {"name": name, "parent": reference(f"f{room}-stores"), "summary": summary, "info": info, "host": mounts}


def array(local: bool = False) -> Any:
    """A volume that hosts see as a disk: in the host itself, or of an array."""
    volume = vim.host.VmfsVolume(type="VMFS", name="v", capacity=1, blockSizeMb=1, maxBlocks=1, majorVersion=6, version="6.82", uuid="u")
    volume.local, volume.vmfsUpgradable = local, False
    volume.extent = [vim.host.ScsiDisk.Partition(diskName="naa.1", partition=1)]
    return vim.host.VmfsDatastoreInfo(vmfs=volume)


def server(host: str) -> Any:
    """A share of a file server."""
    return vim.host.NasDatastoreInfo(nas=vim.host.NasVolume(type="NFS", name="v", capacity=1, remoteHost=host, remotePath="/export"))


def vsan() -> Any:
    """The disks of the hosts of a cluster, as one."""
    return vim.host.VsanDatastoreInfo(membershipUuid="52a1")


def key(provider: str) -> Any:
    """The id of a key of a provider."""
    return vim.encryption.CryptoKeyId(keyId="k-1", providerId=vim.encryption.KeyProviderId(id=provider))


def disk(number: int, store: str, name: str, by: Any = None) -> Any:
    """A disk whose file lies on a datastore, encrypted `by` a key where there is one."""
    backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(
        fileName=f"[{name}] vm/disk-{number}.vmdk", datastore=reference(store), diskMode="persistent"
    )
    if by is not None:
        backing.keyId = by
    label = vim.Description(label=f"Hard disk {number}", summary="40 GB")
    return vim.vm.device.VirtualDisk(key=1999 + number, backing=backing, capacityInKB=1, deviceInfo=label)


def machine(room: int, name: str, host: str, home: str, disks: Iterable[Any], **more: Any) -> Thing:
    """A machine in a room, on a host, its home on a datastore; `by` is its own key, `sent` its replication, `parent` its folder."""
    hardware = vim.vm.VirtualHardware(
        numCPU=1, memoryMB=1, numCoresPerSocket=1, device=[*disks, vim.vm.device.VirtualController(key=1000, busNumber=0)]
    )
    files = vim.vm.FileInfo(vmPathName=f"[{home}] {name}/{name}.vmx", snapshotDirectory=f"[{home}] {name}/")
    config = vim.vm.ConfigInfo(name=name, hardware=hardware, files=files)
    if more.get("by") is not None:
        config.keyId = more["by"]
    if more.get("sent") is not None:
        config.repConfig = more["sent"]
    runtime = vim.vm.RuntimeInfo(host=reference(host))
    told = {"name": name, "parent": reference(more.get("parent") or f"f{room}-machines"), "config": config, "runtime": runtime}
    return vim.VirtualMachine, {**told, "customValue": more.get("values"), "snapshot": more.get("snapshot")}


def snapshots(machine: str, *taken: tuple[str, datetime]) -> Any:
    """The snapshots of a machine, each taken after the one before."""
    below: list[Any] = []
    for number, (name, when) in reversed([*enumerate(taken)]):
        below = [
            vim.vm.SnapshotTree(
                snapshot=vim.vm.Snapshot(f"snapshot-{machine}-{number}", None),
                vm=reference(machine),
                name=name,
                description="",
                id=number,
                createTime=when,
                state="poweredOff",
                quiesced=False,
                replaySupported=False,
                childSnapshotList=below,
            )
        ]
    current = vim.vm.Snapshot(f"snapshot-{machine}-{len(taken) - 1}", None)
    return vim.vm.SnapshotInfo(rootSnapshotList=below, currentSnapshot=current)


def sent(destination: str, *disks: int) -> Any:
    """A replication of some disks of a machine to the server of vSphere Replication at another site."""
    settings = [vim.vm.ReplicationConfigSpec.DiskSettings(key=1999 + one, diskReplicationId=f"RDID-{one}") for one in disks]
    return vim.vm.ReplicationConfigSpec(
        generation=1,
        vmReplicationId="GID-1",
        destination=destination,
        port=31031,
        rpo=240,
        quiesceGuestEnabled=False,
        paused=False,
        oppUpdatesEnabled=False,
        disk=settings,
    )


def field(number: int, name: str) -> Any:
    """A custom attribute."""
    return vim.CustomFieldsManager.FieldDef(key=number, name=name, type=str, managedObjectType=None)


def value(number: int, text: str) -> Any:
    """What is written in one."""
    return vim.CustomFieldsManager.StringValue(key=number, value=text)


def provider(name: str, *servers: str, native: bool = False) -> Any:
    """A provider of keys, with its servers."""
    return vim.encryption.KmipClusterInfo(
        clusterId=vim.encryption.KeyProviderId(id=name),
        servers=[vim.encryption.KmipServerInfo(name=one, address=one, port=5696) for one in servers],
        useAsDefault=True,
        managementType="nativeProvider" if native else "vCenter",
    )


def role(number: int, name: str, *privileges: str) -> Any:
    """A role with its privileges."""
    info = vim.Description(label=name, summary=name)
    return vim.AuthorizationManager.Role(roleId=number, system=False, name=name, info=info, privilege=list(privileges))


def permission(entity: object, principal: str, role: int, propagate: bool = True) -> Any:
    """Who may what, on a thing and below."""
    return vim.AuthorizationManager.Permission(entity=entity, principal=principal, group=False, roleId=role, propagate=propagate)


def encrypted(provider: str) -> Any:
    """The settings of a vSAN cluster that encrypts."""
    config = vim.vsan.DataEncryptionConfig(encryptionEnabled=True, kmsProviderId=vim.encryption.KeyProviderId(id=provider), kekId="kek")
    return vim.vsan.ConfigInfoEx(enabled=True, dataEncryptionConfig=config)


def managers(
    *, fields: Iterable[object] = (), roles: Iterable[object] = (), keys: Iterable[object] = (), extensions: Iterable[str] = ()
) -> dict[str, Thing]:
    """The managers of a vCenter, with what each lists."""
    plugged = [
        vim.Extension(key=one, version="1", description=vim.Description(label=one, summary=one), lastHeartbeatTime=datetime(2026, 11, 1))  # noqa: DTZ001
        for one in extensions
    ]
    return {
        "customFieldsManager": (vim.CustomFieldsManager, {"field": [*fields]}),
        "authorizationManager": (vim.AuthorizationManager, {"roleList": [*roles]}),
        "cryptoManager": (vim.encryption.CryptoManagerKmip, {"kmipServers": [*keys]}),
        "extensionManager": (vim.ExtensionManager, {"extensionList": plugged}),
    }
