"""Every way of signing in, whose token it is, and where each cloud is asked for it."""

from __future__ import annotations

import base64
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from auditor.demo.arm_certificate import write_certificate
from auditor.demo.arm_emulator import failure
from auditor.demo.arm_tokens import PRINCIPAL, TENANT, issued
from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage
from tests.emulators.azure import TOWN, Cloud, arm

OTHER = "99999999-0000-4000-8000-000000000009"
SECRET = "un-secret-que-personne-ne-doit-voir"
CLOUDS = {
    "AzureCloud": ("login.microsoftonline.com", "management.azure.com", "https://management.azure.com"),
    "AzureChinaCloud": ("login.chinacloudapi.cn", "management.chinacloudapi.cn", "https://management.chinacloudapi.cn"),
    "AzureUSGovernment": ("login.microsoftonline.us", "management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net"),
}
"""Cloud → where tokens come from, where Resource Manager is, and for whom the token is."""


@pytest.fixture
def town(azure: Cloud) -> Cloud:
    """A tenant with something to find."""
    azure.add(arm("Microsoft.Network/virtualNetworks/reseau"))
    return azure


def named(town: Cloud, **options: Any) -> str:
    """Who we are there, when the entry opens and its resource is found."""
    town.provider.close()
    identities, units, coverage = town.provider.open(town.azure.options(emulator=False, **options))
    assert not coverage
    assert [one.name for unit in units if unit.service == "inventory" for one in town.provider.run(unit).resources] == ["reseau"]
    return identities[TOWN]


def refused(town: Cloud, **options: Any) -> Coverage:
    """The one line that says why the entry could not be opened."""
    town.provider.close()
    identities, units, (line,) = town.provider.open(town.azure.options(**{"emulator": False, **options}))
    assert (identities, units, line.account, line.status in GAPS) == ({}, [], "town", True)
    return line


def at_an_azure_machine(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names a managed identity."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", cloud.azure.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", "header")


@pytest.mark.parametrize("credential", ["managed_identity", "default"])
def test_managed_identity(town: Cloud, monkeypatch: pytest.MonkeyPatch, credential: str) -> None:
    """As on an Azure machine: a token over plain HTTP from the endpoint that the environment names, for the identity that was chosen."""
    at_an_azure_machine(town, monkeypatch)
    assert named(town, credential=credential, client_id="lecteur") == f"{TOWN[:8]} ({TENANT}, lecteur)"
    assert town.azure.signed_in[-1]["client_id"] == "lecteur"


@pytest.mark.parametrize("credential", ["environment", "default"])
def test_a_service_principal_of_the_environment(town: Cloud, monkeypatch: pytest.MonkeyPatch, credential: str) -> None:
    """The secret comes from the environment, never from our file."""
    for name, value in {"CLIENT_ID": "auditor", "TENANT_ID": TENANT, "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"AZURE_{name}", value)
    assert "auditor" in named(town, credential=credential)
    assert town.azure.signed_in[-1]["client_secret"] == SECRET


def test_an_environment_that_names_nobody(town: Cloud) -> None:
    """Nobody else signs in instead."""
    assert refused(town, credential="environment").reason.startswith("no_credentials: ")


def test_a_certificate(town: Cloud) -> None:
    """A service principal that signs with its key."""
    assert "auditor" in named(town, credential="certificate", client_id="auditor", certificate_path=str(town.azure.certificate))
    assert town.azure.signed_in[-1]["client_assertion_type"].endswith("jwt-bearer")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"client_id": "auditor", "certificate_path": "/nowhere.pem"}, "/nowhere.pem"),
        ({"client_id": "auditor"}, "needs certificate_path"),
        ({"certificate_path": "/nowhere.pem"}, "needs client_id"),
    ],
)
def test_a_certificate_that_is_not_there(town: Cloud, wrong: dict[str, Any], told: str) -> None:
    """A gap that says what is missing, not a traceback."""
    reason = refused(town, credential="certificate", **wrong).reason
    assert reason.startswith("no_credentials: ")
    assert told in reason


