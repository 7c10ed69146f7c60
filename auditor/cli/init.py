"""`auditor init`: a commented auditor.yaml to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from auditor.cli.console import say
from auditor.configuration import FILE
from auditor.errors import OutputError
from auditor.files import write_atomically
from auditor.i18n import _, language


@click.command(name="init", help=_("Write a commented auditor.yaml; --config names another file."))
@click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path), default=Path(FILE), show_default=True)
@click.option("--force", is_flag=True, help=_("Overwrite the file."))
def command(config: Path, force: bool) -> int:
    """Write the file and say where it is. Raises OutputError when there is one already."""
    if config.exists() and not force:
        raise OutputError(f"{config} exists already", "Use --force to overwrite it, or --config to write another file.")
    template = Path(__file__).with_name(f"init.{language()}.yaml")
    with write_atomically(config) as stream:
        stream.write(template.read_bytes())
    say(str(config))
    return 0
