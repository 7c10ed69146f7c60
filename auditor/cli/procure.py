"""`auditor procure`: a need against offers, before anything is signed; and the questionnaire that goes out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from auditor.cli import options
from auditor.cli.console import note, say
from auditor.clock import today
from auditor.files import lock
from auditor.i18n import _, language

OUT = Path("achat")
FORMATS = ("html", "ods", "csv")


class _Tender(click.Group):
    """`procure NEED OFFERS…` compares; a first word that is the name of another verb is that verb."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb named, else the comparison."""
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["compare", *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options may stand first: they are the comparison's, unless they ask for help."""
        ours = {"-h", "--help", "--lang", "-q", "--quiet", "-v", "--verbose"}
        first = args[0].split("=")[0] if args else ""
        return super().parse_args(ctx, ["compare", *args] if first.startswith("-") and first not in ours else args)


@click.group(
    name="procure",
    cls=_Tender,
    no_args_is_help=True,
    help=_(
        "Compare offers with a need before signing: auditor procure NEED OFFER…; write the questionnaire: auditor procure questionnaire."
    ),
)
def command() -> None:
    """The verbs of procurement."""


_need = click.argument("need", metavar=_("NEED"), type=click.Path(exists=True, dir_okay=False, path_type=Path))


@command.command(
    help=_("Judge each OFFER (answers as YAML, CSV, ODS or Markdown, a plan, a Terraform folder, a template or a folder) against NEED.")
)
@_need
@click.argument("offers", metavar=_("OFFER..."), nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.out(OUT)
@click.option("--format", "formats", default="html,ods,csv", show_default=True, help=_("Formats, separated by commas: html, ods, csv."))
@click.option("--public", is_flag=True, help=_("Write the page without the candidates' names and documents."))
@options.as_of()
def compare(need: Path, offers: tuple[Path, ...], out: Path, formats: str, public: bool, as_of: date | None) -> int:
    """Write the matrix; it is for people to decide, so that the exit code is 0."""
    from auditor.procure.need import read_need
    from auditor.procure.offers import all_judged
    from auditor.procure.written import write

    chosen = tuple(dict.fromkeys(word.strip() for word in formats.split(",") if word.strip()))
    if wrong := [word for word in chosen if word not in FORMATS]:
        raise click.UsageError(_("'%(word)s' is not a format (there are: %(known)s)") % {"word": wrong[0], "known": ", ".join(FORMATS)})
    day = as_of or today()
    read = read_need(need)
    for warning in read.warnings(day):
        note(warning)
    with lock(out):
        for path in write(read, all_judged(read, offers, day), out, chosen, language(), day, public=public):
            say(str(path))
    return 0


@command.command(help=_("Write the questionnaire of NEED as ODS and Markdown; what comes back is an offer."))
@_need
@options.out(OUT)
def questionnaire(need: Path, out: Path) -> int:
    """Write it."""
    from auditor.procure.need import read_need
    from auditor.procure.questionnaire import write_questionnaire

    with lock(out):
        for path in write_questionnaire(read_need(need), out, language()):
            say(str(path))
    return 0
