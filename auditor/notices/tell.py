"""A run told to those who asked to be, once, and only when something changed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.configuration import Configuration
from auditor.history.runs import names_in
from auditor.history.store import History
from auditor.model import Run
from auditor.notices.content import endings, message, sections
from auditor.notices.found import found
from auditor.notices.outbox import Outbox, Sent
from auditor.notices.post import Post
from auditor.run import identity


def tell(run: Run, out: Path, run_dir: Path, configuration: Configuration, history: History) -> int:
    """Send what was not delivered before, then what changed since the last run that was told; answers how many messages went out.

    Raises AuditorError, HistoryError, OutputError.
    """
    wish = configuration.notify
    if wish is None:
        return 0
    box, key = Outbox(out), identity(run)
    numbers = [each["number"] for each in history.runs()][-2:]
    last = numbers[-1] if numbers else 0
    first = box.number if 0 < box.number < last else numbers[0] if numbers else 0
    changed = [each for each in history.between(first, last) if each.change != "persisting"] if first < last else []
    ending = found(run, run_dir, wish.renew) if "expiring" in wish.occasions else ()
    soon = endings(configuration.known, date.fromisoformat(run.as_of), wish.within, configuration.accounts, ending)
    ends = [each for each in soon if each.key not in box.told()]
    told = [] if box.knows(key) else sections(wish, run, changed, names_in(run_dir, {each.state.fingerprint for each in changed}), ends)
    waiting = box.waiting()
    if told:
        made = message(run, told, str(out / "report.html"), box.uncertain)
        waiting.append(Sent(key, run.snapshot.finished_at, "failed", made, [each.key for each in ends]))
        box.add(waiting[-1])
    box.reached(last)
    if waiting:
        post = Post(wish.to)
        for item in waiting:
            box.send(item, post.deliver)
    return len(waiting)
