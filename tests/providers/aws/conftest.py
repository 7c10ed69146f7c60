"""An empty AWS for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.emulators.aws import Cloud, cloud


@pytest.fixture(autouse=True)
def _no_aws_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own AWS settings takes part."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")


@pytest.fixture(scope="session")
def emulated() -> Iterator[Cloud]:
    """One AWS over HTTP for all tests: making its clients costs more than using them."""
    with cloud() as one:
        yield one


@pytest.fixture
def aws(emulated: Cloud) -> Cloud:
    """An empty AWS."""
    emulated.reset()
    return emulated


@pytest.fixture
def directly(aws: Cloud) -> Iterator[None]:
    """What is answered is tried, and not how it comes: without a line."""
    with aws.directly():
        yield
