"""A real Keystone, Glance, Swift, Cinder and Barbican on loopback, with an estate in them: `cloud.py FOLDER`, by a Python that has them.

SQLite, no root, no broker. FOLDER/ready says that all is there; it ends, with all that it started, when it is told to.
"""

from __future__ import annotations

import grp
import importlib
import os
import pwd
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent
FOLDER = Path(sys.argv[1]).resolve()
BIN = Path(sys.executable).parent
USER, GROUP = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
PORTS = {"keystone": 15000, "glance": 19292, "swift": 18080, "cinder": 18776, "barbican": 19311}
STORES = {"account": 16002, "container": 16001, "object": 16000}
IDENTITY = f"http://127.0.0.1:{PORTS['keystone']}/v3"
CATALOGUE = {
    "glance": ("image", "", ("GRA", "BHS")),
    "swift": ("object-store", "/v1/AUTH_%(tenant_id)s", ("GRA",)),
    "cinder": ("block-storage", "/v3", ("GRA",)),
    "barbican": ("key-manager", "", ("GRA",)),
}
"""Service → its type, the path of its endpoint, the regions that have it."""
WAIT = 600
started: list[subprocess.Popen[bytes]] = []


def configured(name: str, to: str = "", **more: Any) -> Path:
    """A file of `etc`, filled in."""
    known = {**PORTS, "folder": FOLDER, "shipped": BIN.parent / "etc", "user": USER, **more}
    auth = Template((HERE / "etc/auth").read_text()).substitute(known)
    path = FOLDER / (to or name)
    path.write_text(Template((HERE / "etc" / name).read_text()).substitute(known, auth=auth))
    return path


def start(name: str, *command: str | Path | int, of: str = "python") -> subprocess.Popen[bytes]:
    """A command of the environment, in the background, its words in a file of its own; at home in the folder, where some look for files."""
    with (FOLDER / "log" / name).open("ab") as log:
        one = subprocess.Popen(
            [BIN / of, *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=FOLDER,
            env=os.environ | {name: str(FOLDER) for name in ("HOME", "OS_KEYSTONE_CONFIG_DIR", "OS_GLANCE_CONFIG_DIR")},
        )
    started.append(one)
    return one


def done(*commands: subprocess.Popen[bytes]) -> None:
    """Wait until they are, and well."""
    for one in commands:
        if one.wait(WAIT):
            raise SystemExit(f"{one.args!r} ended with {one.returncode}")


def answers(port: int) -> None:
    """Wait until somebody answers there, whatever is said."""
    for _ in range(WAIT * 4):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=WAIT).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit(f"nobody answers at {port}")


def keystone(conf: Path) -> None:
    """Its database, its keys, its administrator: the commands of keystone-manage, in one process."""
    cli = importlib.import_module("keystone.cmd.cli")
    owner = ("--keystone-user", USER, "--keystone-group", GROUP)
    urls = [word for face in ("public", "internal", "admin") for word in (f"--bootstrap-{face}-url", IDENTITY)]
    bootstrap = ("bootstrap", "--bootstrap-password", "secret", "--bootstrap-region-id", "GRA", *urls)
    for command in (("db_sync",), ("fernet_setup", *owner), ("credential_setup", *owner), bootstrap):
        cli.CONF.clear()
        cli.main(["keystone-manage", "--config-file", str(conf), *command])
    # What goes wrong from here on is ours to tell, and not in its log.
    sys.excepthook = sys.__excepthook__


def swift() -> None:
    """One device a ring, and the servers."""
    ring = importlib.import_module("swift.common.ring")
    configured("swift.conf")
    for kind, port in STORES.items():
        builder = ring.RingBuilder(4, 1, 1)
        builder.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1", "weight": 1})
        builder.rebalance()
        builder.get_ring().save(str(FOLDER / f"{kind}.ring.gz"))
        conf = configured("swift-server.conf", f"{kind}-server.conf", kind=kind, port=port)
        start(kind, conf, of=f"swift-{kind}-server")
    start("proxy", configured("proxy-server.conf"), of="swift-proxy-server")


