"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from auditor.cli.metavars import spoken
from auditor.cli.terminal import Log
from auditor.i18n import LANGUAGES, _
from auditor.outputs import OUTPUTS, taken

SEVERITIES = ("critical", "major", "moderate", "minor")
OUT = Path("audit")
SPAN = re.compile(r"([0-9]{1,6})([smhd])")
SPANS = {"s": timedelta(seconds=1), "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
Wrapped = TypeVar("Wrapped", bound=Callable[..., Any] | click.Command)
_log = logging.getLogger("auditor")


class Day(click.ParamType[date]):
    """A calendar day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day. click's own date type gives a moment, which we would have to cut again."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(_("'%(value)s' is not a day: write it YYYY-MM-DD") % {"value": value}, param, ctx)


class Span(click.ParamType[timedelta]):
    """A length of time: 90s, 5m, 2h, 1d."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The time."""
        if isinstance(value, timedelta):
            return value
        told = SPAN.fullmatch(value)
        if told is None:
            self.fail(_("'%(value)s' is no length of time: write 90s, 5m, 2h or 1d") % {"value": value}, param, ctx)
        return int(told[1]) * SPANS[told[2]]


class Period(click.ParamType[str]):
    """A duration as ISO 8601 writes it: P30D, P6M, P2Y."""

    name = "duration"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The duration as it was written."""
        from auditor.reference.durations import parts

        if not parts(value):
            self.fail(_("'%(value)s' is not a duration: write it like P30D, P6M or P2Y") % {"value": value}, param, ctx)
        return str(value)


class Formats(click.ParamType[tuple[str, ...]]):
    """Formats of a report, separated by commas."""

    name = "formats"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The formats, each once."""
        words = value if isinstance(value, tuple) else tuple(dict.fromkeys(word.strip() for word in value.split(",") if word.strip()))
        for word in words or ("",):
            if word not in OUTPUTS:
                known = ", ".join(OUTPUTS)
                self.fail(_("'%(word)s' is not a format (there are: %(known)s)") % {"word": word, "known": known}, param, ctx)
        return words


def config() -> Callable[[Wrapped], Wrapped]:
    """-c: which auditor.yaml."""
    text = _("The configuration; by default $AUDITOR_CONFIG, ./auditor.yaml, then those of the user and of the machine.")
    return click.option("-c", "--config", type=click.Path(dir_okay=False, path_type=Path), help=text)


def out(default: Path | None = OUT) -> Callable[[Wrapped], Wrapped]:
    """--out: the directory that receives run/ and the report."""
    text = _("The directory to write into.")
    return click.option(
        "--out", type=click.Path(file_okay=False, path_type=Path), default=default, show_default=default is not None, help=text
    )


def as_of() -> Callable[[Wrapped], Wrapped]:
    """--as-of: the day whose law applies."""
    return click.option("--as-of", type=Day(), help=_("Judge by the law of that day; by default, the day of the scan."))


def assume() -> Callable[[Wrapped], Wrapped]:
    """--assume: another law."""
    text = _("Judge under an assumption, such as 'not adequate(US)'; may be repeated.")
    return click.option("--assume", "assumptions", multiple=True, help=text)


def rules() -> Callable[[Wrapped], Wrapped]:
    """--rules: more rules, or others."""
    text = _("A file or a directory of your own rules, beside those shipped; may be repeated.")
    return click.option("--rules", "rule_paths", multiple=True, type=click.Path(exists=True, path_type=Path), help=text)


def fail_on() -> Callable[[Wrapped], Wrapped]:
    """--fail-on: the severity from which a failure shows in the exit code."""
    text = _("The least severity that makes the exit code 3.")
    return click.option("--fail-on", type=click.Choice((*SEVERITIES, "never")), default="major", show_default=True, help=text)


def jobs() -> Callable[[Wrapped], Wrapped]:
    """--jobs: how many processes judge."""
    text = _("How many processes judge: one a core unless it is given. The result is the same.")
    return click.option("--jobs", type=click.IntRange(min=1), help=text)


def max_calls() -> Callable[[Wrapped], Wrapped]:
    """--max-calls-per-second: spare an API that others use too."""
    text = _("At most this many calls a second for each entry of accounts, where its provider can be paced.")
    return click.option("--max-calls-per-second", "rate", type=click.IntRange(min=1), help=text)


def reveal() -> Callable[[Wrapped], Wrapped]:
    """--reveal: name people."""
    text = _("Name the accounts of people who left, where a provider tells of them; a pseudonym stands for each otherwise.")
    return click.option("--reveal", is_flag=True, help=text)


def resolve_foreign() -> Callable[[Wrapped], Wrapped]:
    """--resolve-foreign: ask where buckets of strangers lie."""
    text = _("Also ask S3, without credentials, for the region of buckets that receive data and that no account read holds.")
    return click.option("--resolve-foreign", is_flag=True, help=text)


def resume() -> Callable[[Wrapped], Wrapped]:
    """--resume, --resume-within: go on with a scan that was broken off."""
    text = _("Go on with a scan that was broken off, whenever it was, or read again only what the last one could not.")
    within = _("Go on by itself with a scan that was broken off so lately; 0s never does.")
    flag = click.option("--resume", is_flag=True, help=text)
    age = click.option("--resume-within", type=Span(), default="1h", show_default=True, help=within)
    return lambda command: flag(age(command))


def since_last() -> Callable[[Wrapped], Wrapped]:
    """--since-last: read only what changed."""
    text = _("Read again only the services and regions in which something changed since the last scan, and what is older than --max-age.")
    return click.option("--since-last", is_flag=True, help=text)


def every() -> Callable[[Wrapped], Wrapped]:
    """--every: how often is looked."""
    text = _("How often to look for changes.")
    return click.option("--every", type=Span(), default="5m", show_default=True, help=text)


def max_age() -> Callable[[Wrapped], Wrapped]:
    """--max-age: what is never taken over."""
    text = _("Nothing that was read longer ago than this is taken over from another scan.")
    return click.option("--max-age", type=Span(), default="1d", show_default=True, help=text)


def max_duration() -> Callable[[Wrapped], Wrapped]:
    """--max-duration: how long reading may take."""
    text = _("How long reading may take: what is left then is told as not read, and the exit code is 4.")
    return click.option("--max-duration", type=Span(), help=text)


def inherits() -> Callable[[Wrapped], Wrapped]:
    """--inherits: runs of others that are taken over."""
    text = _("The run of an organisation that operates something for this one, in place of those that auditor.yaml names; may be repeated.")
    return click.option("--inherits", type=click.Path(file_okay=False, path_type=Path), multiple=True, help=text)


def executor() -> Callable[[Wrapped], Wrapped]:
    """--executor and --shards: who reads, and where what was read is handed over."""
    where = _("Have the units read by the workers of a Dask cluster: dask://HOST:PORT (extra 'dask').")
    over = _("Where workers hand over what they read, past the scheduler: s3://BUCKET/FOLDER or any address that fsspec knows.")

    def both(command: Wrapped) -> Wrapped:
        return click.option("--executor", default="", help=where)(click.option("--shards", default="", help=over)(command))

    return both


def explain_calls() -> Callable[[Wrapped], Wrapped]:
    """--explain-calls: ask nothing, say what would be asked."""
    return click.option(
        "--explain-calls", is_flag=True, help=_("Print the calls a scan would make, estimated without making any, and stop.")
    )


def formats() -> Callable[[Wrapped], Wrapped]:
    """--format: what the report is written as."""
    text = _("Formats of the report, separated by commas: %(known)s.") % {"known": ", ".join(OUTPUTS)}
    return click.option("--format", "formats", type=Formats(), default="html", show_default=True, help=text)


def public() -> Callable[[Wrapped], Wrapped]:
    """--public: the version that can be handed out."""
    known = ", ".join(name for name, one in OUTPUTS.items() if one.public)
    text = _("Write the version without identifiers, that can be handed out; for these formats only: %(known)s.") % {"known": known}
    return click.option("--public", is_flag=True, help=text)


def csv() -> Callable[[Wrapped], Wrapped]:
    """--csv: the dialect of the csv format."""
    text = _("The dialect of the csv: excel-fr (semicolons) or rfc4180 (commas).")
    return click.option("--csv", "dialect", type=click.Choice(("excel-fr", "rfc4180")), default="excel-fr", show_default=True, help=text)


def history() -> Callable[[Wrapped], Wrapped]:
    """--history: where past runs are kept."""
    text = _("A file or a database address (SQLAlchemy URL) that keeps past runs; by default history.sqlite in OUT.")
    return click.option("--history", default="", help=text)


def keep_history() -> Callable[[Wrapped], Wrapped]:
    """--keep-history: how long past runs are kept."""
    text = _("How long past runs are kept, as a duration such as P2Y or P18M; for ever by default.")
    return click.option("--keep-history", type=Period(), default=None, help=text)


def organisation() -> Callable[[Wrapped], Wrapped]:
    """--organisation: whose past runs."""
    text = _("The SIREN, else the name, of the organisation in a history that holds many; that of the run in OUT by default.")
    return click.option("--organisation", default=None, help=text)


def as_json() -> Callable[[Wrapped], Wrapped]:
    """--json: for programs."""
    return click.option("--json", "as_json", is_flag=True, help=_("Write JSON, for programs; never translated."))


def costs() -> Callable[[Wrapped], Wrapped]:
    """--costs: under which assumptions a return is reckoned."""
    text = _("Assumptions of what coming home costs, in place of those of the scan; 'auditor init --costs' writes such a file.")
    return click.option("--costs", type=click.Path(dir_okay=False, path_type=Path), help=text)


def wanted(formats: tuple[str, ...], public: bool, dialect: str, costs: Path | None = None) -> dict[str, dict[str, Any]]:
    """The options of each format. Raises click.UsageError for a public version of what is nothing but identifiers."""
    refused = [name for name in formats if public and not OUTPUTS[name].public]
    if refused:
        raise click.UsageError(_("--public has no %(formats)s: these formats list identifiers") % {"formats": ", ".join(refused)})
    chosen = {"dialect": dialect, **({"public": True} if public else {}), **({"costs": _assumed(costs)} if costs else {})}
    return {name: taken(name, chosen) for name in formats}


def _assumed(path: Path) -> Any:
    from auditor.costing import read_costs

    return read_costs(path)


def shared() -> list[click.Parameter]:
    """What every verb takes, before or after its name."""
    log = _("How standard error is written: lines for people, or a JSON object a line.")
    return [
        click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=_("The language of messages and report.")),
        click.Option(["-q", "--quiet"], is_flag=True, expose_value=False, callback=_quiet, help=_("Write nothing but errors.")),
        click.Option(["-v", "--verbose"], is_flag=True, expose_value=False, callback=_verbose, help=_("Say more; show tracebacks.")),
        click.Option(["--log"], type=click.Choice(("text", "json")), expose_value=False, help=log),
    ]


