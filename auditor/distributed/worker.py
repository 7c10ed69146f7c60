"""What a worker of a cluster does: it reads one unit, with its own credentials, which it first finds to be the right ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, NamedTuple

from auditor import __version__
from auditor.distributed.store import Store
from auditor.inventory.packed import GAPS
from auditor.inventory.units import Head, Shard
from auditor.providers import provider
from auditor.providers.contract import Unit
from auditor.providers.sessions import SCAN
from auditor.reason import Reason, reason_of
from auditor.scan import gap, read_unit


class Job(NamedTuple):
    """What a worker has to know beside a unit: which scan it is of, by which version, and where its shard goes, if anywhere."""

    scan: str
    version: str
    store: str = ""


class _Opened:
    """Which accounts this worker's own credentials open, by scan and entry; asked once each, whatever the number of threads."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[frozenset[str], str]] = {}
        self._locks: dict[str, Lock] = {}
        # Both: an entry is opened by one thread, while others open other entries.
        self._looking = Lock()

    def accounts(self, entry: Mapping[str, Any]) -> tuple[frozenset[str], str]:
        """The accounts that these credentials open of an entry, and why some are missing, if that is known."""
        key = json.dumps(entry, sort_keys=True, default=str)
        with self._looking:
            mine = self._locks.setdefault(key, Lock())
            for oldest in [*self._locks][:-KEPT]:
                del self._locks[oldest]
                self._known.pop(oldest, None)
        with mine:
            known = self._known.get(key)
            if known is None:
                opened = provider(entry["provider"]).open(entry)
                why = next((line.reason for line in opened.coverage if line.status in GAPS), "")
                known = self._known[key] = frozenset(opened.accounts), why
        return known


RATE = "max_calls_per_second"
KEPT = 2_000
"""Entries of scans that a worker remembers to have opened."""
_opened = _Opened()


def opens(entry: Mapping[str, object], job: Job) -> None:
    """Find out ahead of its units which accounts of an entry these credentials open."""
    if job.version == __version__:
        _opened.accounts({**entry, SCAN: job.scan})


def read(unit: Unit, key: str, entry: Mapping[str, object], job: Job) -> Shard | Head:
    """Read a unit, or say why it could not be read here; with a store its bytes are left there. Raises RuntimeError, OSError."""
    if job.version != __version__:
        raise RuntimeError(f"version: {__version__} != {job.version}")
    accounts, why = _opened.accounts({**entry, SCAN: job.scan})
    if unit.account not in accounts:
        found = gap(unit, key, reason_of(why) if why else Reason.of("access_denied", "the worker's credentials open other accounts"))
    else:
        rate = {RATE: entry[RATE]} if RATE in entry else {}  # this worker's part of the calls that are allowed
        found = read_unit(replace(unit, options={**unit.options, **rate, SCAN: job.scan}), key)
    return Store(job.store, job.scan).put(found) if job.store else found