def test_workload_identity(town: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a cluster: the token that the cluster wrote is exchanged for one of Azure's, by the application that the entry names."""
    file = tmp_path / "token"
    file.write_text(issued({"sub": "system:serviceaccount:audit"}))
    monkeypatch.setenv("AZURE_FEDERATED_TOKEN_FILE", str(file))
    assert "auditor" in named(town, credential="workload_identity", client_id="auditor")
    assert town.azure.signed_in[-1]["client_assertion"] == file.read_text()


def test_workload_identity_outside_a_cluster(town: Cloud) -> None:
    """Nobody wrote a token."""
    assert refused(town, credential="workload_identity", client_id="auditor").reason.startswith("no_credentials: ")


def command_line(monkeypatch: pytest.MonkeyPatch, folder: Path, says: str, status: int = 0) -> Path:
    """An `az` on the path that writes down what it is asked, says what it is told to, and ends with that status."""
    written, az = folder / "asked", folder / "az"
    az.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(written)!r}, 'w').write(' '.join(sys.argv))\nprint({says!r})\nsys.exit({status})\n"
    )
    az.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return written


def test_the_command_line(town: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever is signed in with `az` on this machine, asked for a token of the tenant that the entry names."""
    token = issued({"tid": TENANT, "upn": "dsi@rivemont.example"})
    says = json.dumps({"accessToken": token, "expiresOn": "2099-01-01 00:00:00.000000", "expires_on": 4070908800, "tenant": TENANT})
    asked = command_line(monkeypatch, tmp_path, says)
    assert named(town, credential="cli") == f"{TOWN[:8]} ({TENANT}, dsi@rivemont.example)"
    assert f"--tenant {TENANT}" in asked.read_text()
    assert "account get-access-token" in asked.read_text()


def test_nobody_is_signed_in_on_the_command_line(town: Cloud, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`az` says so."""
    command_line(monkeypatch, tmp_path, "Please run 'az login' to setup account.", 1)
    assert refused(town, credential="cli").reason.startswith("no_credentials: ")


def test_a_token_of_another_tenant(town: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that is good, but of somebody else's tenant: nothing is read, and both are named."""
    for name, value in {"CLIENT_ID": "auditor", "TENANT_ID": OTHER, "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"AZURE_{name}", value)
    line = refused(town, credential="environment")
    assert line.reason == f"access_denied: these credentials are of tenant {OTHER}, not of {TENANT}"
    assert not town.azure.seen


def test_a_token_that_only_azure_can_read(town: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nobody can say whose it is, and the subscriptions say of which tenant they are."""
    at_an_azure_machine(town, monkeypatch)
    for token in ("opaque", "a.b.c", f"a.{base64.urlsafe_b64encode(b'[]').decode()}.c"):
        monkeypatch.setattr("auditor.demo.arm_tokens.issued", lambda _, token=token: token)
        assert named(town, credential="managed_identity") == f"{TOWN[:8]} ({TENANT})"


def test_a_subscription_that_is_not_enabled(town: Cloud) -> None:
    """It is read, for its data is still there; who reads the report knows."""
    town.azure.states[TOWN] = "Disabled"
    identities, units, _ = town.provider.open(town.azure.options())
    assert "Disabled" in identities[TOWN]
    assert units


def test_no_secret_is_kept(town: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the secret nor the token is in what a scan leaves behind, logs included."""
    for name, value in {"CLIENT_ID": "auditor", "TENANT_ID": TENANT, "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"AZURE_{name}", value)
    with caplog.at_level("DEBUG"):
        result = town.scan(emulator=False, credential="environment")
    told = f"{result.resources} {result.coverage} {caplog.text}"
    assert result.resources
    assert SECRET not in told
    assert issued({"x": 1})[:10] not in told


@pytest.mark.parametrize("cloud", CLOUDS)
def test_each_cloud_has_its_own_audience(town: Cloud, monkeypatch: pytest.MonkeyPatch, cloud: str) -> None:
    """A token for China's Azure is of no use elsewhere."""
    at_an_azure_machine(town, monkeypatch)
    named(town, cloud=cloud, credential="managed_identity")
    assert town.azure.signed_in[-1]["resource"].rstrip("/") == CLOUDS[cloud][2]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A proxy that writes down where it is asked to lead, and leads nowhere."""
    asked: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with suppress(ConnectionError), connection:
                # Who knocks and goes says nothing.
                if said := connection.recv(4096).decode():
                    asked.append(said.split(" ")[1].partition(":")[0])
                    connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

    thread = Thread(target=listen, daemon=True)
    thread.start()
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.getsockname()[1]}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield asked
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.mark.parametrize("cloud", CLOUDS)
def test_each_cloud_is_asked_at_its_own_address(town: Cloud, monkeypatch: pytest.MonkeyPatch, proxy: list[str], cloud: str) -> None:
    """The authority, then Resource Manager, of the cloud that the entry names, and no other host."""
    entry = {"id": "town", "provider": "azure", "cloud": cloud, "tenant_id": TENANT, "max_attempts": 1}
    signed = {"credential": "certificate", "client_id": "auditor", "certificate_path": str(town.azure.certificate)}
    assert town.provider.open({**entry, **signed})[2][0].reason.startswith("proxy_refused: ")
    assert set(proxy) == {CLOUDS[cloud][0]}
    proxy.clear()
    at_an_azure_machine(town, monkeypatch)
    assert town.provider.open({**entry, "credential": "managed_identity"})[2][0].reason.startswith("proxy_refused: ")
    assert set(proxy) == {CLOUDS[cloud][1]}


def test_an_authority_of_the_environment(town: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """As azure-identity reads it, where the entry names neither an authority nor a cloud."""
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", town.azure.url)
    for name, value in {"CLIENT_ID": PRINCIPAL, "TENANT_ID": TENANT, "CLIENT_SECRET": SECRET}.items():
        monkeypatch.setenv(f"AZURE_{name}", value)
    assert named(town, authority=None, credential="environment")


def test_an_authority_that_does_not_answer(town: Cloud) -> None:
    """Nobody there to sign in with."""
    line = refused(
        town, authority="https://127.0.0.1:9", credential="certificate", client_id="auditor", certificate_path=str(town.azure.certificate)
    )
    assert line.reason.startswith("unreachable: ")


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("7000215: Invalid client secret provided.", "credentials_invalid"),
        ("7000222: The provided client secret keys for app 'x' are expired.", "credentials_expired"),
        ("700016: Application with identifier 'x' was not found in the directory 'y'.", "credentials_invalid"),
        ("90002: Tenant 'x' not found.", "tenant_unknown"),
        ("700027: Client assertion contains an invalid signature.", "signature_invalid"),
        ("700024: Client assertion is not within its valid time range.", "clock_skew"),
        ("53003: Access has been blocked by Conditional Access policies.", "guard_rail"),
        ("9999999: Something nobody has heard of.", "credentials_invalid"),
    ],
)
def test_what_entra_id_says_is_wrong(town: Cloud, monkeypatch: pytest.MonkeyPatch, number: str, reason: str) -> None:
    """Each mistake by its own reason, with Microsoft's own number for whoever looks it up."""
    monkeypatch.setattr("auditor.demo.arm_emulator.granted", lambda *_: {"error": "invalid_client", "error_description": f"AADSTS{number}"})
    line = refused(town, emulator=True)
    assert line.reason.startswith(f"{reason}: no token: ")
    assert f"AADSTS{number.partition(':')[0]}" in line.reason


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("ExpiredAuthenticationToken", "credentials_expired"),
        ("InvalidAuthenticationToken", "credentials_invalid"),
        ("InvalidAuthenticationTokenTenant", "credentials_invalid"),
        ("AuthenticationFailed", "credentials_invalid"),
    ],
)
def test_what_resource_manager_says_is_wrong(town: Cloud, monkeypatch: pytest.MonkeyPatch, code: str, reason: str) -> None:
    """A token that was given and is not taken."""
    monkeypatch.setattr(town.azure, "_layer", lambda _: failure(401, code, "no"))
    assert (
        refused(town, emulator=True).reason
        == f"{reason}: Microsoft.Resources:ListSubscriptions (Microsoft.Resources/subscriptions/read): {code}"
    )


def test_certificates_that_are_not_there_or_not_ours(town: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of no file, and a bundle without the certificate that is shown."""
    write_certificate(tmp_path / "autre.pem")
    for bundle in ("/nowhere/ca.pem", str(tmp_path / "autre.pem")):
        line = refused(town, emulator=True, ca_bundle=bundle)
        assert line.reason.startswith("certificate_untrusted: ")


def test_a_name_that_does_not_resolve(town: Cloud) -> None:
    """Neither for tokens nor for Resource Manager."""
    assert refused(town, emulator=True, endpoint="https://nulle-part.invalid").reason.startswith(("no_route: ", "no_credentials: "))
