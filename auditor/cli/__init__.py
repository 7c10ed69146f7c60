"""The command line: one file a verb, imported when it is used, so that help costs nothing.

This module names the verbs and turns errors into messages and exit codes; the verbs only raise.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from traceback import format_exception
from types import FrameType, TracebackType
from typing import Any, NoReturn, cast

import click

from auditor import __version__
from auditor.cli.terminal import Log, bear_any_encoding, tell, tell_whole
from auditor.errors import AuditorError, InputError
from auditor.i18n import _, filled, preferred, use

NAME = "auditor"
BROKEN_PIPE = 141
"""128 + the signal, as a shell says it."""
MISTAKES = 200
"""How many of them are told: who handed over a file of nothing else needs no line for each."""


def verbs() -> dict[str, tuple[str, str]]:
    """Each verb: `module:command`, and its one line of help in the language spoken now."""
    return {
        "init": ("auditor.cli.init:command", _("Write a commented auditor.yaml.")),
        "config": ("auditor.cli.config:command", _("Check auditor.yaml and say what it reads.")),
        "scan": ("auditor.cli.scan:command", _("Read the accounts into a snapshot.")),
        "judge": ("auditor.cli.judge:command", _("Hold a saved snapshot against the rules; no network, no credentials.")),
        "report": ("auditor.cli.report:command", _("Write the report of a run.")),
        "run": ("auditor.cli.run:command", _("Scan, judge and report: the line for cron.")),
        "plan": ("auditor.cli.plan:command", _("Judge a Terraform plan before it is applied: no account, no network.")),
        "diff": ("auditor.cli.diff:command", _("Say what changed between two runs, and what changed it.")),
        "history": ("auditor.cli.history:command", _("List the runs that the history keeps.")),
        "watch": ("auditor.cli.watch:command", _("Look for changes every so often, and run where there are some: for systemd.")),
        "notify": ("auditor.cli.notify:command", _("Tell people what the last run changed.")),
        "schedule": ("auditor.cli.schedule:command", _("Print units for systemd, cron or Kubernetes.")),
        "fleet": ("auditor.cli.fleet:command", _("Audit many organisations in one go.")),
        "rules": ("auditor.cli.rules:command", _("List, check, test, explain and start rules.")),
        "reference": ("auditor.cli.reference:command", _("Look through the registers; say what should be checked again.")),
        "drill": ("auditor.cli.drill:command", _("Say what would become a failure under another law.")),
        "procure": ("auditor.cli.procure:command", _("Compare offers with a need before signing; write the questionnaire.")),
        "permissions": ("auditor.cli.permissions:command", _("Print the least-privilege policy that a scan needs.")),
        "doctor": ("auditor.cli.doctor:command", _("Try every account and permission; say what is missing and what it hides.")),
        "demo": ("auditor.cli.demo:command", _("Audit a fictional commune, without an account or a network.")),
        "completion": ("auditor.cli.completion:command", _("Print the completion script of a shell.")),
    }


def exit_codes() -> list[tuple[str, str]]:
    """Every exit code and what it means."""
    return [
        ("0", _("nothing at or above --fail-on")),
        ("1", _("internal error")),
        ("2", _("usage, configuration or rule error")),
        ("3", _("failures at or above --fail-on (default: major)")),
        ("4", _("incomplete: something could not be read (wins over 3)")),
        ("75", _("another run holds the lock")),
        ("130, 143", _("interrupted (Ctrl-C, SIGTERM): what was there before is untouched")),
    ]


class Verbs(click.Group):
    """Knows its verbs by name only; imports the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order in which one meets them."""
        return [*verbs()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a verb and give it the options all verbs take."""
        if cmd_name not in verbs():
            return None
        from auditor.cli.options import common

        module, attribute = verbs()[cmd_name][0].split(":")
        return common(cast(click.Command, getattr(import_module(module), attribute)))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(verb, summary) for verb, (_where, summary) in verbs().items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes are part of the interface."""
        with formatter.section(_("Exit codes")):
            formatter.write_dl(exit_codes())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. A reader that closed the pipe is not an error of ours."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            silence()
            return BROKEN_PIPE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; answers its exit code. What nobody foresaw goes to `sys.excepthook`, and Python exits with 1."""
    gc.set_threshold(100_000, 50, 100)  # what a command keeps, it keeps to its end: looking for what is lost costs a tenth of it
    arguments = [*(sys.argv[1:] if arguments is None else arguments)]
    use(preferred(asked_language(arguments), os.environ))
    Log.as_json = _said(arguments, "--log") == "json"
    sys.excepthook = _unforeseen
    try:
        code = _group().main(arguments, prog_name=NAME, standalone_mode=False)
    except click.ClickException as error:
        if Log.as_json:
            tell(error.format_message(), err=True, level="error")
        else:
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as stop:
        return _interrupted(stop if isinstance(stop, KeyboardInterrupt) else stop.__cause__)
    except AuditorError as error:
        _told(error)
        return error.exit_code
    except OSError as error:
        from auditor.files import to_read, why

        where = f"{error.filename}: " if error.filename else ""
        _complain(f"{where}{why(error)}", to_read(error.errno))
        return AuditorError.exit_code
    return code if isinstance(code, int) else 0


