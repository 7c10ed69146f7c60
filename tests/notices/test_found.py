"""What clouds tell of ends reaches people in time: certificates, keys, secrets, credentials of applications, access keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.evidence import Evidence
from auditor.inventory.packed import Packed
from auditor.inventory.snapshot import new_snapshot, read_manifest
from auditor.inventory.units import Ending, Shard, Traces, shard
from auditor.model import Manifest, Run as Run_
from auditor.notices.content import endings
from auditor.notices.found import found
from auditor.providers import provider
from auditor.run import SNAPSHOT
from tests.cli.conftest import Run, auditor, aws, shared_cloud, town  # noqa: F401 - fixtures
from tests.emulators.aws import Cloud
from tests.emulators.azure import cloud as azure_cloud
from tests.emulators.graph import GraphStub
from tests.emulators.json import JsonStub
from tests.emulators.mail import mail_server
from tests.history.test_history import run
from tests.providers.aws.seeds_people import access_keys, certificates
from tests.providers.azure.seeds_stores import keyvault
from tests.providers.m365.seeds import SEEDS as OFFICE
from tests.providers.ovh.test_contract import KEYS, seeded

END = "2026-12-25"
"""1,798,156,800 seconds after 1970, in UTC."""


def ended(cloud: Any, service: str, **options: Any) -> tuple[Ending, ...]:
    """What the one unit of a service told, of an emulated cloud."""
    cloud.provider.close()
    entry = cloud.azure.options(**options) if hasattr(cloud, "azure") else cloud.options(**options)
    units = [unit for unit in cloud.provider.open(entry).units if unit.service == service]
    return tuple(one for unit in units for one in cloud.provider.run(unit).traces.ends)


def read(run_dir: Path, *ends: Ending) -> Run_:
    """A run whose one unit told that."""
    one: Shard = shard("k", ("aws", "123456789012", "eu-west-3", "s"), "2026-11-28T00:00:00Z", Packed(()), [], 1, Traces(ends=ends))
    with new_snapshot(run_dir / SNAPSHOT) as writer:
        writer.add_unit(one, fresh=True)
        writer.finish(lambda _: Manifest("2026-11-28T00:00:00Z", "2026-11-28T00:01:00Z", "1"))
    return msgspec.structs.replace(run("2026-11-28T00:00:00Z", []), snapshot=read_manifest(run_dir / SNAPSHOT))


def told(made: Run_, run_dir: Path) -> list[tuple[str, str]]:
    """What ends, by key and day, on the 28th of November 2026."""
    return [(each.key, each.day) for each in endings(Evidence(), date(2026, 11, 28), "P30D", (), found(made, run_dir, "P1Y"))]


def test_what_ends_in_time_is_told_and_what_could_not_be_read(tmp_path: Path) -> None:
    """Neither what is far nor what has ended; of access keys those a year old, however long ago that was."""
    made = read(
        tmp_path,
        Ending("certificate", "portail", "2026-12-20"),
        Ending("certificate", "loin", "2027-12-20"),
        Ending("certificate", "passé", "2026-11-20"),
        Ending("access_key", "jean …WXYZ", "2024-01-01"),
        Ending("access_key", "neuve …ABCD", "2026-11-01"),
        Ending("secret", why="access_denied: secrets"),
    )
    where = "123456789012 · eu-west-3"
    assert told(made, tmp_path) == [
        (f"access_key/{where}/jean …WXYZ@2024-12-31", "2024-12-31"),
        (f"certificate/{where}/portail@2026-12-20", "2026-12-20"),
        (f"unread/secret/{where}/access_denied: secrets@", ""),
    ]


def test_aws_tells_of_certificates_that_it_does_not_renew(shared_cloud: Cloud) -> None:  # noqa: F811
    """And of nothing at all unless it is asked for."""
    shared_cloud.reset()
    certificates(shared_cloud)
    found = ended(shared_cloud, "certificates", prune=False, expiring=True)
    assert [(one.what, one.name.split()[0], one.day) for one in found] == [("certificate", "portail.ville.example", "2026-12-20")]
    shared_cloud.faults.seen.clear()
    assert not ended(shared_cloud, "certificates", prune=False)
    assert not [one for one in shared_cloud.faults.seen if one[0] == "acm"]


def test_aws_tells_the_age_of_keys_in_use(shared_cloud: Cloud) -> None:  # noqa: F811
    """Of whom they are, and no more of the key than finds it; a refusal is told."""
    shared_cloud.reset()
    access_keys(shared_cloud)
    (one,) = ended(shared_cloud, "access-keys", expiring=True)
    assert (one.what, one.day) == ("access_key", datetime.now(UTC).date().isoformat())
    assert one.name.startswith("sauvegarde …")
    with shared_cloud.fault("iam", "ListAccessKeys"):
        (one,) = ended(shared_cloud, "access-keys", expiring=True)
    assert one.why == "access_denied: iam:ListAccessKeys"


def test_azure_tells_of_keys_and_secrets() -> None:
    """Keys from the list that is read anyway; secrets when it is asked for."""
    with azure_cloud() as azure:
        azure.reset()
        keyvault(azure)
        assert ended(azure, "keyvault") == (Ending("key", "coffre/cle", END),)
        assert ended(azure, "keyvault", expiring=True) == (
            Ending("key", "coffre/cle", END),
            Ending("secret", "coffre/certificat", END),
        )
        with azure.refusing("Microsoft.KeyVault/vaults/secrets/read"):
            (_key, refused) = ended(azure, "keyvault", expiring=True)
    assert refused.why.startswith("access_denied: Microsoft.KeyVault:ListVaultsSecrets")


def test_entra_tells_of_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets of those that are registered, certificates of single sign-on."""
    tenant, _expected = OFFICE["apps"]()
    with GraphStub(tenant) as stub:
        for name, value in stub.environment().items():
            monkeypatch.setenv(name, value)
        office = provider("m365")
        _accounts, units, _coverage = office.open(stub.entry())
        ends = [office.run(unit).traces.ends for unit in units if unit.service == "apps"]
        office.close()
    assert ends == [(Ending("application", "Nôtre · CN=SSO", "2026-12-24"), Ending("application", "Portail · nuit", "2026-12-20"))]


@pytest.mark.long
def test_a_run_asks_when_people_want_to_know(auditor: Run, town: Path, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A real certificate in ACM that ends in ten days is in the mail of the first night."""
    from tests.notices.test_notices import certificate_of

    soon = datetime.now(UTC) + timedelta(days=10)
    key, pem = certificate_of("portail.ville.example", soon)
    aws.client("acm", "eu-west-3").import_certificate(Certificate=pem, PrivateKey=key)
    town.write_text(town.read_text() + "notify: {to: [env:AUDITOR_NOTIFY]}\n")
    with mail_server() as (box, address):
        monkeypatch.setenv("AUDITOR_NOTIFY", address)
        auditor("run", "-c", town)
        (mail,) = box.mails
    assert "portail.ville.example" in mail.get_body(("html",)).get_content()


def test_ovh_tells_of_the_key_that_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its number."""
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    with JsonStub({}) as stub:
        one = seeded(stub, "credential")
        cloud = provider("ovh")
        ends = [cloud.run(unit).traces.ends for unit in cloud.open(one.entry).units if unit.service == "credential"]
        cloud.close()
    assert ends == [(Ending("consumer_key", "4242", "2026-12-24"),)]
