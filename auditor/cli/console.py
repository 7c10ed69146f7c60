"""What the verbs say to a terminal, to a script and to cron, and the exit code they end with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auditor.cli import silence
from auditor.cli.options import SEVERITIES, interactive, quiet, verbose
from auditor.cli.progress import drawn
from auditor.cli.terminal import tell, tell_whole
from auditor.files import lock
from auditor.i18n import N_, _, ngettext, number
from auditor.inventory.journal import NAME
from auditor.inventory.snapshot import GAPS, read_coverage, read_resources
from auditor.masking import MASK
from auditor.model import Coverage, Manifest, Outcome, Run, Unmet
from auditor.outputs.causes import cause
from auditor.outputs.past import unknown_past
from auditor.outputs.wording import word
from auditor.reason import SIGN_IN, reason_of
from auditor.scan import Progress
from auditor.tables import Cell

RUN = "run"
"""Where a run lies in --out."""
FAILURES, INCOMPLETE = 3, 4
GAPS_SHOWN, NAMES_SHOWN = 5, 12
GOING = {
    "planned_delete": N_("The plan deletes, with what it holds: %(kind)s"),
    "planned_replace": N_("The plan replaces, which deletes what it holds: %(kind)s"),
}
"""Reason codes of what a plan takes away, as one line says it."""


def say(text: str, *, lines: bool = False) -> None:
    """A line of the artefact, or all its `lines`, on standard output; a reader that left does not change the exit code."""
    if quiet():
        return
    try:
        (tell_whole if lines else tell)(text)
    except BrokenPipeError:
        silence()


def say_json(value: object) -> None:
    """A value as JSON on standard output, keys sorted."""
    say(json.dumps(value, indent=1, sort_keys=True), lines=True)


def note(text: str, *, level: str = "info", **more: object) -> None:
    """A line for the person, on standard error; `more` is for a log that is JSON."""
    if not quiet():
        tell(text, err=True, level=level, **more)


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold the lock of `out` for the block; say what a run left that was killed, and tell who interrupts it what is in there now."""
    with kept(out), lock(out) as left:
        if left is not None:
            note(_("A former run here was killed (%(holder)s): its lock is not heeded.") % {"holder": left}, level="warning")
        yield


@contextmanager
def watched() -> Iterator[Callable[[Progress], None] | None]:
    """How far a scan has come, drawn on a terminal and nowhere else."""
    if not interactive():
        yield None
        return
    with drawn() as show:
        yield show


@contextmanager
def kept(out: Path) -> Iterator[None]:
    """Tell who interrupts the block what is in `out` now."""
    before = _inode(out / RUN)
    try:
        yield
    except KeyboardInterrupt as stop:
        values = {"out": out}
        if _inode(out / RUN) != before:
            stop.add_note(_("Interrupted. The new run is in %(out)s; write its report with: auditor report %(out)s") % values)
        else:
            untouched = _("Interrupted. The run and the report in %(out)s are those of before.") if before else _("Interrupted.")
            goes_on = _("What was read is kept in %(out)s: the next scan goes on with it.") if (out / NAME).exists() else ""
            stop.add_note(" ".join(filter(None, (untouched, goes_on))) % values)
        raise


def _inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except OSError:
        return None


def incomplete(manifest: Manifest) -> bool:
    """Whether something could not be read. Nothing read at all is never success."""
    return manifest.gaps > 0 or manifest.unread > 0 or manifest.read_nothing


def exit_code(run: Run, fail_on: str) -> int:
    """Incomplete wins over failures: a partial scan must not look healthier than a whole one."""
    if incomplete(run.snapshot):
        return INCOMPLETE
    return FAILURES if failures(run, fail_on) else 0


def failures(run: Run, fail_on: str) -> int:
    """How many failures nobody accepted are at or above that severity."""
    grave = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    return sum(run.by_severity.get(severity, {}).get(Outcome.FAIL, 0) for severity in grave)


def summary(run: Run) -> str:
    """One sentence: how much was judged, and what came out."""
    values = {
        "resources": number(run.snapshot.resources),
        "rules": number(sum(any(rule.get("totals", {}).values()) for rule in run.rules.values())),
        "fail": number(run.totals.get(Outcome.FAIL, 0)),
        "unknown": number(run.totals.get(Outcome.UNKNOWN, 0)),
        "pass": number(run.totals.get(Outcome.PASS, 0)),
    }
    return _("%(resources)s resources, %(rules)s rules evaluated: %(fail)s failed, %(unknown)s to verify, %(pass)s passed.") % values


def missing(snapshot: Path) -> list[str]:
    """What could not be read: a line for each missing permission, or for each gap with -v."""
    gaps = [line for line in read_coverage(snapshot) if line.status in GAPS]
    lost = [reason for resource in read_resources(snapshot) for reason in {*resource.unknown.values()} if reason_of(reason).unanswered]
    if verbose():
        lines = [" ".join(filter(None, (gap.provider, gap.account, gap.region, gap.call or gap.service, gap.reason))) for gap in gaps]
        return [*lines, *(f"{reason} × {number(count)}" for reason, count in Counter(lost).most_common())]
    causes = [f"{gap.permission or gap.call or gap.service} ({_why(gap.reason)})" for gap in gaps]
    causes += [f"{reason_of(reason).spoken or reason_of(reason).code} ({_why(reason)})" for reason in lost]
    if causes:
        return [*_summed(causes), *dict.fromkeys(filter(None, map(way_in, gaps)))]
    return [_("Nothing was read: no resource in any account.")]


