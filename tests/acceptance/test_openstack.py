"""A real Keystone, Glance, Swift and Cinder on loopback: what the test creates is found, with the country that is declared."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from auditor.model import Resource
from auditor.providers import provider

pytestmark = [pytest.mark.openstack, pytest.mark.slow]
HERE = Path(__file__).with_name("openstack")
PACKAGES = ["keystone", "glance", "swift", "cinder", "openstacksdk", "waitress"]
READY = os.environ.get("AUDITOR_OPENSTACK_VENV", "")
"""A venv that has them already."""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of the cloud, which has an estate."""
    venv, folder = Path(READY or tmp_path_factory.mktemp("venv") / "os"), tmp_path_factory.mktemp("os")
    if not READY:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "-q", *PACKAGES], check=True)
    try:
        subprocess.run([HERE / "up.sh", venv, folder], check=True)
        subprocess.run([venv / "bin/python", HERE / "seed.py"], check=True)
        # The agent that would write where a backup lies is not there.
        with sqlite3.connect(folder / "cinder/c.db") as database:
            database.execute("UPDATE backups SET availability_zone = 'dublin'")
        yield folder
    finally:
        for file in folder.glob("pid-*"):
            try:
                os.killpg(int(file.read_text()), signal.SIGKILL)
            except ProcessLookupError:
                continue


@pytest.fixture(scope="module")
def found(cloud: Path) -> dict[str, Resource]:
    """What an audit brings of the region GRA, by name."""
    auth = {"auth_url": "http://127.0.0.1:15000/v3", "username": "admin", "password": "secret", "project_name": "admin"}
    domains = {"user_domain_id": "default", "project_domain_id": "default"}
    (cloud / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {"salle": {"auth": {**auth, **domains}}}}))
    entry = {"id": "salle", "provider": "openstack", "cloud": "salle", "clouds_yaml": str(cloud / "clouds.yaml"), "operator": "private"}
    opened = provider("openstack").open({**entry, "regions": ["GRA"], "sites": {"GRA": "FR", "GRA/dublin": "IE"}})
    results = [provider("openstack").run(unit) for unit in opened.units]
    provider("openstack").close()
    assert not [line for result in results for line in result.coverage if line.status != "read"]
    return {one.name: one for result in results for one in result.resources}


def test_what_is_created_is_found_where_it_is_declared(found: dict[str, Resource]) -> None:
    """A volume, its backup in another town, an image, two containers."""
    places = {name: one.site for name, one in found.items()}
    assert places == {"dossiers": "FR", "nuit": "IE", "srv-paie": "FR", "etat-civil": "FR", "site": "FR"}
    assert found["nuit"].facts["origin"] == found["dossiers"].id
    assert found["etat-civil"].tags == {"donnees": "sante"}


def test_what_is_open_is_found(found: dict[str, Resource]) -> None:
    """A container that anybody may read, an image that another project may use."""
    assert (found["site"].facts["public"], found["etat-civil"].facts["public"]) == ({"access": True}, {"access": False})
    (share,) = found["srv-paie"].facts["flows"]["share"]
    assert (len(share["account"]), share["region"], share["site"]) == (32, "GRA", "FR")
