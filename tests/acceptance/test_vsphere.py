"""A real simulator of a vCenter, which is none of ours: what the test creates there is found, on the site that is declared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim

from auditor.model import Resource
from auditor.providers import provider
from tests.emulators.vcsim import LIBRARY, READY, vcsim

pytestmark = [
    pytest.mark.long,
    pytest.mark.vsphere,
    pytest.mark.skipif(not READY and not (LIBRARY / "src/github.com/vmware/govmomi").is_dir(), reason="govmomi is not installed"),
]
SIGNED = ("audit", "secret")
STRANGER = "PRESTA\\exploitation"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two datacentres; in the first a file server far away, a snapshot, a stranger, a custom attribute, a tag, and two libraries."""
    folder = tmp_path_factory.mktemp("vcsim")
    # What stands for the file server's share, whose last word names the datastore.
    (folder / "nas-dublin").mkdir()
    with vcsim(folder) as url:
        fill(url, folder / "nas-dublin")
        yield url


def fill(url: str, share: Path) -> None:
    """Everything that is to be found."""
    parts = urlsplit(url)
    service: Any = SmartConnect(protocol="http", host=parts.hostname, port=parts.port or 0, user=SIGNED[0], pwd=SIGNED[1])
    content = service.content
    (room,) = [one for one in content.rootFolder.childEntity if one.name == "DC0"]
    cluster: Any = next(one for one in room.hostFolder.childEntity if isinstance(one, vim.ClusterComputeResource))
    nas = vim.host.NasVolume.Specification(
        remoteHost="10.9.0.1", remotePath="/export", localPath=str(share), accessMode="readWrite", type="NFS"
    )
    for host in cluster.host:
        store = host.configManager.datastoreSystem.CreateNasDatastore(nas)
    machine = next(one for one in room.vmFolder.childEntity if one.name == "DC0_C0_RP0_VM0")
    machine.Rename_Task("srv-etat-civil")
    added = vim.vm.device.VirtualDisk(key=-1, controllerKey=_controller(machine), unitNumber=5, capacityInKB=1024)
    added.backing = vim.vm.device.VirtualDisk.FlatVer2BackingInfo(fileName="[nas-dublin]", datastore=store, diskMode="persistent")
    change = vim.vm.device.VirtualDeviceSpec(device=added, operation="add", fileOperation="create")
    _done(machine.ReconfigVM_Task(vim.vm.ConfigSpec(deviceChange=[change])))
    _done(machine.CreateSnapshot_Task("avant", "", False, False))
    field = content.customFieldsManager.AddCustomFieldDef("niveau", vim.VirtualMachine)
    content.customFieldsManager.SetField(machine, field.key, "sensible")
    role = content.authorizationManager.AddAuthorizationRole("Exploitant", ["VirtualMachine.Interact.PowerOn"])
    allowed = vim.AuthorizationManager.Permission(entity=machine, principal=STRANGER, group=False, roleId=role, propagate=True)
    content.authorizationManager.SetEntityPermissions(machine, [allowed])
    (local,) = [one for one in room.datastore if one.name == "LocalDS_0"]
    label(url, machine._moId, local._moId)
    Disconnect(service)


def label(url: str, machine: str, store: str) -> None:
    """A tag on a machine, and two libraries, over REST."""
    with requests.Session() as http:
        http.trust_env = False
        rest = f"{url}/rest/com/vmware"
        http.headers["vmware-api-session-id"] = http.post(f"{rest}/cis/session", auth=SIGNED).json()["value"]

        def create(path: str, **said: Any) -> str:
            answer = http.post(f"{rest}/{path}", json={"create_spec": said})
            assert answer.ok, (path, answer.text)
            return str(answer.json()["value"])

        category = create("cis/tagging/category", name="categorie", description="", cardinality="SINGLE", associable_types=[])
        tag = create("cis/tagging/tag", name="etat-civil", description="", category_id=category)
        attached = {"object_id": {"id": machine, "type": "VirtualMachine"}}
        http.post(f"{rest}/cis/tagging/tag-association/id:{tag}?~action=attach", json=attached).raise_for_status()
        backing = [{"type": "DATASTORE", "datastore_id": store}]
        create("content/local-library", name="modeles", type="LOCAL", storage_backings=backing, publish_info={"published": False})
        away = {"subscription_url": "https://vc.editeur.example/lib.json", "authentication_method": "NONE"}
        create("content/subscribed-library", name="d-ailleurs", type="SUBSCRIBED", storage_backings=backing, subscription_info=away)


def _controller(machine: Any) -> int:
    return int(next(one.controllerKey or 0 for one in machine.config.hardware.device if isinstance(one, vim.vm.device.VirtualDisk)))


def _done(task: Any) -> None:
    while task.info.state not in ("success", "error"):
        time.sleep(0.05)
    assert task.info.state == "success", task.info.error


@pytest.fixture(scope="module")
def found(estate: str) -> dict[str, Resource]:
    """What an audit brings, by name."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VSPHERE_USER", SIGNED[0])
        environment.setenv("VSPHERE_PASSWORD", SIGNED[1])
        sites = {"DC0": "FR", "DC0/DC0_H0": "BE", "DC0/nas-dublin": "IE"}
        entry = {"id": "salle", "provider": "vsphere", "endpoint": estate, "operator": "private", "sites": sites, "domains": []}
        opened = provider("vsphere").open(entry)
        results = [provider("vsphere").run(unit) for unit in opened.units]
        provider("vsphere").close()
    assert not [line for result in results for line in result.coverage if line.status != "read"]
    return {one.name: one for result in results for one in result.resources}


def test_what_lies_elsewhere_is_found_there(found: dict[str, Resource]) -> None:
    """A disk of a machine in France on a datastore in Ireland; a host that stands in another town; a datacentre that nobody declared."""
    disks = sorted(one.site or "" for one in found.values() if one.name.startswith("srv-etat-civil/"))
    assert disks == ["FR", "IE"]
    assert (found["srv-etat-civil"].site, found["DC0_H0"].site, found["DC0_C0_H0"].site) == ("FR", "BE", "FR")
    assert {one.site for one in found.values() if one.region == "DC1"} == {None}
    assert (found["nas-dublin"].region, found["nas-dublin"].site) == ("10.9.0.1", "IE")


def test_what_people_wrote_is_found(found: dict[str, Resource]) -> None:
    """A custom attribute and a tag."""
    assert found["srv-etat-civil"].tags == {"niveau": "sensible", "categorie": "etat-civil"}


def test_snapshots_lie_with_their_machine(found: dict[str, Resource]) -> None:
    """And hold its data."""
    snapshot = found["srv-etat-civil@avant"]
    assert (snapshot.kind, snapshot.site, snapshot.facts["origin"]) == ("snapshot", "FR", found["srv-etat-civil"].id)


def test_a_stranger_is_found(found: dict[str, Resource]) -> None:
    """On the machine that he may operate, and on no other."""
    taken = [one.name for one in found.values() if (one.facts.get("flows") or {}).get("share")]
    assert {name.partition("/")[0].partition("@")[0] for name in taken} == {"srv-etat-civil"}
    assert {flow["holder"] for name in taken for flow in found[name].facts["flows"]["share"]} == {STRANGER}


def test_libraries_say_where_they_come_from(found: dict[str, Resource]) -> None:
    """One of our own, one of somebody else's."""
    assert (found["modeles"].facts["origin"], found["modeles"].site) == (None, "FR")
    assert found["d-ailleurs"].facts["origin"] == "https://vc.editeur.example/lib.json"
