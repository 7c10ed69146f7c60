"""Commands that mend a finding, with what they name filled in: templates in reports/actions, by rule or act, then by type of resource."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any

from auditor.model import Finding, ResourceRef
from auditor.outputs.worst import offences
from auditor.reference.source import load
from auditor.shipped import shipped

_PIECES = re.compile(r"[:/]")
_OF_PLACE = re.compile(r"\b(HOLDER|TO_NAME|TO_REGION)\b")
OF_RESOURCE = re.compile(r'(?<![A-Z_"])(NAME|ID|ARN|REGION|ACCOUNT|GROUP)(?![A-Z_"])')
"""What a template says of the resource itself; the page's script fills in the same."""


@cache
def actions() -> Mapping[str, Any]:
    """reports/actions.yaml: what each rule asks for, of whom and by when."""
    return dict(load(shipped("reports") / "actions.yaml").data)


@cache
def act(rule: str) -> str:
    """What mends the failures of a rule: an act that several rules ask for, else the rule's own."""
    return str(actions()["rules"].get(rule, {}).get("act", rule))


@cache
def by_provider() -> Mapping[str, Mapping[str, Any]]:
    """Provider → rule or act → how: a file each, so that a provider brings its own."""
    return {path.stem: load(path).data for path in sorted((shipped("reports") / "actions").glob("*.yaml"))}


def own_name(identifier: str) -> str:
    """The last piece of an id that is made of pieces."""
    return _PIECES.split(identifier)[-1]


def template(finding: Finding) -> str:
    """The command for this finding, with what its place tells filled in; empty where none is known, or something it needs is not."""
    place = next((each for _kind, each in offences(finding) if each), None)
    role = place.role if place else "primary"
    found, of_place = _known(finding.resource.provider, finding.rule, finding.resource.native_type, role)
    if not of_place:
        return found
    told = {
        "HOLDER": (place.holder or "") if place else "",
        "TO_NAME": own_name(place.via or "") if place else "",
        "TO_REGION": (place.region or "") if place else "",
    }
    if any(not told[name] for name in of_place):
        return ""
    return _OF_PLACE.sub(lambda name: shlex.quote(told[name[0]]), found)


def filled_in(told: str, resource: ResourceRef) -> str:
    """A template with what it says of the resource, quoted for a shell."""
    values = {
        "NAME": resource.name or own_name(resource.id),
        "ID": own_name(resource.id),
        "ARN": resource.id,
        "REGION": resource.region or "",
        "ACCOUNT": resource.account,
        "GROUP": _group(resource.id),
    }
    return OF_RESOURCE.sub(lambda name: shlex.quote(values[name[0]]), told)


def _group(identifier: str) -> str:
    """The resource group in an id that has one."""
    found = re.search(r"/resourcegroups/([^/]+)", identifier, re.IGNORECASE)
    return found[1] if found else ""


def command(finding: Finding) -> str:
    """The command for this finding, ready to be run."""
    return filled_in(template(finding), finding.resource)


@cache
def _known(provider: str, rule: str, native_type: str, role: str) -> tuple[str, list[str]]:
    """The template of a rule, else that of the rule whose ways it has, else that of the act of either; and what it says of a place."""
    told = actions()["rules"].get(rule, {})
    like = actions()["rules"].get(told.get("ways"), {})
    for name in (rule, told.get("ways"), told.get("act"), like.get("act")):
        commands = by_provider().get(provider, {}).get(name, {}).get("cli") or {}
        if isinstance(commands, str):
            commands = {"*": commands}
        known = {kind.lower(): each for kind, each in commands.items()}
        for kind in (f"{native_type} {role}".lower(), native_type.lower(), "*"):
            if kind in known:
                return str(known[kind]), _OF_PLACE.findall(str(known[kind]))
    return "", []
