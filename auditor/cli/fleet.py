"""`auditor fleet`: many organisations in one go, for a syndicat that runs the auditor for its members."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.console import note, say
from auditor.files import lock
from auditor.fleet.members import members
from auditor.fleet.page import write
from auditor.fleet.runner import LATE, Result, audit_all, exit_code
from auditor.i18n import _, filled, ngettext, number

HERE, CLUSTER = 2, 8
"""Members at once: a core or two each while they read here, next to nothing while a cluster reads for them."""


@click.group(name="fleet", help=_("Audit many organisations, each by a process of its own; write one page of all."))
def command() -> None:
    """The verbs of a fleet."""


@command.command(name="run", help=_("Audit each member of MEMBERS: a folder with one folder a member, or a CSV with --template."))
@click.argument("where", metavar=_("MEMBERS"), type=click.Path(exists=True, path_type=Path))
@options.out(Path("fleet"))
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help=_("The auditor.yaml of the members of a CSV; ${column} stands for a cell."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=None,
    help=filled("How many members at once; %(here)s, or %(cluster)s where a cluster reads for them.", here=HERE, cluster=CLUSTER),
)
@click.option(
    "--member-minutes",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    help=_("How long a member may take."),
)
@options.formats()
@options.executor()
def run(
    where: Path,
    out: Path,
    template: Path | None,
    jobs: int | None,
    member_minutes: float,
    formats: tuple[str, ...],
    executor: str,
    shards: str,
) -> int:
    """Run them all; a member that fails or hangs stops no other."""
    told = {"--format": ",".join(formats), "--executor": executor, "--shards": shards}
    with lock(out):
        found = members(where, template, out)
        results = audit_all(
            found,
            out,
            jobs=jobs or (CLUSTER if executor else HERE),
            seconds=60 * member_minutes,
            options=[part for pair in told.items() if pair[1] for part in pair],
            told=_told,
        )
        for path in write(results, out):
            say(str(path))
    missing = [result for result in results if not result.done]
    audited = len(results) - len(missing)
    counted = ngettext("%(num)s member audited out of %(all)s.", "%(num)s members audited out of %(all)s.", audited)
    note(counted % {"num": number(audited), "all": number(len(results))})
    for result in missing:
        note(filled("Not audited: %(name)s. %(why)s", name=result.member.name, why=_why(result)))
    return exit_code(results)


def _told(result: Result) -> None:
    if options.verbose():
        note(f"{result.member.name}: {result.code}")


def _why(result: Result) -> str:
    return _("Its time was over.") if result.code == LATE else result.said
