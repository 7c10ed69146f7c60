"""The estate that cloud.py creates, and what an audit must bring of it: the same whether the cloud is there or was recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from auditor.model import Resource
from auditor.providers import provider


def entry_at(folder: Path, keystone: str) -> dict[str, Any]:
    """The entry of the cloud, of its region GRA, with its clouds.yaml in a folder."""
    auth = {"auth_url": keystone, "username": "admin", "password": "secret", "project_name": "admin"}
    domains = {"user_domain_id": "default", "project_domain_id": "default"}
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {"salle": {"auth": {**auth, **domains}}}}))
    entry = {"id": "salle", "provider": "openstack", "cloud": "salle", "clouds_yaml": str(folder / "clouds.yaml"), "operator": "private"}
    return {**entry, "regions": ["GRA"], "sites": {"GRA": "FR", "GRA/dublin": "IE"}}


def audited(entry: dict[str, Any]) -> dict[str, Resource]:
    """What an audit brings, by name; nothing of it was refused."""
    cloud = provider("openstack")
    opened = cloud.open(entry)
    results = [cloud.run(unit) for unit in opened.units]
    cloud.close()
    assert opened.units, opened.coverage
    assert not [line for result in results for line in result.coverage if line.status != "read"]
    return {one.name: one for result in results for one in result.resources}


def check_estate(found: dict[str, Resource]) -> None:
    """A volume, its backup in another town, an image, two containers, a key that Barbican made."""
    places = {name: one.site for name, one in found.items()}
    assert places == {"dossiers": "FR", "nuit": "IE", "srv-paie": "FR", "etat-civil": "FR", "site": "FR", "cle-dossiers": "FR"}
    assert found["nuit"].facts["origin"] == found["dossiers"].id
    assert found["etat-civil"].tags == {"donnees": "sante"}
    assert (found["cle-dossiers"].kind, found["cle-dossiers"].facts["key"]["origin"]) == ("key", "provider")


def check_openness(found: dict[str, Resource]) -> None:
    """A container that anybody may read, an image that another project may use, a key that somebody else opens."""
    assert (found["site"].facts["public"], found["etat-civil"].facts["public"]) == ({"access": True}, {"access": False})
    (share,) = found["srv-paie"].facts["flows"]["share"]
    assert (len(share["account"]), share["region"], share["site"]) == (32, "GRA", "FR")
    (opened,) = found["cle-dossiers"].facts["flows"]["share"]
    assert (opened["holder"], opened["site"]) == ("prestataire", "FR")
