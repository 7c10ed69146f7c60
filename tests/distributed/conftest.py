"""A cloud that asks for a key, and a cluster on loopback whose workers have their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest

from tests.emulators.aws import Cloud, cloud
from tests.emulators.json import FAULTS, Fault, JsonStub, Query
from tests.providers.scaleway.test_contract import ORG, routes

ROOT = Path(__file__).resolve().parents[2]
WORKERS = "of the workers"
WITHIN: dict[str, Any] = {
    **{"n_workers": 1, "processes": False, "protocol": "tcp://", "host": "127.0.0.1"},
    **{"dashboard_address": "127.0.0.1:0", "worker_dashboard_address": "127.0.0.1:0"},
}
"""A cluster within this process, which listens on loopback alone."""


class Keyed(JsonStub):
    """Scaleway for who has a key that it knows, all of them unless some are named; `by_key` is what comes in place of an answer to one.

    `latency` is what each answer takes. `keys` are those that came, by path.
    """

    def __init__(self, *known: str, latency: float = 0.0, by_key: Mapping[str, Fault] = MappingProxyType({})) -> None:
        french = routes(rdb__ListInstances=[{"id": "b1", "name": "paie", "region": "fr-par", "project_id": "p1"}])
        others = {path.replace("fr-par", region): answer for path, answer in routes().items() for region in ("nl-ams", "pl-waw")}
        super().__init__({**others, **french})
        self.keys: dict[str, set[str]] = {}
        self.requests = 0
        self._known, self._latency, self._by_key, self._came = known, latency, by_key, threading.local()

    def heard(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        """Keep whose key it is."""
        self.requests += 1
        self._came.key = headers["X-Auth-Token"]
        self.keys.setdefault(path, set()).add(self._came.key)

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """As the key deserves, in its time."""
        time.sleep(self._latency)
        key = self._came.key
        fault = self._by_key.get(key) if key in self._known or not self._known else FAULTS["unsigned"]
        return super().answer(path, query) if fault is None else (fault.status, fault.body or b"{}", {}, fault)


def entry(cloud: JsonStub, name: str = "s", **more: Any) -> dict[str, Any]:
    """An entry of `accounts:` for it."""
    return {"id": name, "provider": "scaleway", "organization_id": ORG, "regions": ["fr-par"], "endpoint_url": cloud.url, **more}


class Begun(NamedTuple):
    """A cluster: HOST:PORT of its scheduler, and its workers."""

    at: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def workers(count: int, *options: str, environ: Mapping[str, str], threads: int = 4) -> Iterator[Begun]:
    """A scheduler and so many worker processes with an environment of their own."""
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own |= {"PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__DASHBOARD__LINK": "", **environ}
    quiet = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    place = Path(tempfile.gettempdir())
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet, *options],
        env=own, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as scheduler:  # fmt: skip
        address = _address(scheduler)
        each = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", str(threads)]
        begun = [
            subprocess.Popen([*each, *quiet, "--no-nanny", *options], env=own, cwd=place, stdout=-3, stderr=-3) for _number in range(count)
        ]
        try:
            yield Begun(address.partition("//")[2], begun)
        finally:
            for worker in begun:
                worker.kill()
                worker.wait()
            scheduler.kill()


def _address(scheduler: subprocess.Popen[str]) -> str:
    """Where it listens, as it says."""
    assert scheduler.stderr is not None
    for line in scheduler.stderr:
        if "Scheduler at:" in line:
            threading.Thread(target=scheduler.stderr.read, daemon=True).start()
            return line.partition("at:")[2].strip()
    raise AssertionError("no scheduler")


@pytest.fixture(scope="session")
def shared_cloud() -> Iterator[Cloud]:
    """An AWS."""
    with cloud() as one:
        yield one


@pytest.fixture
def here() -> Iterator[Callable[[], str]]:
    """A cluster within this process: quick, and of the same environment."""
    import distributed

    with distributed.LocalCluster(**WITHIN, threads_per_worker=4) as cluster:  # type: ignore[no-untyped-call]
        yield lambda: cluster.scheduler_address.partition("//")[2]
