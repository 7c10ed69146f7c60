"""Tells a monitor that a run begins and how it ended, so that one that never came is missed. It never costs the run."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from auditor.errors import AuditorError
from auditor.i18n import filled
from auditor.masking import masked

SECONDS = 10
WELL = frozenset({0, 3})
"""Exit codes of a run that did what it was to do: what it found is for its report."""
BODY = 2_000
"""Characters of what is told."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Whoever answers elsewhere is not who was named."""

    def redirect_request(self, *_arguments: object) -> None:
        """None is followed."""


_OPENER = urllib.request.build_opener(_NoRedirect)


class Heart:
    """The monitor of a run, at the address that the configuration names; nobody, when it names none."""

    def __init__(self, url: str | None, say: Callable[[str], None]) -> None:
        self._url, self._say = url, say

    @contextmanager
    def beating(self) -> Iterator[Callable[[int], None]]:
        """Say that it begins, then how it ended: as the function that is given is told, or a failure when the block is broken off."""
        code, text = 1, ""

        def ended(with_code: int) -> None:
            nonlocal code
            code = with_code

        self._ping("/start", "")
        try:
            yield ended
        except AuditorError as error:
            code, text = error.exit_code, str(error)
            raise
        except KeyboardInterrupt as stop:
            code = 128 + (stop.args[0] if stop.args else 2)
            raise
        finally:
            self._ping("" if code in WELL else "/fail", f"exit {code}\n{text}")

    def _ping(self, end: str, text: str) -> None:
        if not self._url:
            return
        # The configuration takes no other schemes than http and https.
        request = urllib.request.Request(self._url.rstrip("/") + end, data=masked(text)[:BODY].encode(), method="POST")  # noqa: S310
        try:
            with _OPENER.open(request, timeout=SECONDS) as answer:
                answer.read(1)
        except (OSError, ValueError) as error:
            self._say(filled("The monitor could not be told: %(why)s", why=error))
