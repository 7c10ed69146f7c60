"""`auditor drill`: what would become a failure under another law, told by processing activity. The snapshot is read, never written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, say
from auditor.cli.judge import inside
from auditor.cli.run import scanned_on
from auditor.cli.scan import configured
from auditor.configuration import Configuration
from auditor.i18n import _
from auditor.inventory.snapshot import read_manifest
from auditor.model import Finding
from auditor.outputs.wording import local, word
from auditor.reference.facts import Words
from auditor.run import SNAPSHOT, check_whole, read_run

DRILLS: Mapping[str, tuple[str, ...]] = {"schrems3": ("not adequate(US)",)}
"""Ready-made assumptions, by name. schrems3: the EU-US Data Privacy Framework is annulled, as its two forerunners were."""


@click.command(name="drill", help=_("Print what would become a failure in OUT under another law, by processing activity."))
@click.argument("name", type=click.Choice([*DRILLS]))
@click.argument("out", type=click.Path(exists=True, file_okay=False, path_type=Path), default=options.OUT)
@options.config()
@options.as_of()
@options.rules()
def command(name: str, out: Path, config: Path | None, as_of: date | None, rule_paths: tuple[Path, ...]) -> int:
    """Judge twice, and print the difference; nothing when there is none."""
    snapshot = inside(out, "manifest.json", (SNAPSHOT, f"{RUN}/{SNAPSHOT}"))
    day, assumed = _judged(snapshot)
    configuration = configured(config) if config else Configuration.from_context(read_manifest(snapshot).context)
    found = pipeline.newly_failing(
        snapshot, DRILLS[name], as_of=as_of or day, assumptions=assumed, configuration=configuration, rules=rule_paths
    )
    titles = {activity.id: activity.title for activity in configuration.activities}
    for activity in sorted({activity for finding, _failure in found for activity in finding.activities or [""]}):
        _tell(activity, titles.get(activity, ""), [each for each in found if activity in (each[0].activities or [""])])
    return 0


def _judged(snapshot: Path) -> tuple[date, tuple[str, ...]]:
    """The day and the assumptions of the run beside the snapshot; without a run, the day of the scan."""
    if not (snapshot.parent / "run.json").is_file():
        return scanned_on(snapshot), ()
    run = read_run(snapshot.parent)
    check_whole(snapshot.parent, run)
    return date.fromisoformat(run.as_of), tuple(run.assumptions)


def _tell(activity: str, title: str, found: Sequence[tuple[Finding, Words]]) -> None:
    """One activity, its failures below, gravest rule first as they were judged."""
    say(" · ".join(filter(None, (activity, title))) or _("Attached to no processing activity"))
    for finding, failure in sorted(found, key=lambda each: (each[0].rule, each[0].resource.id)):
        say(f"  {finding.rule}  {word(finding.severity)}  {finding.resource.name}  {local(failure)}")
