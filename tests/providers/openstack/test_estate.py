"""What an audit of OpenStack finds: places, shares and what may not be entered, from the stub to the derived facts."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from auditor import scan
from auditor.errors import ProviderError
from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage, Resource
from auditor.providers import provider
from auditor.providers.observing import Unknown
from auditor.providers.offer import offer_of
from tests.emulators.json import Answer
from tests.emulators.openstack import OTHER, PROJECT, OpenStackStub, linked, marked
from tests.providers.openstack.conftest import entry_for
from tests.providers.openstack.estate import OBJECTS, STRANGER, VOLUME_PATH, ours

pytestmark = pytest.mark.long


def found(entry: dict[str, Any]) -> tuple[dict[str, Resource], list[Coverage]]:
    """Everything an entry brings, by id, and its coverage."""
    opened = provider("openstack").open(entry)
    results = [provider("openstack").run(unit) for unit in opened.units]
    lines = [*opened.coverage, *(line for result in results for line in result.coverage)]
    return {one.id: one for result in results for one in result.resources}, lines


def test_a_declared_site_is_the_country_of_all_that_lies_there(cloud: OpenStackStub, tmp_path: Path) -> None:
    """A region, a zone of it that is elsewhere (a backup, a volume, a replica), and what is shared within it."""
    sites = {"*": "FR", "GRA/az9": "IE"}
    resources, _ = found(entry_for(cloud, tmp_path, operator="private", sites=sites))
    assert {one.site for one in resources.values()} == {"FR", "IE"}
    assert [one for one in resources if resources[one].site == "IE"] == [ours("Cinder::Backup", "b1")]
    assert resources[ours("Glance::Image", "i3")].facts["flows"]["share"][0] == {"account": STRANGER, "region": "GRA", "site": "FR"}
    assert resources[ours("Manila::Share", "f1")].facts["flows"]["replication"][0]["site"] == "IE"


def test_a_site_that_nobody_declares_is_nowhere(cloud: OpenStackStub, tmp_path: Path) -> None:
    """Neither operator nor site: the offer is unknown, and no resource has a country."""
    entry = entry_for(cloud, tmp_path)
    del entry["operator"]
    resources, _ = found(entry)
    assert {one.site for one in resources.values()} == {None}
    assert {one.unknown.get("offer") for one in resources.values()} == {"operator_unknown: 127.0.0.1"}


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("https://auth.cloud.ovh.net", "ovh"),
        ("https://iam.eu-west-0.prod-cloud-ocb.orange-business.com", "flexible_engine"),
        ("https://api.pub1.infomaniak.cloud/identity", "infomaniak"),
    ],
)
def test_an_operator_is_known_by_the_address_of_its_keystone(address: str, whose: str) -> None:
    """And nobody by any other."""
    assert offer_of({"endpoint": address}, "openstack") == whose
    assert isinstance(offer_of({"endpoint": "https://keystone.mairie.example"}, "openstack"), Unknown)


def test_all_projects_and_regions_are_read(tmp_path: Path) -> None:
    """Those of the catalogue and of the credentials; one of the domain without a role is a gap, and a service nobody reads is told."""
    with OpenStackStub({PROJECT: "mairie", OTHER: "ccas"}, ("GRA", "SBG"), services=("compute", "dns")) as stub:
        everyone = stub.listed()
        stub.routes["/v3/projects"] = {"projects": everyone}
        for project, region in ((PROJECT, "GRA"), (PROJECT, "SBG"), (OTHER, "GRA")):
            stub.routes[f"/{region}/compute/v2.1/servers/detail"] = {"servers": [{"id": f"{project}-{region}", "name": "x"}]}
        opened = provider("openstack").open(entry_for(stub, tmp_path, domain="ville"))
        assert [(unit.account, unit.region) for unit in opened.units] == [
            (one, region) for one in (PROJECT, OTHER) for region in ("GRA", "SBG")
        ]
        assert [line.service for line in opened.coverage if line.status == "not_understood"] == ["dns", "dns"]
        provider("openstack").close()
        stub.hidden.add(OTHER)
        opened = provider("openstack").open(entry_for(stub, tmp_path, domain="ville"))
        assert {*opened.accounts} == {PROJECT}
        (gap,) = [line for line in opened.coverage if line.status in GAPS]
        assert (gap.account, gap.reason.split(":")[0]) == (OTHER, "credentials_invalid")
        provider("openstack").close()


def test_swift_hides_its_lists_from_who_only_reads(cloud: OpenStackStub, entry: dict[str, Any]) -> None:
    """A container that looks closed to a reader is unknown; where a list of who reads is shown, nothing is hidden."""
    cloud.roles = ["reader"]
    resources, _ = found(entry)
    assert resources[ours("Swift::Container", "site")].facts["public"] == {"access": True}
    for name in ("archives", "cle", "partage", "site", "synchro"):
        plain = {"X-Container-Object-Count": "1"}
        cloud.routes[f"HEAD {OBJECTS}/{name}"] = Answer(None, plain, 204)
    resources, _ = found(entry)
    hidden = resources[ours("Swift::Container", "site")]
    assert hidden.unknown["public.access"].startswith("access_denied: swift:GetContainerMetadata")
    assert {"flows.share", "flows.replication"} <= hidden.unknown.keys()


def test_keys_of_links_are_told_and_never_kept(cloud: OpenStackStub, entry: dict[str, Any]) -> None:
    """That there is one makes the shares unknown; its value is nowhere."""
    resources, _ = found(entry)
    linked_to = resources[ours("Swift::Container", "cle")]
    assert linked_to.unknown["flows.share"].startswith("not_collected: a key signs temporary links")
    assert "tres-secret" not in str(resources)


@pytest.mark.parametrize("fault", ["refused", "html", "empty", "cut", "moved", "broken"])
def test_a_keystone_that_does_not_answer_is_a_gap(cloud: OpenStackStub, entry: dict[str, Any], fault: str) -> None:
    """Of the entry's own id, whether the token or the list of projects is missing."""
    for path in ("POST /v3/auth/tokens", "/v3/auth/projects"):
        with cloud.fault(path, fault):
            accounts, units, (gap,) = provider("openstack").open(entry)
        assert (accounts, units, gap.account, gap.status in GAPS) == ({}, [], "os", True), path
        provider("openstack").close()


