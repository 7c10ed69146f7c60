"""Ten thousand resources of each French cloud: no more calls than lists and declared details, and no more memory than 200 MB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from auditor.demo import vmware
from auditor.demo.vcenter import VCenter
from auditor.providers import provider
from tests.emulators.json import JsonStub
from tests.emulators.openstack import OpenStackStub, linked
from tests.providers.openstack.conftest import entry_for
from tests.providers.openstack.estate import VOLUME_PATH
from tests.providers.outscale import test_contract as outscale
from tests.providers.ovh.seeds import ME, P, opening
from tests.providers.ovh.shapes import made
from tests.providers.ovh.test_contract import KEYS, entry as ovh_entry
from tests.providers.scale import cost
from tests.providers.scaleway import test_contract as scaleway
from tests.providers.vsphere.estate import ENTRY as VSPHERE

pytestmark = pytest.mark.slow
MANY, MEMORY = 10_000, 200
OF_A_PROJECT = "instance volume/snapshot snapshot database/service kube containerRegistry acl"
OF_AN_ACCOUNT = (
    "dedicated/server vps dedicatedCloud hosting/web domain/zone email/domain email/exchange dedicated/nasha storage/netapp "
    "veeamCloudConnect dbaas/logs"
)
OF_ITS_SECOND_VERSION = (
    "zimbra/platform okms/resource iam/policy backupServices/tenant vmwareCloudDirector/organization vmwareCloudDirector/backup"
)
EMPTY = {
    "policy": "NoSuchBucketPolicy",
    "tagging": "NoSuchTagSet",
    "lifecycle": "NoSuchLifecycleConfiguration",
    "replication": "ReplicationConfigurationNotFoundError",
    "encryption": "ServerSideEncryptionConfigurationNotFoundError",
    "object-lock": "ObjectLockConfigurationNotFoundError",
    "ownershipControls": "OwnershipControlsNotFoundError",
    "publicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
}
SAID = {
    "location": "<LocationConstraint>gra</LocationConstraint>",
    "versioning": "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    "logging": "<BucketLoggingStatus/>",
    "acl": "<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList/></AccessControlPolicy>",
}


def test_ovh_at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Volumes come in one list; each bucket is asked for once."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    root = f"/1.0/cloud/project/{P}"
    volumes = [
        made("cloud/volume/Volume", id=f"v{number}", name=f"disque-{number}", region="GRA11", type="classic") for number in range(MANY)
    ]
    empty: dict[str, Any] = {f"{root}/{path}": [] for path in OF_A_PROJECT.split()}
    buckets = [made("cloud/StorageContainerList", name=f"b{number}", region="GRA") for number in range(MANY // 10)]
    told = {f"{root}/region/GRA/storage/b{number}": made("cloud/StorageContainer", name=f"b{number}") for number in range(MANY // 10)}
    empty |= {f"/1.0/{path}": [] for path in OF_AN_ACCOUNT.split()} | {f"/v2/{path}": [] for path in OF_ITS_SECOND_VERSION.split()}
    empty[f"{root}/serviceInfos"] = made("services/Service", contactAdmin=ME, contactTech=ME)
    with JsonStub(opening() | empty | told | {f"{root}/volume": volumes, f"{root}/region/GRA/storage": buckets}) as stub:
        found = cost(ovh_entry(stub))
    lists = len([call for one in provider("ovh").collectors() for call in one.calls if call.lists])
    # Beside them who else may enter the project, by one detail.
    assert (found.resources, found.gaps) == (MANY + MANY // 10, 0)
    assert found.calls <= lists + 2 + 1 + MANY // 10
    assert found.memory <= MEMORY


def test_openstack_at_scale(tmp_path: Path) -> None:
    """Ten pages of a thousand volumes, and the three lists that say the rest of all of them."""
    volumes: list[dict[str, Any]] = [
        {"id": f"v{number:05}", "name": f"d{number}", "encrypted": True, "encryption_key_id": None, "metadata": {}, "snapshot_id": None}
        for number in range(MANY)
    ]
    rest = {"snapshots/detail": "snapshots", "backups/detail": "backups", "os-volume-transfer/detail": "transfers"}
    with OpenStackStub(services=("volumev3",)) as stub:
        stub.routes[f"{VOLUME_PATH}/volumes/detail"] = linked(volumes, "volumes")
        stub.routes |= {f"{VOLUME_PATH}/{path}": {name: []} for path, name in rest.items()}
        found = cost(entry_for(stub, tmp_path))
    assert (found.resources, found.gaps) == (MANY, 0)
    assert found.calls <= MANY // 1000 + 1 + len(rest)
    assert found.memory <= MEMORY


def test_scaleway_at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred pages of a hundred."""
    monkeypatch.setenv("SCW_SECRET_KEY", "secret")
    clusters = [scaleway.made("k8s.v1.Cluster", id=f"c{number}", name="metiers", **scaleway.HERE) for number in range(MANY)]
    with JsonStub(scaleway.routes(k8s__ListClusters=clusters)) as stub:
        found = cost(scaleway.entry(stub))
    assert (found.resources, found.gaps) == (MANY, 0)
    assert found.calls <= MANY // 100 + 3 * len(scaleway.LISTS)
    assert found.memory <= MEMORY


