"""`auditor config`: is auditor.yaml sound, what will it read, and what may be written in it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from auditor import configuration_schema
from auditor.cli import options
from auditor.cli.console import say
from auditor.cli.found import find_configuration
from auditor.cli.scan import configured
from auditor.configuration import FILES, Configuration
from auditor.i18n import _, ngettext, number
from auditor.providers import INSTALLED
from auditor.reference.operators import operators


@click.group(name="config", help=_("Check auditor.yaml and say what it reads."))
def command() -> None:
    """The group of verbs about the configuration."""


@command.command(help=_("Check auditor.yaml and the files it names, ask nothing, and say what a scan would read."))
@options.config()
def check(config: Path | None) -> None:
    """One line an account, then what the verdicts will rest on. Every mistake is told at once, with its place."""
    found = configured(config)
    say(_("%(path)s is sound.") % {"path": find_configuration(config, os.environ, Path.cwd())})
    for line in (*_accounts(found), *_rest(found)):
        say(line)


@command.command(help=_("Print the JSON Schema of auditor.yaml, by which an editor completes and checks it."))
def schema() -> None:
    """For the first line of the file: `# yaml-language-server: $schema=…`."""
    say(configuration_schema.schema(INSTALLED).rstrip("\n"), lines=True)


def _accounts(found: Configuration) -> Iterator[str]:
    for entry in found.accounts:
        yield f"- {entry['id']} ({entry['provider']}{_operator(entry)})" + "".join(f", {key}: {_shown(entry[key])}" for key in _told(entry))


def _operator(entry: Mapping[str, object]) -> str:
    known = operators().get(str(entry.get("operator")))
    return f", {known.name}" if known else ""


def _told(entry: Mapping[str, object]) -> list[str]:
    """What else the entry says, in its own words."""
    return [key for key in sorted(entry) if key not in ("id", "provider", "operator")]


def _shown(value: object) -> str:
    match value:
        case bool():
            return _("yes") if value else _("no")
        case list():
            return " ".join(map(_shown, value))
        case dict():
            return " ".join(f"{key}={_shown(each)}" for key, each in value.items())
    return str(value)


def _rest(found: Configuration) -> Iterator[str]:
    count = len(found.activities)
    yield ngettext("%(n)s processing activity", "%(n)s processing activities", count) % {"n": number(count)}
    for name in FILES:
        yield _("%(label)s: %(value)s") % {"label": _called(name), "value": getattr(found, name) or _("no file")}
    for path in found.rules:
        yield _("%(label)s: %(value)s") % {"label": _called("rules"), "value": path}


def _called(key: str) -> str:
    """What a key that names a file is for, with the key itself, by which it is found in auditor.yaml."""
    said = {
        "waivers": _("Waivers"),
        "evidence": _("Proofs"),
        "register": _("Register of processing"),
        "retention_table": _("Retention table"),
        "costs": _("Costs"),
        "rules": _("Rules of your own"),
    }
    return f"{said[key]} ({key})"