def test_a_list_that_goes_round_is_partial(cloud: OpenStackStub, entry: dict[str, Any]) -> None:
    """The same page for ever, of links and of markers."""
    again = {"volumes": [{"id": "v1", "encrypted": False}], "volumes_links": [{"rel": "next", "href": "http://x/?marker=v1"}]}
    cloud.routes[f"{VOLUME_PATH}/volumes/detail"] = again
    cloud.routes[OBJECTS] = [{"name": "archives"}]
    _, lines = found(entry)
    partial = Counter(line.service for line in lines if line.reason.startswith("partial_list"))
    assert {*partial} == {"cinder", "swift"}


def test_ten_thousand_resources_cost_their_lists_and_details(tmp_path: Path) -> None:
    """5,000 volumes and 5,000 containers: ten pages and their ends, one HEAD each, in bounded memory."""
    volumes = [{"id": f"v{number:05}", "name": f"d{number}", "encrypted": True, "encryption_key_id": None} for number in range(5000)]
    with OpenStackStub(services=("volumev3", "object-store")) as stub:
        stub.routes |= {
            f"{VOLUME_PATH}/volumes/detail": linked(volumes, "volumes"),
            f"{VOLUME_PATH}/snapshots/detail": {"snapshots": []},
            f"{VOLUME_PATH}/backups/detail": {"backups": []},
            f"{VOLUME_PATH}/os-volume-transfer/detail": {"transfers": []},
            OBJECTS: marked([{"name": f"c{number:05}"} for number in range(5000)]),
            f"HEAD {OBJECTS}": Answer(None, {"X-Account-Container-Count": "5000"}, 204),
            **{f"HEAD {OBJECTS}/c{number:05}": Answer(None, {"X-Container-Object-Count": "0"}, 204) for number in range(5000)},
        }
        whole = scan.plan([entry_for(stub, tmp_path)])
        with ThreadPoolExecutor(4) as pool:
            results = [*pool.map(provider("openstack").run, whole.units)]
        whole.close()
    assert sum(len(result.resources) for result in results) == 10_000
    calls = sum(result.api_calls for result in results)
    assert calls == len(stub.seen) - len([path for path in stub.seen if "/v3/auth" in path])
    assert calls <= (5 + 3) + (6 + 1) + 5000


def test_without_the_sdk_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And only when an account is opened."""
    monkeypatch.setitem(sys.modules, "keystoneauth1", None)
    for name in [
        name for name in sys.modules if name.startswith(("auditor.providers.openstack.source", "auditor.providers.openstack.session"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ProviderError) as raised:
        provider("openstack").open({"id": "x", "provider": "openstack"})
    assert "residency-auditor[openstack]" in str(vars(raised.value))


def test_what_needs_no_cloud_loads_no_sdk() -> None:
    """The role, the collectors and the options are told without it."""
    ask = (
        "import sys; from auditor.providers import provider as p; p('openstack').permissions();"
        "print({'openstack', 'keystoneauth1', 'requests'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_access_rules_open_no_content() -> None:
    """No rule of the application credential reaches an object or what a secret holds."""
    rules = str(provider("openstack").permissions("access-rules"))
    assert "payload" not in rules
    assert '"/v1/*/*"' in rules
    assert rules.count('"HEAD"') == 2
    with pytest.raises(ProviderError):
        provider("openstack").permissions("bicep")