def test_outscale_at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as one answer holds."""
    monkeypatch.setenv("OSC_ACCESS_KEY", "access")
    monkeypatch.setenv("OSC_SECRET_KEY", "secret")
    volumes = [outscale.made("Volume", VolumeId=f"vol-{number}", SubregionName="eu-west-2a", Tags=[]) for number in range(MANY)]
    with JsonStub(outscale.routes(Volumes=volumes)) as stub:
        found = cost(outscale.entry(stub))
    assert (found.resources, found.gaps) == (MANY + 4, 0)
    assert found.calls <= len(outscale.COLLECTOR.calls)
    assert found.memory <= MEMORY


@contextmanager
def buckets(count: int) -> Iterator[str]:
    """The address of a store with so many buckets, of which nothing is set."""
    names = "".join(f"<Bucket><Name>b{number}</Name></Bucket>" for number in range(count))
    listing = f"<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets>{names}</Buckets></ListAllMyBucketsResult>"

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = next((name for name, _ in parse_qsl(parts.query, keep_blank_values=True) if name in {*EMPTY, *SAID}), "")
            body = SAID.get(asked) or (f"<Error><Code>{EMPTY[asked]}</Code></Error>" if asked else listing)
            self.send_response(404 if asked in EMPTY else 200)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_s3_at_scale() -> None:
    """Each bucket is asked for each declared detail, once."""
    (collector,) = provider("s3").collectors()
    with buckets(MANY) as url:
        found = cost({"id": "s", "provider": "s3", "endpoint_url": url, "operator": "ovh", "region": "gra"})
    assert (found.resources, found.gaps) == (MANY, 0)
    assert found.calls <= 1 + MANY * (len(collector.calls) - 1)
    assert found.memory <= MEMORY


def test_vsphere_at_scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty pages of five hundred machines, each with its disk; the inventory and the permissions are read once by each who needs them."""
    monkeypatch.setenv("VSPHERE_USER", "audit")
    monkeypatch.setenv("VSPHERE_PASSWORD", "secret")
    rooms = vmware.room(1, "Mairie", {"Production": ["esx1"]})
    store = vmware.datastore(1, "baie", "VMFS", vmware.array(), "h1-0-0")
    machines = {f"v{one}": vmware.machine(1, f"srv-{one}", "h1-0-0", "baie", [vmware.disk(1, "s1", "baie")]) for one in range(MANY)}
    rest: dict[str, Any] = {"cis/tagging/tag": [], "content/library": []}
    with VCenter({**rooms, "s1": store, **machines, **vmware.managers()}, rest) as stub:
        found = cost({**VSPHERE, "endpoint": stub.url})
    # Each machine and its disk; the host, the datastore.
    assert (found.resources, found.gaps) == (2 * MANY + 2, 0)
    assert found.calls <= MANY // 500 + sum(len(one.calls) for one in provider("vsphere").collectors())
    assert found.memory <= MEMORY
