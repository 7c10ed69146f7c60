"""The emulated clouds in a process of their own: what they hold is in nobody else's memory, and the scan has a core for itself.

`python -m auditor.demo.apart` builds them, prints where they answer and what was planted there, and lasts until its standard input ends:
no longer than who started it.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from types import TracebackType

import msgspec

from auditor.demo.stories import Planted
from auditor.errors import ProviderError
from auditor.i18n import _


class Standing(msgspec.Struct):
    """Where each emulated cloud answers, as the configuration's marks name it, and what is planted in them."""

    where: dict[str, str]
    planted: list[Planted]


class Clouds:
    """Those of the town, from the beginning of a `with` block, when they are only being built, to its end."""

    def __enter__(self) -> Clouds:
        # Without -P, Python would look for its modules where the user happens to be first.
        command = [sys.executable, "-P", "-m", __name__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own interpreter and module
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


def serve() -> None:
    """Build, say so, and answer until standard input ends."""
    from auditor.demo.models import share_with_all
    from auditor.demo.town import built

    # Models and estate stay to the end: looking through them for garbage took a third of the emulator's time.
    gc.disable()
    share_with_all()
    # An interruption is for who started us, and ends our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the emulator prints would be read as our answer.
    answer = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with built() as town:
        with os.fdopen(answer, "wb") as stream:
            stream.write(msgspec.json.encode(town) + b"\n")
        sys.stdin.read()


if __name__ == "__main__":
    serve()
