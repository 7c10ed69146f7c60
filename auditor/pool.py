"""Threads that nobody waits for once a command is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


@contextmanager
def pool(workers: int, name: str) -> Iterator[ThreadPoolExecutor]:
    """An executor that is waited for when the block ends, and left to itself, its queue emptied, when it is broken off.

    What still runs in it then only reads; the command line ends the process without waiting (`auditor.cli.command_line`).
    """
    executor = ThreadPoolExecutor(workers, thread_name_prefix=name)
    whole = False
    try:
        yield executor
        whole = True
    finally:
        executor.shutdown(wait=whole, cancel_futures=not whole)