def way_in(gap: Coverage) -> str:
    """What keeps an account from being read at all, and what mends it; empty for every other reason."""
    found = cause(gap.reason, provider=gap.provider)
    if found.code not in SIGN_IN:
        return ""
    # What the provider said of it, unless it was hidden, for it follows a word for credentials.
    said = reason_of(gap.reason)
    detail = next((each for each in (said.detail, said.provider_code) if each and MASK not in each), "")
    told = {"account": gap.account, "what": found.what, "reason": detail, "remedy": found.remedy}
    return (_("%(account)s: %(what)s (%(reason)s). %(remedy)s") if detail else _("%(account)s: %(what)s. %(remedy)s")) % told


def _why(reason: str) -> str:
    """Why nothing was answered, in words."""
    what = cause(reason).what
    return what[:1].lower() + what[1:]


def aside(manifest: Manifest, snapshot: Path) -> Iterator[str]:
    """What is no gap and deserves a word: accounts that are known and were not read, services seen that no collector reads."""
    expected = {account for accounts in manifest.expected.values() for account in accounts}
    if absent := sorted(expected - manifest.accounts.keys()):
        values = {"read": number(len(expected) - len(absent)), "expected": number(len(expected)), "names": _some(absent)}
        yield _("Accounts: %(read)s read of %(expected)s; not read: %(names)s.") % values
    seen, gone = Counter[str](), Counter[str]()
    for line in read_coverage(snapshot):
        if line.status == "not_understood":
            seen[line.service] += line.resources
        elif what := GOING.get(reason_of(line.reason).code):
            gone[_(what) % {"kind": line.service}] += line.resources
    yield from (f"{what} × {number(count)}" for what, count in gone.most_common())
    if seen:
        kinds = [f"{service} × {number(count)}" if count else service for service, count in seen.most_common()]
        if len(kinds) <= NAMES_SHOWN:
            yield _("Seen, and read by no collector: %(services)s.") % {"services": ", ".join(kinds)}
        else:
            yield _("Seen, and read by no collector: %(count)s kinds.") % {"count": number(len(kinds))}
            yield from (f"  {kind}" for kind in kinds)


def to_complete(cells: Sequence[Cell]) -> Iterator[str]:
    """The cells of tables that nobody understood, by row and column; all of them with -v."""
    for cell in cells if verbose() else cells[:NAMES_SHOWN]:
        values = {"file": cell.file, "row": number(cell.row), "column": cell.column, "text": cell.text}
        yield _("%(file)s, row %(row)s, column %(column)s: to complete (%(text)s).") % values
    if not verbose() and len(cells) > NAMES_SHOWN:
        left = len(cells) - NAMES_SHOWN
        yield ngettext("… and %(count)s more cell to complete.", "… and %(count)s more cells to complete.", left) % {"count": number(left)}


def unmet(one: Unmet) -> str:
    """That something written to name resources names none."""
    return _("%(what)s of %(owner)s met no resource: %(written)s.") % {"what": word(one.what), "owner": one.owner, "written": one.written}


def conclude(run: Run, snapshot: Path, fail_on: str, ending: str = "") -> int:
    """Say on standard error what deserves it, and answer the exit code.

    With an `ending`, what it cost, a run always says one line; without one it says nothing outside a terminal when nothing is wrong.
    """
    code, beside = exit_code(run, fail_on), [*aside(run.snapshot, snapshot), *map(unmet, run.unmet)]
    if code or beside or ending or interactive():
        counted: dict[str, Any] = {
            "resources": run.snapshot.resources,
            "gaps": run.snapshot.gaps,
            "unread": run.snapshot.unread,
            **run.totals,
        }
        note(" ".join(filter(None, (summary(run), ending))), event="ended", exit_code=code, calls=run.snapshot.api_calls, **counted)
        for line in beside:
            note(line)
    if code == INCOMPLETE:
        for line in missing(snapshot):
            note(line, level="warning")
    if run.previous is not None and run.previous.missing:
        note(unknown_past(run.previous.missing))
    return code


def _some(names: list[str]) -> str:
    """The first of them; all with -v."""
    shown = names if verbose() else names[:NAMES_SHOWN]
    return ", ".join([*shown, *(["…"] if len(names) > len(shown) else [])])


def _summed(causes: list[str]) -> list[str]:
    shown = [f"{cause} × {number(count)}" for cause, count in Counter(causes).most_common(GAPS_SHOWN)]
    rest = ["…"] if len({*causes}) > GAPS_SHOWN else []
    head = ngettext("Incomplete: %(count)s reading failed: ", "Incomplete: %(count)s readings failed: ", len(causes))
    return [head % {"count": number(len(causes))} + ", ".join(shown + rest)]
