"""Units read by workers: the same snapshot as here, with the workers' own credentials, and a gap where something of that breaks."""

from __future__ import annotations

import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from auditor import __version__, pipeline
from auditor.configuration import Configuration, Entry
from auditor.distributed import executor
from auditor.distributed.executor import cluster
from auditor.distributed.store import Store
from auditor.distributed.worker import Job, read
from auditor.errors import AuditorError
from auditor.inventory.packed import Packed
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from auditor.inventory.units import Head, Shard, shard
from auditor.providers import provider
from auditor.providers.contract import Unit
from auditor.providers.sessions import SCAN, Sessions
from auditor.reuse import Wish
from auditor.scan import plan, read_unit
from tests.distributed.conftest import WITHIN, WORKERS, Keyed, entry, workers
from tests.emulators.aws import Cloud
from tests.providers.scaleway.test_contract import ORG, routes
from tests.ruleset.build import resource

AGES = re.compile(rb'"(?:at|read_at)":"[^"]*"')
MINE = "of this machine"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """That of whoever begins the scan."""
    monkeypatch.setenv("SCW_SECRET_KEY", MINE)
    yield
    provider("scaleway").close()


def scanned(where: Path, address: str, entries: list[dict[str, Any]], store: str = "") -> Path:
    """The snapshot of a scan, by a cluster or here."""
    configuration = Configuration(accounts=tuple(entries))
    if not address:
        pipeline.scan(configuration, where)
        return where
    with cluster(f"dask://{address}", configuration.accounts, store) as there:
        pipeline.scan(configuration, where, executor=there)
    return where


def told(snapshot: Path) -> tuple[list[bytes], set[tuple[Any, ...]]]:
    """What it holds, but for when it was read."""
    import msgspec

    held = [AGES.sub(b"", msgspec.json.encode(one)) for one in read_resources(snapshot)]
    return held, {(line.account, line.region, line.service, line.call, line.status, line.reason) for line in read_coverage(snapshot)}


def test_the_same_snapshot_and_nothing_left_behind(here: Callable[[], str], tmp_path: Path) -> None:
    """Whoever reads, in the plan's order; what was handed over is gone from where it lay."""
    with Keyed(MINE) as cloud:
        entries = [entry(cloud)]
        alone = told(scanned(tmp_path / "alone", "", entries))
        assert told(scanned(tmp_path / "together", here(), entries)) == alone
        assert told(scanned(tmp_path / "past", here(), entries, f"file://{tmp_path}/store")) == alone
    assert alone[0]
    assert not [*(tmp_path / "store").iterdir()]


def test_workers_find_out_who_they_are_before_units_come(here: Callable[[], str]) -> None:
    """While whoever begins the scan finds out what there is to read; what is left when it is broken off is called back."""
    with Keyed(MINE) as cloud:
        with cluster(f"dask://{here()}", [entry(cloud)]) as there:
            for asked in there._opening:  # type: ignore[attr-defined]
                asked.result(timeout=60)
            assert cloud.requests == 1
        with pytest.raises(RuntimeError, match="shutdown"):
            there.submit(read_unit, plan([entry(cloud)]).units[0], "key").result()


WAITED = 60
"""Seconds at most."""
HELD, ALL_WAIT = threading.Event(), threading.Event()
FIRST = {"instance": "compute", "block": "block", "k8s": "platform", "baremetal": "machines", "rdb": "databases", "redis": "caches"}


@pytest.mark.parametrize(("clusters", "order"), [(0, "compute platform machines databases"), (350, "platform compute machines databases")])
def test_the_longest_unit_is_begun_first(tmp_path: Path, clusters: int, order: str) -> None:
    """By what each cost the last time; so that one worker is not left with a long one when all others are done. Each page is a call."""
    import distributed

    many = [{"id": f"c{number}", "name": "metiers", "region": "fr-par"} for number in range(clusters)]
    wish = Wish(tmp_path, tmp_path / "run", resume_within=timedelta(0))
    HELD.clear()
    ALL_WAIT.clear()
    with Keyed(MINE) as cloud, distributed.LocalCluster(**WITHIN, threads_per_worker=1) as one:  # type: ignore[no-untyped-call]
        cloud.routes |= routes(k8s__ListClusters=many)
        configuration = Configuration(accounts=(entry(cloud),))
        pipeline.scan(configuration, wish.run / "snapshot", wish=wish)
        cloud.keys.clear()
        with cluster(f"dask://{one.scheduler_address.partition('//')[2]}", configuration.accounts) as there:
            for asked in there._opening:  # type: ignore[attr-defined]
                asked.result(timeout=WAITED)
            # A task that nobody holds on to is called back, and the worker would be free.
            held = there._client.submit(_held_up, priority=executor.SOONEST)  # type: ignore[attr-defined]
            assert HELD.wait(WAITED)
            threading.Thread(target=_let_go, args=(one, len(plan([*configuration.accounts]).units))).start()
            pipeline.scan(configuration, wish.run / "snapshot", executor=there, wish=wish)
            assert held.result(timeout=WAITED)
    begun = [FIRST[part] for part in dict.fromkeys(path.split("/")[1] for path in cloud.keys) if part in FIRST]
    assert [service for service in begun if service in order] == order.split()


