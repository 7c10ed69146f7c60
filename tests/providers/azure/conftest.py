"""An empty Azure tenant for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulators.azure import Cloud, cloud


@pytest.fixture(autouse=True)
def _no_azure_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own Azure settings takes part."""
    for name in ("CLIENT_ID", "TENANT_ID", "CLIENT_SECRET", "CLIENT_CERTIFICATE_PATH", "AUTHORITY_HOST", "CONFIG_DIR"):
        monkeypatch.delenv(f"AZURE_{name}", raising=False)
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def emulated() -> Iterator[Cloud]:
    """One tenant over TLS for all tests."""
    with cloud() as one:
        yield one


@pytest.fixture
def azure(emulated: Cloud) -> Cloud:
    """An empty tenant."""
    emulated.reset()
    return emulated
