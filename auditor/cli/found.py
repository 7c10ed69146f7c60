"""Which auditor.yaml is meant: the one that is named, else the first that there is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from auditor.configuration import FILE
from auditor.errors import AuditorError
from auditor.i18n import _, filled


def find_configuration(given: Path | None, environ: Mapping[str, str], directory: Path) -> Path:
    """`--config`, then AUDITOR_CONFIG, then ./auditor.yaml, the user's and the machine's. Raises AuditorError when there is none."""
    named = given or environ.get("AUDITOR_CONFIG")
    if named:
        return Path(named)
    home = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "/")) / ".config")
    places = [directory / FILE, home / "auditor" / FILE, Path("/etc/auditor") / FILE]
    for place in places:
        if place.is_file():
            return place
    raise AuditorError(
        filled("no %(file)s in %(names)s", file=FILE, names=", ".join(str(place.parent) for place in places)),
        _("Write one with 'auditor init', or name yours with --config."),
    )
