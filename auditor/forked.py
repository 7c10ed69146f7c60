"""Work shared among processes forked from this one: each inherits all that is known, and hands back one answer."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import threading
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from auditor.errors import AuditorError, OutputError
from auditor.i18n import _

Answer = TypeVar("Answer")


def cores() -> int:
    """How many processes run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def workers(wanted: int | None, most: int) -> int:
    """How many processes to use: as many as asked, else a core each, and no more than there is work for.

    One alone where a system cannot fork, and while another thread runs: what it holds locked would stay so in the copy.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    return max(1, min(wanted or cores(), most))


def shared(count: int, work: Callable[[int], Answer]) -> list[Answer]:
    """What `work` answers for each number below `count`: 0 here, the others in a process each. An AuditorError of one is raised.

    Raises OutputError for a process that ended without an answer.
    """
    gc.freeze()  # the collector would write in pages that are shared until then
    children: dict[int, int] = {}
    try:
        for number in range(1, count):
            end, start = os.pipe()
            child = os.fork()
            if child == 0:
                _work(work, number, start)
            os.close(start)
            children[child] = end
        return [work(0), *(_answer(children, child) for child in [*children])]
    finally:
        for child, end in children.items():
            os.close(end)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        gc.unfreeze()


def _work(work: Callable[[int], object], number: int, start: int) -> NoReturn:
    """In a child: the work, the answer down the pipe, and an end that runs nothing of the parent's."""
    try:
        try:
            told: tuple[bool, Any] = True, work(number)
        except AuditorError as error:
            told = False, error
        with os.fdopen(start, "wb") as stream:
            stream.write(pickle.dumps(told))
    finally:
        os._exit(0)


def _answer(children: dict[int, int], child: int) -> Any:
    """What a child hands back; it is waited for."""
    with os.fdopen(children.pop(child), "rb") as stream:
        said = stream.read()
    os.waitpid(child, 0)
    if not said:
        raise OutputError(_("a process that judged ended before it was done"), _("Run again with --jobs 1."))
    fine, told = pickle.loads(said)  # noqa: S301 - our own child's
    if not fine:
        raise told
    return told
