"""Threads that nobody waits for once a command is interrupted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pool(workers: int, name: str, until: float | None = None) -> Iterator[ThreadPoolExecutor]:
    """An executor that is waited for when the block ends, and left to itself, its queue emptied, when it is broken off.

    `until` is the moment, by `time.monotonic`, from which nobody waits for it either.

    What still runs in it then only reads; the command line ends the process without waiting (`auditor.cli.command_line`).
    """
    executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
    whole = False
    try:
        yield executor
        whole = until is None or time.monotonic() < until
    finally:
        executor.shutdown(wait=whole, cancel_futures=not whole)