def _held_up() -> bool:
    """What keeps the only worker, which is of this process, until all units wait for it."""
    HELD.set()
    return ALL_WAIT.wait(WAITED)


def _let_go(one: Any, units: int) -> None:
    """Once so many wait at the only worker."""
    (worker,) = one.workers.values()
    until = time.monotonic() + WAITED
    while len(worker.state.ready) < units and time.monotonic() < until:
        time.sleep(0.01)
    ALL_WAIT.set()


def test_what_nobody_read_yet_is_as_long_as_its_collector_says() -> None:
    """In each zone where it asks each."""
    long = {unit.service: executor._calls(unit) for unit in (Unit("scaleway", ORG, "fr-par", name) for name in FIRST.values())}
    assert long == {"compute": 6, "block": 6, "platform": 5, "machines": 4, "databases": 3, "caches": 3}
    assert executor._calls(Unit("scaleway", ORG, "fr-par", "caches", calls=900)) == 900


def test_what_passes_through_the_scheduler_holds_no_credential() -> None:
    """Neither the unit, nor its entry, nor the job."""
    with Keyed(MINE) as cloud:
        whole = plan([entry(cloud)])
        assert whole.units
        for unit in whole.units:
            assert MINE.encode() not in pickle.dumps((unit, entry(cloud), Job("s", __version__)))


def test_a_worker_that_is_somebody_else_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it would read is not that account: a gap for each unit, and no more is asked."""
    with Keyed(MINE) as cloud:
        unit = plan([entry(cloud)]).units[0]
        provider("scaleway").close()
        monkeypatch.setenv("SCW_SECRET_KEY", "of nobody")
        asked = cloud.requests
        found = [read(unit, "key", entry(cloud), Job("another", __version__)) for _time in range(2)]
        assert cloud.requests == asked + 1
        cloud.routes["/account/v3/projects"]["projects"][0] = {"id": "p", "name": "x", "organization_id": "someone-else"}
        monkeypatch.setenv("SCW_SECRET_KEY", MINE)
        found.append(read(unit, "key", entry(cloud), Job("third", __version__)))
        cloud.routes["/account/v3/projects"]["projects"][0] |= {"organization_id": entry(cloud)["organization_id"]}
    lines = [one.head.coverage[0] for one in found if isinstance(one, Shard)]
    assert [(line.status, line.reason.partition(":")[0]) for line in lines][2] == ("refused", "access_denied")
    assert {line.status for line in lines} <= {"refused", "failed"}
    assert not any(one.packed for one in found if isinstance(one, Shard))


def test_a_worker_of_another_version_reads_nothing() -> None:
    """What it would read may mean something else."""
    with Keyed(MINE) as cloud, pytest.raises(RuntimeError, match="version"):
        read(plan([entry(cloud)]).units[0], "key", entry(cloud), Job("s", "0.0.0"))


def test_what_a_file_of_this_machine_says_is_read_here(here: Callable[[], str], tmp_path: Path) -> None:
    """No worker has it."""
    (tmp_path / "saas.yaml").write_text("services: [{id: paie}]\n", "utf-8")
    found = scanned(tmp_path / "s", here(), [{"id": "d", "provider": "declared", "file": str(tmp_path / "saas.yaml")}])
    assert [one.name for one in read_resources(found)] == ["paie"]


def test_a_rate_is_shared_out() -> None:
    """All workers together ask no more often than is allowed."""
    assert [one.get("max_calls_per_second") for one in executor._shared_out([{"max_calls_per_second": 8}, {}], 4)] == [2, None]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("address", ["dask://127.0.0.1:9", "dask://", "tcp://127.0.0.1:8786", "dask://127.0.0.1:x"])
def test_no_cluster_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do about it, and soon."""
    monkeypatch.setattr(executor, "CONNECT", 1)
    with pytest.raises(AuditorError, match=r"cluster|scheduler") as raised, cluster(address, []):
        pass
    assert raised.value.remedy


