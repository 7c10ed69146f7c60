"""`python -m auditor`, and the command `auditor`."""

from __future__ import annotations

import signal
from typing import NoReturn


def start() -> NoReturn:
    """The command line. Until it is loaded and heeds Ctrl-C itself, the system ends the process: nothing was done yet to put in order."""
    if signal.getsignal(signal.SIGINT) == signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from auditor.cli import command_line  # what takes time to load

    command_line()


if __name__ == "__main__":
    start()
