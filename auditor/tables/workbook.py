"""A program of its own: prints the sheets of an ODS or XLSX file as JSON, within bounds that keep the rest of the machine safe."""

from __future__ import annotations

import json
import resource
import sys
from itertools import islice

MEMORY, CPU = 400 * 1024 * 1024, 15
ROWS, COLUMNS, SHEETS, CELL = 20_000, 200, 20, 20_000
"""What is kept of a workbook; a register is far smaller."""


def main(path: str) -> None:
    """Print the sheets, each its name and a list of rows of texts; end with an error whatever is wrong with the file."""
    # Before the library is loaded: its allocations are those to be bounded.
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU), (resource.RLIMIT_CORE, 0)):
        already = resource.getrlimit(what)[1]  # a bound that this process was given is not raised
        least = most if already == resource.RLIM_INFINITY else min(most, already)
        resource.setrlimit(what, (least, least))
    json.dump(_sheets(path), sys.stdout)


def _sheets(path: str) -> list[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    return [
        (name, [[_text(cell) for cell in row[:COLUMNS]] for row in islice(book.get_sheet_by_name(name).iter_rows(), ROWS)])
        for name in book.sheet_names[:SHEETS]
    ]


def _text(cell: object) -> str:
    """A cell as a person reads it: whole numbers without a point, days as days."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:CELL]


if __name__ == "__main__":
    main(sys.argv[1])
