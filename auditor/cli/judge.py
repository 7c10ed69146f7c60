"""`auditor judge`: a saved snapshot held against the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, alone, conclude, say
from auditor.cli.run import scanned_on
from auditor.cli.scan import configured
from auditor.errors import SnapshotError
from auditor.files import standing
from auditor.i18n import _, filled
from auditor.run import SNAPSHOT


@click.command(
    name="judge",
    help=_("Hold SNAPSHOT against the rules and write OUT/run. Needs no network and no credentials; the same input gives the same bytes."),
)
@click.argument("snapshot", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.config()
@options.out()
@options.as_of()
@options.assume()
@options.rules()
@options.fail_on()
def command(
    snapshot: Path,
    config: Path | None,
    out: Path,
    as_of: date | None,
    assumptions: tuple[str, ...],
    rule_paths: tuple[Path, ...],
    fail_on: str,
) -> int:
    """Judge. Without --config, under the configuration that the snapshot carries."""
    snapshot = inside(snapshot, "manifest.json", (SNAPSHOT, f"{RUN}/{SNAPSHOT}"))
    configuration = configured(config) if config else None
    with alone(out):
        run = pipeline.judge(
            snapshot,
            out / RUN,
            as_of=as_of or scanned_on(snapshot),
            assumptions=assumptions,
            configuration=configuration,
            rules=rule_paths,
        )
    say(str(out / RUN))
    return conclude(run, snapshot, fail_on)


def inside(given: Path, file: str, folders: tuple[str, ...]) -> Path:
    """The directory meant: `given`, or the one of its `folders` that holds `file`. Raises SnapshotError."""
    for place in (given, *(given / folder for folder in folders), *(standing(given / RUN) / folder for folder in ("", SNAPSHOT))):
        if (place / file).is_file():
            return place
    raise SnapshotError(
        filled("there is no %(file)s in %(given)s", file=file, given=given),
        _("Give the directory that 'auditor scan' or 'auditor run' wrote."),
    )
