"""What a person fills in, as usage lines and help call it in the reader's language: click names it in English."""

from __future__ import annotations

import click

from auditor.i18n import _


def _called() -> dict[str, str]:
    """What click calls a thing, and what the reader does."""
    return {
        "DATE": _("DATE"),
        "DURATION": _("DURATION"),
        "ENTRY": _("ENTRY"),
        "FILES": _("FILES"),
        "FORMATS": _("FORMATS"),
        "HOUR": _("HOUR"),
        "NAME": _("NAME"),
        "OUT": _("OUT"),
        "PATH": _("PATH"),
        "PATHS": _("PATHS"),
        "RUN": _("RUN"),
        "SNAPSHOT": _("SNAPSHOT"),
        "TEXT": _("TEXT"),
    }


def spoken(command: click.Command) -> None:
    """Name what a command takes in the language spoken now, where click would say it in English."""
    called = _called()
    command.options_metavar = _("[OPTIONS]")
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
    for parameter in command.params:
        if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType):
            parameter.type.name = _("number")  # what its errors call it
        # A choice shows its words, a file or a folder is translated by click.
        if parameter.metavar is None and isinstance(parameter, click.Argument) and not isinstance(parameter.type, click.Choice):
            name = str(parameter.name).upper()
            told = called.get(name, name) + ("..." if parameter.nargs != 1 else "")
            parameter.metavar = told if parameter.required else f"[{told}]"
        elif parameter.metavar is None and isinstance(parameter, click.Option):
            parameter.metavar = called.get(parameter.type.name.upper())
