"""`auditor permissions`: what to grant before a scan, worked out from the calls the collectors declare."""

from __future__ import annotations

import json

import click

from auditor.cli.console import say
from auditor.i18n import _
from auditor.providers import provider


@click.command(name="permissions", help=_("Print the least-privilege policy that scanning PROVIDER needs; read verbs only."))
@click.argument("name", metavar="PROVIDER")
def command(name: str) -> int:
    """Print the policy in the provider's own format."""
    say(json.dumps(provider(name).permissions(), indent=2))
    return 0
