"""How far a scan has come, on one line of a terminal, however narrow: never more than it is wide, and no time that nobody can know."""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from auditor.i18n import _, ngettext, number, percent
from auditor.scan import Progress

SOONEST, LEAST = 5.0, 0.05
"""No remaining time is told before so many seconds, and so great a share of the units: it would be a guess."""
CLEAR = "\r\x1b[K"


@contextmanager
def drawn() -> Iterator[Callable[[Progress], None]]:
    """What draws the line on standard error, over itself; it is wiped at the end, so that what is said then stands alone."""
    began = time.monotonic()

    def show(progress: Progress) -> None:
        text = line(progress, time.monotonic() - began, shutil.get_terminal_size().columns - 1)
        sys.stderr.write(f"{CLEAR}{text}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\n")
        sys.stderr.flush()


def line(progress: Progress, elapsed: float, width: int) -> str:
    """The percentage first, then what is left, then what was read: as much of it as there is room for."""
    share = progress.done / max(progress.units, 1)
    told = [_("Reading %(share)s") % {"share": percent(share)}, *remaining(progress, elapsed)]
    gaps = ngettext("%(n)s gap", "%(n)s gaps", progress.gaps) % {"n": number(progress.gaps)}
    told += [gaps] if progress.gaps else []
    told.append(ngettext("%(n)s call", "%(n)s calls", progress.calls) % {"n": number(progress.calls)})
    told.append(ngettext("%(n)s resource", "%(n)s resources", progress.resources) % {"n": number(progress.resources)})
    text = told[0]
    for piece in told[1:]:
        if len(text) + len(piece) + 3 <= width:
            text = f"{text} · {piece}"
    return text[: max(width, 1)]


def remaining(progress: Progress, elapsed: float) -> list[str]:
    """About how long it will still take, by the pace so far and rounded up; nothing while that would be a guess."""
    left = progress.units - progress.done
    if not left or elapsed < SOONEST or progress.done < max(progress.units * LEAST, 1):
        return []
    seconds = elapsed * left / progress.done
    if seconds < 60:
        return [_("about a minute left") if seconds > 20 else _("less than a minute left")]
    minutes = math.ceil(seconds / 60)
    return [ngettext("about %(n)s minute left", "about %(n)s minutes left", minutes) % {"n": number(minutes)}]
