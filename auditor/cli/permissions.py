"""`auditor permissions`: what to grant before a scan, worked out from the calls the collectors declare."""

from __future__ import annotations

import json

import click

from auditor.cli.console import say
from auditor.i18n import _
from auditor.providers import provider


@click.command(name="permissions", help=_("Print the least-privilege policy that scanning PROVIDER needs; read verbs only."))
@click.argument("name", metavar="PROVIDER")
@click.option(
    "--format",
    "form",
    default="",
    help=_(
        "On AWS: policy (the default), managed, organization or cloudformation (a role for every account). "
        "On Azure: role (the default), bicep or terraform."
    ),
)
@click.option("--partition", default="", help=_("On AWS: aws (the default), aws-eusc, aws-us-gov or aws-cn."))
def command(name: str, form: str, partition: str) -> int:
    """Print the policy in the provider's own format."""
    policy = provider(name).permissions(form, partition)
    say(policy if isinstance(policy, str) else json.dumps(policy, indent=2))
    return 0
