"""`notices.json` beside the report: which messages were sent, so that none is sent twice, also by a run that was killed.

A message is written down before it is sent and struck off after. What a killed process leaves is *uncertain*: nobody knows whether it
went out, so it is not sent again, and the next message says so. What could not be delivered is tried again by the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from auditor.errors import AuditorError
from auditor.files import write_atomically
from auditor.notices.content import Message

FILE = "notices.json"
KEPT = 50
"""How many messages are remembered once they are sent."""


class Sent(msgspec.Struct):
    """A message and what became of it. `key` is the run it tells of; the message itself is kept until it is delivered."""

    key: str
    at: str
    state: Literal["sending", "sent", "failed", "uncertain"]
    message: Message | None = None
    told: list[str] = []


class Box(msgspec.Struct):
    """The file: the number of the last run of the history that was told or had nothing to tell, and the messages."""

    number: int = 0
    sent: list[Sent] = []


class Outbox:
    """The messages of one output directory. Held under its lock."""

    def __init__(self, directory: Path) -> None:
        """Read what is there; a file that cannot be read is as none, since whom it told is then not known."""
        self._path = directory / FILE
        box = Box()
        with suppress(OSError, msgspec.DecodeError):
            box = msgspec.json.decode(self._path.read_bytes(), type=Box)
        self.number, self._sent = box.number, box.sent
        for each in self._sent:
            if each.state == "sending":
                each.state, each.message = "uncertain", None

    @property
    def uncertain(self) -> str:
        """The moment of the last message of which nobody knows whether it was sent, unless a later one said so already."""
        last = self._sent[-1] if self._sent else None
        return last.at if last and last.state == "uncertain" else ""

    def told(self) -> set[str]:
        """The keys of what ends that was told."""
        return {key for each in self._sent for key in each.told}

    def knows(self, key: str) -> bool:
        """Whether there was a message of that run."""
        return any(each.key == key for each in self._sent)

    def waiting(self) -> list[Sent]:
        """What could not be delivered yet."""
        return [each for each in self._sent if each.state == "failed" and each.message]

    def reached(self, number: int) -> None:
        """Note that everything up to that run was told, or written down to be. Raises OutputError."""
        if number != self.number:
            self.number = number
            self._save()

    def add(self, item: Sent) -> None:
        """A message to be delivered, written down with what is noted next."""
        self._sent.append(item)

    def send(self, item: Sent, deliver: Callable[[Message], None]) -> None:
        """Write down, deliver, strike off. Raises what `deliver` raises once that is written down, and OutputError."""
        assert item.message is not None  # noqa: S101 - narrows the type
        item.state = "sending"
        self._save()
        try:
            deliver(item.message)
        except AuditorError:
            item.state = "failed"
            self._save()
            raise
        item.state, item.message = "sent", None
        self._save()

    def _save(self) -> None:
        open_ones = [each for each in self._sent if each.state == "failed"]
        kept = self._sent[-KEPT:]
        with write_atomically(self._path) as stream:
            box = Box(self.number, [*(each for each in open_ones if each not in kept), *kept])
            stream.write(msgspec.json.format(msgspec.json.encode(box), indent=1))
