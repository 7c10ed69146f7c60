"""`auditor notify`: what the last run has to tell, sent now; or one message of trial to every address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import options
from auditor.cli.console import RUN, note, say
from auditor.cli.history import opened
from auditor.cli.scan import configured
from auditor.configuration import Configuration
from auditor.errors import AuditorError
from auditor.files import lock, standing
from auditor.i18n import _, ngettext, number
from auditor.model import Run
from auditor.run import read_run

if TYPE_CHECKING:
    from auditor.history.store import History


@click.command(
    name="notify", help=_("Tell those whom notify: names what the last run changed, unless it was told; --try sends a trial message.")
)
@options.config()
@options.out()
@options.history()
@click.option("--try", "trial", is_flag=True, help=_("Send a trial message to every address, and nothing else."))
def command(config: Path | None, out: Path, history: str, trial: bool) -> int:
    """Send. Raises AuditorError when somebody could not be reached."""
    configuration = configured(config)
    if configuration.notify is None:
        raise AuditorError(
            _("auditor.yaml has no notify: nobody asks to be told"), _("Add notify: with to: [env:NAME]; see docs/usage.md.")
        )
    if trial:
        from auditor.notices.content import Message
        from auditor.notices.post import Post

        text = _("This is a trial message of the residency auditor; nothing changed.")
        post = Post(configuration.notify.to)
        post.deliver(Message(_("Trial message"), text, f"<p>{text}</p>"))
        say(_sent(len(post)))
        return 0
    from auditor.notices.tell import tell

    with lock(out):
        sent = tell(read_run(standing(out / RUN)), out, standing(out / RUN), configuration, opened(out, history, None))
    note(_sent(sent) if sent else _("Nothing changed that was not told."))
    return 0


def tell_people(run: Run, out: Path, configuration: Configuration, past: History | None) -> None:
    """After a run: tell people; what goes wrong is a line on standard error, and never costs the report or changes the exit code."""
    if configuration.notify is None or past is None:
        return
    from auditor.notices.tell import tell

    try:
        tell(run, out, standing(out / RUN), configuration, past)
    except AuditorError as error:
        note(_("Nobody could be told of this run: %(why)s.") % {"why": error})
        if error.remedy:
            note(error.remedy)


def _sent(count: int) -> str:
    return ngettext("%(n)s message sent.", "%(n)s messages sent.", count) % {"n": number(count)}
