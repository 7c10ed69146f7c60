"""`auditor schedule`: units that are ready to install, hardened, for who starts scans: systemd, cron, Kubernetes."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from auditor.cli.console import say
from auditor.errors import AuditorError
from auditor.i18n import _, filled
from auditor.outputs.templates import environment

FILES = {
    "systemd": ("auditor.service", "auditor.timer"),
    "cron": ("crontab", "logrotate"),
    "kubernetes": ("kubernetes.yaml",),
}
"""The templates of each scheduler, in reports/schedule."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}\Z")


class Hour(click.ParamType[str]):
    """An hour of the day, HH:MM."""

    name = "hour"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The hour as it was written."""
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(value)):
            self.fail(_("'%(value)s' is not an hour: write it HH:MM") % {"value": value}, param, ctx)
        return str(value)


@click.command(
    name="schedule", help=_("Print the units that start a scan every night: hardened, ready to install; --out writes them as files.")
)
@click.argument("scheduler", type=click.Choice(tuple(FILES)))
@click.option("--at", default="02:15", show_default=True, type=Hour(), help=_("The hour of the scan, local time."))
@click.option("--name", default="residency-auditor", show_default=True, help=_("What the units are called, and their directories."))
@click.option(
    "--config",
    default=Path("/etc/residency-auditor/auditor.yaml"),
    show_default=True,
    type=click.Path(path_type=Path),
    help=_("The configuration that is scanned."),
)
@click.option("--format", "formats", default="html,ods,prometheus", show_default=True, help=_("The formats of the report."))
@click.option("--user", default="auditor", show_default=True, help=_("The user of cron; systemd makes one of its own."))
@click.option("--image", default="residency-auditor:latest", show_default=True, help=_("The image for Kubernetes."))
@click.option("--on-failure", default="", help=_("A systemd unit to start when the scan could not be made, such as mail-root@%n.service."))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help=_("A directory to write the files into."))
def command(scheduler: str, out: Path | None, **given: Any) -> int:
    """Print, or write into a directory."""
    for name, text in units(scheduler, **given):
        if out is None:
            say(f"# --- {name}\n{text}", lines=True)
            continue
        out.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, "utf-8")
        say(str(out / name))
    return 0


def units(
    scheduler: str,
    *,
    at: str = "02:15",
    name: str = "residency-auditor",
    config: object = "/etc/residency-auditor/auditor.yaml",
    **given: object,
) -> list[tuple[str, str]]:
    """The files of a scheduler: what each is called, and its text. Raises AuditorError for what no unit can hold."""
    if not _NAME.match(name):
        raise AuditorError(filled("'%(name)s' is no name of a unit", name=name), _("Use small letters, digits and hyphens."))
    hour, minute = at.split(":")
    told = {"formats": "html,ods,prometheus", "user": "auditor", "image": "residency-auditor:latest", "on_failure": ""} | given
    for word, text in (told | {"config": config}).items():
        if re.search(r"[\s\"'\\$`;&|<>]", str(text)):
            raise AuditorError(filled("%(word)s holds a character that units do not bear", word=word), _("Use a plain path or word."))
    # Units are no HTML; what is written into them is checked above.
    made = environment({}, "schedule", plain=True)
    command_ = shutil.which("auditor") or f"{sys.executable} -m auditor"
    given_ = {
        **told,
        **{"name": name, "config": config, "command": command_, "when": f"*-*-* {at}:00", "cron": f"{int(minute)} {int(hour)} * * *"},
        **{"spread": "1h", "timeout": "6h", "seconds": 6 * 3600, "memory": "1G"},
    }
    return [(file.replace("auditor.", f"{name}."), f"{made.get_template(f'{file}.j2').render(given_)}\n") for file in FILES[scheduler]]
