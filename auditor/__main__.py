"""`python -m auditor`."""

from __future__ import annotations

from auditor.cli import command_line

if __name__ == "__main__":
    command_line()