def signed(name: str) -> Any:
    """Signed in as the administrator of that project."""
    return importlib.import_module("openstack").connect(
        auth_url=IDENTITY,
        region_name="GRA",
        username="admin",
        password="secret",
        project_name=name,
        user_domain_id="default",
        project_domain_id="default",
    )


def catalogue(cloud: Any) -> None:
    """Regions, services, and the user as whom these ask Keystone who somebody is."""
    identity = cloud.identity
    for region in ("SBG", "BHS"):
        identity.create_region(id=region)
    project = cloud.create_project("service", domain_id="default")
    user = cloud.create_user(name="service", password="secret", default_project=project.id, domain_id="default")
    for role in ("admin", "service"):
        identity.assign_project_role_to_user(project.id, user.id, identity.find_role(role).id)
    for name, (kind, path, regions) in CATALOGUE.items():
        service = identity.create_service(name=name, type=kind)
        for region in regions:
            for face in ("public", "internal"):
                url = f"http://127.0.0.1:{PORTS[name]}{path}"
                identity.create_endpoint(service_id=service.id, interface=face, url=url, region_id=region)


def estate(cloud: Any) -> None:
    """What the tests are to find."""
    cloud.create_container("etat-civil")
    cloud.object_store.set_container_metadata("etat-civil", donnees="sante")
    cloud.create_container("site")
    cloud.object_store.request("/site", "POST", headers={"X-Container-Read": ".r:*,.rlistings"})
    image = cloud.image.create_image(name="srv-paie", disk_format="raw", container_format="bare", data=b"0" * 1024, visibility="shared")
    cloud.image.add_member(image.id, member_id=cloud.get_project("service").id)
    volume = cloud.block_storage.create_volume(size=1, name="dossiers", metadata={"donnees": "sante"})
    cloud.block_storage.post(f"/volumes/{volume.id}/action", json={"os-reset_status": {"status": "available"}})
    cloud.block_storage.create_backup(volume_id=volume.id, name="nuit")
    # The agent that would write where a backup lies is not there.
    with sqlite3.connect(FOLDER / "cinder.db", timeout=WAIT) as database:
        database.execute("UPDATE backups SET availability_zone = 'dublin'")
    wanted = {"name": "cle-dossiers", "algorithm": "aes", "bit_length": 256, "mode": "cbc"}
    made = cloud.key_manager.post("/orders", json={"type": "key", "meta": wanted}).json()
    made = cloud.key_manager.get(f"/orders/{made['order_ref'].rpartition('/')[2]}").json()
    shared = {"read": {"users": ["prestataire"], "project-access": True}}
    cloud.key_manager.put(f"/secrets/{made['secret_ref'].rpartition('/')[2]}/acl", json=shared)


def up() -> None:
    """Everything, in the order in which one needs the other."""
    for name in ("log", "fernet", "credential", "images", "tasks", "staging", "lock", "cinder", "devices/d1"):
        (FOLDER / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    conf = {name: configured(f"{name}.conf") for name in ("keystone", "glance-api", "cinder", "barbican")}
    kept = [
        start("glance-db", "--config-file", conf["glance-api"], "db_sync", of="glance-manage"),
        start("cinder-db", "--config-file", conf["cinder"], "db", "sync", of="cinder-manage"),
        start("barbican-db", "db", "upgrade", of="barbican-manage"),
    ]
    keystone(conf["keystone"])
    serve = HERE / "serve.py"
    start("keystone", serve, PORTS["keystone"], "keystone.wsgi.api")
    swift()
    done(*kept)
    start("glance", serve, PORTS["glance"], "glance.wsgi.api")
    start("cinder", serve, PORTS["cinder"], "cinder.wsgi.api", "--config-file", conf["cinder"])
    start("barbican", serve, PORTS["barbican"], BIN.parent / "etc/barbican/barbican-api-paste.ini")
    answers(PORTS["keystone"])
    catalogue(signed("admin"))
    for port in PORTS.values():
        answers(port)
    # Signed in once more: the catalogue is what it was at the first time.
    estate(signed("admin"))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        up()
        (FOLDER / "ready").touch()
        signal.pause()
    finally:
        for one in started:
            one.kill()
