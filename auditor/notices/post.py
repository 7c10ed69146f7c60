"""Messages by Apprise: e-mail, Teams, Mattermost, Slack, Matrix, webhooks; a ticket in GLPI through the mailbox that it collects.

Addresses come from the environment or from a file, and are never said: they hold passwords and tokens.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from auditor.errors import AuditorError
from auditor.i18n import _, filled
from auditor.notices.content import Message

MAIL = ("mailto", "mailtos")


class Post:
    """Who is told, found to be reachable in form. Raises AuditorError for a missing source or an address that is none."""

    def __init__(self, sources: Sequence[str]) -> None:
        """Reads the addresses; sends nothing."""
        try:
            import apprise
        except ModuleNotFoundError as error:
            raise AuditorError(
                _("notify: needs Apprise, which is not installed"), _("Run: pip install 'residency-auditor[notify]'.")
            ) from error
        self._apprise = apprise
        self._mail, self._other = (
            apprise.Apprise(asset=apprise.AppriseAsset(app_id="residency-auditor", async_mode=False)) for _each in "12"
        )
        for source in sources:
            for address in _read(source).split():
                group = self._mail if address.partition(":")[0].lower() in MAIL else self._other
                if not group.add(address):
                    raise AuditorError(
                        filled("an address in %(source)s is none that Apprise knows", source=source),
                        _("Write one a line, such as mailtos://user:password@host; docs/fr/planifier.md shows more."),
                    )

    def __len__(self) -> int:
        """How many addresses there are."""
        return len(self._mail) + len(self._other)

    def deliver(self, message: Message) -> None:
        """Send to everybody. Raises AuditorError when somebody could not be reached; why, Apprise tells its own log."""
        html, text = self._apprise.NotifyFormat.HTML, self._apprise.NotifyFormat.TEXT
        done = [
            group.notify(title=message.title, body=body, body_format=form)
            for group, body, form in ((self._mail, message.html, html), (self._other, message.text, text))
            if len(group)
        ]
        if not all(done):
            raise AuditorError(
                _("the notification could not be delivered to everybody"),
                _("Check the addresses with 'auditor notify --try'; the next run sends it again."),
            )


def _read(source: str) -> str:
    """What a source holds. Raises AuditorError without a word of it."""
    kind, _colon, name = source.partition(":")
    if kind == "env":
        found = os.environ.get(name)
        if not found:
            raise AuditorError(
                filled("the environment variable %(name)s, named in notify:, is not set", name=name),
                _("Set it in the environment of the command, or name a file with file:/PATH."),
            )
        return found
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditorError(
            filled("%(path)s, named in notify:, cannot be read", path=name), _("Check the path, and that the auditor may read it.")
        ) from error
