"""`auditor diff`: what changed between two runs, and whether the law or the cloud changed it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import click
import msgspec

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, say, say_json
from auditor.cli.history import opened
from auditor.cli.judge import inside
from auditor.configuration import Configuration
from auditor.errors import AuditorError, SnapshotError
from auditor.files import standing
from auditor.history.runs import differences, names_in
from auditor.history.spans import CHANGES, CLOUD, LAW, Difference
from auditor.history.store import History
from auditor.i18n import _, filled, number
from auditor.model import SEVERITIES
from auditor.outputs.wording import word
from auditor.run import identity, read_run

QUIET = frozenset({"persisting"})
"""Changes that are counted, and listed with -v only."""


@click.command(
    name="diff", help=_("Compare two runs: directories, numbers of `auditor history` or days; by default the last two of the history.")
)
@click.argument("runs", nargs=-1, metavar=_("[RUN] [RUN]"))
@options.out()
@options.history()
@options.organisation()
@options.as_json()
def command(runs: tuple[str, ...], out: Path, history: str, organisation: str | None, as_json: bool) -> int:
    """Say what is new, resolved, unreadable, failing for another reason, persisting."""
    if len(runs) > 2:
        raise click.UsageError(_("diff compares two runs at most"))
    if runs and Path(runs[0]).is_dir():
        found, named = _of_directories(Path(runs[0]), Path(runs[1]) if len(runs) > 1 else out)
    else:
        found = _of_history(opened(out, history, organisation), runs)
        named = [out / RUN]
    names = _names(named, {each.state.fingerprint for each in found if each.change not in QUIET or options.verbose()})
    if as_json:
        say_json([msgspec.to_builtins(each) | {"resource": names.get(each.state.fingerprint)} for each in found])
        return 0
    _tell(found, names)
    return 0


def _of_history(past: History, wanted: Sequence[str]) -> list[Difference]:
    runs = past.runs()
    if len(runs) < 2:
        raise AuditorError(_("the history holds fewer than two runs"), _("Run 'auditor run' again, or give two run directories."))
    numbers = [_number(each, [*runs]) for each in wanted] or [runs[-2]["number"]]
    last = numbers[1] if len(numbers) > 1 else runs[-1]["number"]
    return past.between(*sorted((numbers[0], last)))


def _number(written: str, runs: Sequence[object]) -> int:
    """The run that a number or a day means: of several on a day, the last. Raises AuditorError."""
    for run in reversed(runs):
        if isinstance(run, dict) and written in (str(run["number"]), run["at"], run["at"][:10]):
            return int(run["number"])
    raise AuditorError(
        filled("the history holds no run %(run)s", run=written), _("'auditor history' lists those that it holds, by number and moment.")
    )


def _of_directories(first: Path, last: Path) -> tuple[list[Difference], list[Path]]:
    first, last = (inside(path, "run.json", (RUN,)) for path in (first, last))
    run = read_run(last)
    by = pipeline.grounds(date.fromisoformat(run.as_of), run.assumptions, Configuration.from_context(run.snapshot.context), ())
    again = partial(pipeline.judged_again, first, identity(read_run(first)), by)
    return differences(first, last, again), [first, last]


def _names(runs: Sequence[Path], wanted: set[str]) -> dict[str, str]:
    """The resources as the runs at hand name them; the history knows no name."""
    found: dict[str, str] = {}
    for run in runs:
        with suppress(SnapshotError):
            found |= names_in(standing(run), wanted)
    return found


def _tell(found: Sequence[Difference], names: dict[str, str]) -> None:
    counts = Counter(each.change for each in found)
    by_law = Counter(each.change for each in found if each.cause == LAW)
    for change in CHANGES:
        if counts[change]:
            law = (
                " " + filled("(%(count)s by the law, a register or the configuration)", count=number(by_law[change]))
                if by_law[change]
                else ""
            )
            say(f"{_words()[change]} : {number(counts[change])}{law}")
            if change not in QUIET or options.verbose():
                lines = Counter(_line(each, names) for each in sorted((each for each in found if each.change == change), key=_gravest))
                for line, times in lines.items():
                    say(f"  {line}" + (f"  × {number(times)}" if times > 1 else ""))
    if not set(counts) - QUIET:
        say(_("Nothing changed."))


def _gravest(each: Difference) -> tuple[int, str]:
    return [severity.value for severity in SEVERITIES].index(each.state.severity), each.state.rule


def _line(each: Difference, names: dict[str, str]) -> str:
    state = each.state
    where = names.get(state.fingerprint) or " ".join(filter(None, (state.account, state.region)))
    cause = {LAW: _("by the law, a register or the configuration"), CLOUD: _("by the cloud")}.get(each.cause, "")
    return "  ".join(filter(None, (state.rule, word(state.severity), where, cause)))


def _words() -> dict[str, str]:
    return {
        "new": _("New failures"),
        "resolved": _("Resolved"),
        "unreadable": _("No longer readable"),
        "reason": _("Failing for another reason"),
        "persisting": _("Persisting"),
        "to_verify": _("Newly to verify"),
        "settled": _("No longer to verify"),
        "waived": _("Newly waived"),
    }
