"""`auditor permissions`: what to grant before a scan, worked out from the calls the collectors declare."""

from __future__ import annotations

import json

import click

from auditor.cli.console import say
from auditor.errors import ProviderError
from auditor.i18n import NARROW, _, filled, language
from auditor.providers import names, provider
from auditor.providers.contract import Discreet, Provider


def _offered() -> list[Provider]:
    """The providers that can be loaded: help is no place to fail over one that cannot."""
    found = []
    for name in names():
        try:
            found.append(provider(name))
        except ProviderError:
            continue
    return found


def _forms() -> str:
    """The formats of each provider, and what each is."""
    space = NARROW if language() == "fr" else ""
    forms = {one.name: f"{space}; ".join(f"{form} ({what})" for form, what in one.forms().items()) for one in _offered()}
    told = [f"{name}{space}: {said}." for name, said in forms.items()]
    return " ".join([_("The first one is the default."), *told])


def _partitions() -> str:
    space = NARROW if language() == "fr" else ""
    return " ".join(f"{one.name}{space}: {', '.join(one.partitions)}." for one in _offered() if one.partitions)


@click.command(name="permissions", help=_("Print the least-privilege policy that scanning PROVIDER needs; read verbs only."))
@click.argument("name", metavar=_("PROVIDER"))
@click.option("--format", "form", default="", help=_forms())
@click.option("--partition", default="", help=_("The part of the provider it is for; the first one is the default.") + f" {_partitions()}")
@click.option("--without-secrets", is_flag=True, help=_("Leave out what can answer with secrets; what only that tells is then unknown."))
def command(name: str, form: str, partition: str, without_secrets: bool) -> int:
    """Print the policy in the provider's own format."""
    one = provider(name)
    if partition and partition not in one.partitions:
        told = {"partition": partition, "name": name}
        known = ", ".join(one.partitions) or _("none")
        raise ProviderError(_("'%(name)s' has no partition '%(partition)s'") % told, filled("Partitions: %(known)s.", known=known))
    if without_secrets and not isinstance(one, Discreet):
        raise ProviderError(
            _("no permission of '%(name)s' is known to answer with secrets") % {"name": name}, _("Leave --without-secrets out.")
        )
    policy = (
        one.discreet_permissions(form, partition) if without_secrets and isinstance(one, Discreet) else one.permissions(form, partition)
    )
    say(policy if isinstance(policy, str) else json.dumps(policy, indent=2), lines=True)
    return 0