def command_line() -> NoReturn:
    """Run one command as a process of its own, which ends when it ends, whatever its threads still wait for."""
    for number in (signal.SIGTERM, signal.SIGINT):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    bear_any_encoding()
    code = 1
    try:
        code = main()
    except KeyboardInterrupt as stop:
        # While it began, or told how it ended.
        code = _interrupted(stop)
    finally:
        _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process. What nobody foresaw is told as Python tells it, but threads that still read are not waited for."""
    kind, error, traceback = sys.exc_info()
    if kind is not None and error is not None:
        sys.excepthook(kind, error, traceback)
    if all(thread.daemon or thread is threading.current_thread() for thread in threading.enumerate()):
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    """The first signal lets the command put in order what it leaves; one more ends it at once."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_DFL)
    raise KeyboardInterrupt(number)


def _interrupted(stop: BaseException | None) -> int:
    """Say what the command had to say of its end, and answer 128 + the signal."""
    for note in getattr(stop, "__notes__", ()):
        tell(note, err=True, level="error")
    return 128 + (stop.args[0] if stop is not None and stop.args else signal.SIGINT)


def asked_language(arguments: Sequence[str]) -> str | None:
    """What `--lang` says, before click reads anything: help and click's own messages must already speak it."""
    return _said(arguments, "--lang")


def _said(arguments: Sequence[str], option: str) -> str | None:
    """What an option says that holds for the messages about all the others."""
    for position, word in enumerate(arguments):
        if word == option and position + 1 < len(arguments):
            return arguments[position + 1]
        if word.startswith(f"{option}="):
            return word.removeprefix(f"{option}=")
    return None


def silence() -> None:
    """Let Python flush its standard output into nothing at exit."""
    with Path(os.devnull).open("w") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())


def _group() -> Verbs:
    from auditor.cli.metavars import spoken
    from auditor.cli.options import hush, shared

    hush(None)
    group = Verbs(
        NAME,
        help=_("Says where each piece of a local authority's cloud data can be, under whose law and for how long."),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
        params=shared(),
        no_args_is_help=True,
    )
    spoken(group)
    return click.version_option(__version__, prog_name=NAME)(group)


def _complain(message: str, remedy: str = "") -> None:
    tell(_("Error: %(message)s") % {"message": message}, err=True, level="error")
    if remedy:
        tell(remedy, err=True, level="error")


def _told(error: AuditorError) -> None:
    """An error that a person can mend: one line, or one for each mistake."""
    first, *others = map(str, error.problems[:MISTAKES]) if isinstance(error, InputError) and error.problems else (str(error),)
    _complain(first)
    if isinstance(error, InputError) and len(error.problems) > MISTAKES:
        others.append(filled("%(count)d mistakes more", count=len(error.problems) - MISTAKES))
    mend = error.remedy or (_("Correct what is said above, then run the command again.") if isinstance(error, InputError) else "")
    for each in (*others, *filter(None, (mend,))):
        tell(each, err=True, level="error")


def _unforeseen(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """The message of an internal error: one line and where to report it; the traceback only with -v."""
    from auditor.cli.options import verbose

    if verbose():
        tell_whole("".join(format_exception(kind, error, traceback)).rstrip("\n"), err=True)
    _complain(
        _("internal error: %(kind)s: %(error)s") % {"kind": kind.__name__, "error": error},
        _("Please report it to those who maintain the auditor, with the output of the same command with -v."),
    )
