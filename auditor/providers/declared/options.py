"""What an entry of `accounts:` may say for declared services."""

from pathlib import Path
from typing import Required

from auditor.configuration import Entry


class Options(Entry, total=False):
    """An entry for the services of one file: YAML, CSV, ODS or XLSX."""

    file: Required[Path]
