"""The emulated clouds in a process of their own: what they hold is in nobody else's memory, and the scan has a core for itself.

`town.py` is that process. It lasts until its standard input ends: no longer than who started it.
"""

from __future__ import annotations

import subprocess
import sys
from types import TracebackType

import msgspec

from auditor.demo.stories import Standing
from auditor.errors import ProviderError
from auditor.i18n import _


class Clouds:
    """Those of the town, from the beginning of a `with` block, when they are only being built, to its end."""

    def __enter__(self) -> Clouds:
        # Without -P, Python would look for its modules where the user happens to be first.
        command = [sys.executable, "-P", "-m", "auditor.demo.town"]
        # A session of its own: what interrupts or kills us reaches it as the end of its input, and it still removes its folders.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Its input ends, and with it the process.
        self._process.communicate()

    def standing(self) -> Standing:
        """Wait until they are built. Raises ProviderError when they could not be."""
        said = self._process.stdout.readline() if self._process.stdout else b""
        if not said:
            raise ProviderError(_("the emulator of the demonstration did not start"))
        return msgspec.json.decode(said, type=Standing)