def common(command: click.Command) -> click.Command:
    """`command` and its sub-commands with the shared options, added once, all in the language spoken now."""
    known = {parameter.name for parameter in command.params}
    command.params += [parameter for parameter in shared() if parameter.name not in known]
    command.context_settings.setdefault("help_option_names", ["-h", "--help"])
    # Else click cuts the line that a group says of it after 45 letters.
    command.short_help = command.help
    spoken(command)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            common(each)
    return command


def verbose() -> bool:
    """Whether -v was given."""
    return _log.level == logging.DEBUG


def quiet() -> bool:
    """Whether -q was given."""
    return _log.level == logging.ERROR


def interactive() -> bool:
    """Whether a person watches: a progress bar is drawn nowhere else, whatever FORCE_COLOR and the like say."""
    return sys.stderr.isatty() and not Log.as_json and os.environ.get("TERM") != "dumb" and not quiet()


def hush(wish: bool | None) -> None:
    """Speak less (True), more (False) or as usual (None) from now on; what SDKs log, in English and before our own word, with -v only."""
    logging.lastResort = logging.StreamHandler() if wish is False else None
    _log.setLevel({True: logging.ERROR, False: logging.DEBUG, None: logging.WARNING}[wish])


def _quiet(_context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        hush(True)


def _verbose(_context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        hush(False)
