"""Commands that mend a finding, with what they name filled in: templates in reports/actions, by rule or act, then by type of resource."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from auditor.model import Finding, Place, ResourceRef
from auditor.outputs.worst import offences
from auditor.reference.source import load
from auditor.shipped import shipped

_PIECES = re.compile(r"[:/]")
_AROUND = re.compile(r'(?<![A-Z_"])(HOLDER|TO_NAME|TO_REGION|ACCOUNT|GROUP)(?![A-Z_"])')
"""What a template says of the wrong place, and of what many resources lie in."""
OF_RESOURCE = re.compile(r'(?<![A-Z_"])(NAME|ID|WHOLE|REGION)(?![A-Z_"])')
"""What it says of the resource itself; the page's script fills in the same."""


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
    """The command for this finding, but for what it says of the resource itself; empty where none is known, or a word it needs is not."""
    resource = finding.resource
    place = next((each for _kind, each in offences(finding) if each), None) or Place("primary")
    found = _known(resource.provider, finding.rule, resource.native_type, place.role)
    if not found.told:
        return ""
    told = {
        "HOLDER": place.holder,
        "TO_NAME": own_name(place.via or ""),
        "TO_REGION": place.region,
        "ACCOUNT": resource.account,
        "GROUP": resource.group,
        "REGION": resource.region,
    }
    needed = [told[name] or "" for name in (*found.around, *found.itself) if name in told]
    # What stands for the resource would be filled in within the quotes of a value that says the same word.
    if not all(needed) or any(map(OF_RESOURCE.search, needed)):
        return ""
    return _AROUND.sub(lambda name: shlex.quote(told[name[0]] or ""), found.told)


def filled_in(told: str, resource: ResourceRef) -> str:
    """A template with what it says of the resource, quoted for a shell."""
    values = {
        "NAME": resource.name or own_name(resource.id),
        "ID": own_name(resource.id),
        "WHOLE": resource.id,
        "REGION": resource.region or "",
    }
    return OF_RESOURCE.sub(lambda name: shlex.quote(values[name[0]]), told)


def command(finding: Finding) -> str:
    """The command for this finding, ready to be run."""
    return filled_in(template(finding), finding.resource)


class _Template(NamedTuple):
    """A command, and the words in it that stand for something."""

    told: str = ""
    around: tuple[str, ...] = ()
    itself: tuple[str, ...] = ()


@cache
def _known(provider: str, rule: str, native_type: str, role: str) -> _Template:
    """The template of a rule, else that of the rule whose ways it has, else that of the act of either."""
    own = actions()["rules"].get(rule, {})
    like = actions()["rules"].get(own.get("ways"), {})
    for name in (rule, own.get("ways"), own.get("act"), like.get("act")):
        commands = by_provider().get(provider, {}).get(name, {}).get("cli") or {}
        if isinstance(commands, str):
            commands = {"*": commands}
        known = {kind.lower(): each for kind, each in commands.items()}
        for kind in (f"{native_type} {role}".lower(), native_type.lower(), "*"):
            if kind in known:
                told = str(known[kind])
                return _Template(told, tuple(_AROUND.findall(told)), tuple(OF_RESOURCE.findall(told)))
    return _Template()