def test_when_every_worker_is_gone_what_is_left_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan ends."""
    import distributed

    monkeypatch.setattr(executor, "LOOK", 0.2)
    monkeypatch.setattr(executor, "GONE", 0.2)
    with (
        distributed.LocalCluster(**WITHIN) as there,  # type: ignore[no-untyped-call]
        Keyed(MINE) as cloud,
        cluster(f"dask://{there.scheduler_address.partition('//')[2]}", [entry(cloud)]) as workers_of,
    ):
        there.scale(0)
        while there.scheduler.workers:
            time.sleep(0.05)
        manifest = pipeline.scan(Configuration(accounts=(entry(cloud),)), tmp_path / "s", executor=workers_of)
    assert manifest.gaps == len(COLLECTED)
    assert {line.reason.partition(":")[0] for line in read_coverage(tmp_path / "s") if line.status == "failed"} == {"unreachable"}


COLLECTED = provider("scaleway").collectors()


def handed_over(address: str, found: Shard) -> bool:
    """Whether what a worker leaves comes back, is gone then, and is refused when somebody altered it."""
    store = Store(address, "scan")
    head = store.put(found)
    back = Store(address, "scan").take(head)
    with pytest.raises(OSError, match=r".*"):
        store.take(head)
    store.put(found)
    store._files.pipe_file(store._path(head), b"altered")
    with pytest.raises(OSError, match="altered"):
        store.take(head)
    store.clear()
    return back.packed.member == found.packed.member


@pytest.fixture
def found() -> Shard:
    """A shard of one resource."""
    return shard("key", ("aws", "1", "eu-west-3", "s3"), "2026-11-28T00:00:00Z", Packed([resource()]), [], 1)


def test_over_a_folder(found: Shard, tmp_path: Path) -> None:
    """That all of them see."""
    assert handed_over(f"file://{tmp_path}/shared", found)


def test_over_s3(found: Shard, shared_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed in by the environment; moto is asked over HTTP."""
    shared_cloud.client("s3", "eu-west-3").create_bucket(Bucket="releves", CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    for name, value in {"ENDPOINT_URL": shared_cloud.url, "ALLOW_HTTP": "true", "REGION": "eu-west-3", "ACCESS_KEY_ID": "a"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    assert handed_over("s3://releves/nuit", found)


def test_a_session_of_a_scan_goes_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker lives for months; what has no scan stays."""

    class Session:
        closed = False

        def close(self) -> None:
            self.closed = True

    sessions: Sessions[Entry, Session] = Sessions(lambda _options: Session())
    first, kept = sessions.of({"id": "a", SCAN: "1"}), sessions.of({"id": "a"})
    assert sessions.of({"id": "a", SCAN: "2"}) is not first
    assert not first.closed
    later = time.monotonic() + 3 * 3600
    monkeypatch.setattr("auditor.providers.sessions.time.monotonic", lambda: later)
    sessions.of({"id": "a", SCAN: "3"})
    assert (first.closed, kept.closed) == (True, False)


@pytest.mark.slow
def test_two_worker_processes_one_of_which_is_killed(tmp_path: Path) -> None:
    """They ask with the key of their own environment, which nobody else has; what the dead one was at is read by the other."""
    with Keyed(MINE, WORKERS, latency=0.3) as cloud, workers(2, environ={"SCW_SECRET_KEY": WORKERS}) as begun:
        alone = told(scanned(tmp_path / "alone", "", [entry(cloud)]))
        cloud.keys.clear()
        with cluster(f"dask://{begun.at}", [entry(cloud)]) as there:
            threading.Timer(1, begun.workers[0].kill).start()
            pipeline.scan(Configuration(accounts=(entry(cloud),)), tmp_path / "together", executor=there)
        assert told(tmp_path / "together") == alone
    assert cloud.keys.pop("/account/v3/projects") == {MINE, WORKERS}
    assert {key for keys in cloud.keys.values() for key in keys} == {WORKERS}


@pytest.mark.slow
def test_by_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With certificates of both sides, as docs/scale.md says; who has none gets no answer."""
    made = "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 2 -subj /CN=a".split()
    subprocess.run([shutil.which("openssl") or "openssl", *made], cwd=tmp_path, check=True, capture_output=True)
    names = {"CA_FILE": "c.pem"} | {
        f"{role}__{what}": f"{what[0].lower()}.pem" for role in ("SCHEDULER", "WORKER", "CLIENT") for what in ("KEY", "CERT")
    }
    told_tls = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": str(tmp_path / file) for name, file in names.items()}
    told_tls |= {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True", "DASK_DISTRIBUTED__COMM__DEFAULT_SCHEME": "tls"}
    with Keyed(MINE, WORKERS) as cloud, workers(1, "--protocol", "tls", environ={"SCW_SECRET_KEY": WORKERS, **told_tls}) as begun:
        monkeypatch.setattr(executor, "CONNECT", 5)
        with pytest.raises(AuditorError), cluster(f"dask://{begun.at}", []):
            pass
        (tmp_path / "auditor.yaml").write_text(f"accounts: [{json.dumps(entry(cloud))}]\n", "utf-8")
        done = run(tmp_path, f"dask://{begun.at}", SCW_SECRET_KEY=MINE, **told_tls)
    assert done.returncode in (0, 4), done.stderr
    assert read_manifest(tmp_path / "out" / "run" / "snapshot").resources


def run(folder: Path, address: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """`auditor scan` as a process of its own."""
    command = [sys.executable, "-m", "auditor", "scan", "--config", "auditor.yaml", "--out", "out", "--executor", address]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.skipif(shutil.which("azurite-blob") is None, reason="Azurite is not installed (npm install -g azurite)")
@pytest.mark.slow
def test_over_azure_blob(found: Shard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Azurite, signed in by the environment."""
    from tests.distributed.azurite import container

    with container(tmp_path, "releves", monkeypatch):
        assert handed_over("az://releves/nuit", found)


def test_a_head_alone_is_what_passes(found: Shard, tmp_path: Path) -> None:
    """With a store, no resource passes through the scheduler."""
    answer = Store(f"file://{tmp_path}", "scan").put(found)
    assert isinstance(answer, Head)
    assert b"resource" not in pickle.dumps(answer.key)
