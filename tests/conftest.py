"""Every test runs in French, on loopback only, and knows nothing of the AWS accounts of whoever starts it."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from subprocess import TimeoutExpired
from typing import Any

import pytest
from hypothesis import settings

from auditor import i18n

LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}
OURS = ("AWS_", "AUDITOR_", "XDG_CONFIG_HOME", "MOTO_")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
STAND_IN = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": "eu-west-3",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
}

# A machine under load is slow, not wrong: no example has a deadline.
settings.register_profile("auditor", deadline=None)
settings.load_profile("auditor")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Ten thousand tests and what they import stay to the end: nobody looks through them for garbage, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process is left alone with it at the end; what is waited for comes last."""
    sizes = Counter(item.path for item in items)
    long = {item.path for item in items if item.get_closest_marker("long") or item.get_closest_marker("slow")}
    waited = {item.path for item in items if item.get_closest_marker("openstack")}
    items.sort(key=lambda item: (item.path in waited, item.path not in long, -sizes[item.path]))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A process of tests that ends without a word is told with how it ended."""
    if error:
        with suppress(AttributeError, TimeoutExpired):
            sys.stderr.write(f"\n{node.gateway.id} ended with {node.gateway._io.popen.wait(10)}\n")


@pytest.fixture(scope="session", autouse=True)
def _nobodys_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The environment of the whole session, fixtures of any scope included: stand-in credentials, no proxy, no name looked up, no note
    of what was searched before."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(OURS) or name in PROXIES]:
            patch.delenv(name)
        for name, value in STAND_IN.items():
            patch.setenv(name, value)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        look_up = socket.getaddrinfo

        def loopback_only(host: Any, *arguments: Any, **options: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name not in LOOPBACK:
                raise socket.gaierror(f"a test looked up {name}")
            return look_up(host, *arguments, **options)

        # pytest-socket refuses to connect; a name that is looked up has already left the machine.
        patch.setattr(socket, "getaddrinfo", loopback_only)
        yield


@pytest.fixture(autouse=True)
def _french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language a test chose does not outlive it."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    i18n.use("fr")
    yield
    i18n.use("fr")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch, _french: None) -> None:
    """For tests of mistakes, whose words are those of the code; `tests/test_i18n.py` sees that each has its French."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    i18n.use("en")
