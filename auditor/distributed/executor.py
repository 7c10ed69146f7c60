"""An executor whose units are read by the workers of a Dask cluster, through the interface of concurrent.futures."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from auditor import __version__
from auditor.distributed.store import EXTRA, Store
from auditor.distributed.worker import RATE, Job, opens, read
from auditor.errors import AuditorError
from auditor.i18n import _, filled
from auditor.inventory.units import Shard
from auditor.providers import provider
from auditor.providers.contract import ReadsFiles, Unit
from auditor.providers.extras import needed
from auditor.scan import AHEAD, read_unit

SCHEME = "dask://"
CONNECT, LOOK, GONE = 30, 15, 180
"""Seconds: to reach a scheduler and its first worker; between looks at what is awaited; without any worker before what is left is a gap."""


SOONEST = 2**31
"""The priority of what units wait for."""


@contextmanager
def cluster(
    address: str, entries: Sequence[Mapping[str, object]], store: str = "", say: Callable[[str], object] = len
) -> Iterator[Executor]:
    """The executor of a cluster at `dask://HOST:PORT`, for the `entries` of a configuration. Raises AuditorError.

    It is reached by TLS where Dask's own configuration names certificates; `say` is told where it is not, and not on this machine.
    """
    distributed = needed("distributed", EXTRA)
    if not address.startswith(SCHEME) or not address.removeprefix(SCHEME).rpartition(":")[2].isdigit():
        raise AuditorError(filled("'%(address)s' is no cluster", address=address), _("Give dask://HOST:PORT."))
    encrypted = bool(distributed.Security().tls_ca_file)
    if not encrypted and not _within(address):
        say(_("The cluster is reached in the clear: whoever is on the way can read and alter what is scanned. See docs/scale.md for TLS."))
    try:
        client = distributed.Client(
            f"{'tls' if encrypted else 'tcp'}://{address.removeprefix(SCHEME)}", timeout=CONNECT, set_as_default=False
        )
    except (OSError, TimeoutError) as error:
        raise AuditorError(filled("no scheduler answers at %(address)s", address=address), _("Start one, or check the address.")) from error
    scan = uuid.uuid4().hex
    shards = Store(store, scan) if store else None
    try:
        remote = Remote(client, entries, Job(scan, __version__, store), shards)
        try:
            yield remote
        finally:
            # What is still read then is of a scan that was broken off.
            remote.shutdown(wait=False, cancel_futures=True)
    finally:
        client.close(timeout=5)
        if shards is not None:
            shards.clear()


def _within(address: str) -> bool:
    """Whether a cluster is on this machine."""
    host = address.removeprefix(SCHEME).rpartition(":")[0].strip("[]")
    return host == "localhost" or host.startswith("127.") or host == "::1"


class Remote(Executor):
    """Hands units to a cluster. Those of a provider that reads files of this machine are read here."""

    def __init__(self, client: Any, entries: Sequence[Mapping[str, Any]], job: Job, store: Store | None) -> None:
        """Raises AuditorError when no worker is there."""
        try:
            client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError as error:
            raise AuditorError(_("the cluster has no worker"), _("Start workers: dask worker HOST:PORT.")) from error
        self._client, self._cluster = client, client.get_executor(pure=False, retries=0)
        workers = [*client.scheduler_info(n_workers=-1)["workers"]]
        self._entries = {entry["id"]: entry for entry in _shared_out(entries, len(workers))}
        self._job, self._store = job, store
        self._threads = ThreadPoolExecutor(AHEAD, thread_name_prefix="cluster")
        self._seen = time.monotonic()
        # While this process finds out what there is to read, each worker finds out who it is.
        there = [entry for entry in self._entries.values() if not isinstance(provider(entry["provider"]), ReadsFiles)]
        self._opening = [self._cluster.submit(opens, entry, job, workers=[one], priority=SOONEST) for entry in there for one in workers]

    def submit(self, _read: object, /, unit: Unit, key: str) -> Future[Shard]:  # type: ignore[override]
        """Have a unit read, wherever it can be."""
        here = isinstance(provider(unit.provider), ReadsFiles)
        return self._threads.submit(read_unit if here else self._there, unit, key)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Hand out no more; what is not waited for is called back from the workers."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        self._cluster.shutdown(wait=wait)

    def _there(self, unit: Unit, key: str) -> Shard:
        """What a worker read. Raises what the worker raised, and ConnectionError when nobody is left to read."""
        entry = self._entries[unit.options["id"]]
        # Each in a group of its own: of a large group the scheduler keeps back the later tasks, whatever their priority. What comes before
        # the first dash is what it knows durations of.
        alone = (f"{unit.provider}_{unit.service}-{uuid.uuid4().hex}", 0)
        coming = self._cluster.submit(read, unit, key, entry, self._job, priority=_calls(unit), key=alone)
        while True:
            try:
                found = coming.result(timeout=LOOK)
                break
            except TimeoutError:
                if coming.done():
                    raise
                if self._deserted():
                    coming.cancel()
                    raise ConnectionError("no_worker_left") from None
        return found if self._store is None else self._store.take(found)

    def _deserted(self) -> bool:
        """Whether there has been no worker for so long that none is awaited."""
        if self._client.status != "running" or not self._client.scheduler_info(n_workers=-1)["workers"]:
            return time.monotonic() - self._seen > GONE
        self._seen = time.monotonic()
        return False


def _calls(unit: Unit) -> int:
    """About what a unit costs: as the last time, else as its collector says. The longest begins first, whichever member it is of."""
    return unit.calls or next((one.cost for one in provider(unit.provider).collectors() if one.service == unit.service), 0)


def _shared_out(entries: Sequence[Mapping[str, Any]], workers: int) -> Iterator[Mapping[str, Any]]:
    """The entries as each worker takes them: of the calls a second that one allows, its part."""
    for entry in entries:
        yield {**entry, RATE: entry[RATE] / max(1, workers)} if entry.get(RATE) else entry
