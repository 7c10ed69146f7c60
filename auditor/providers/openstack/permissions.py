"""What creates the account that reads, written from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.providers.forms import check_form
from auditor.providers.openstack.calls import Rest
from auditor.providers.openstack.catalogue import SERVICES

ROLE = """\
# Who reads, and nothing else: the role `reader` on every project of the domain, those that come later included.
openstack user create --domain DOMAIN --password-prompt residency-auditor
openstack role add --user residency-auditor --user-domain DOMAIN --domain DOMAIN --inherited reader
# To see also the projects on which it has no role (`domain:` in auditor.yaml):
openstack role add --user residency-auditor --user-domain DOMAIN --domain DOMAIN reader
# Swift hides from `reader` who may read a container. Only a role of its `operator_roles` is shown it, and that role may write too:
# without it these facts are unknown. Where you accept that:
#   openstack role add --user residency-auditor --user-domain DOMAIN --project PROJECT swiftoperator
# Narrower still, one project at a time: an application credential whose rules allow these requests alone, secrets' contents excluded.
#   auditor permissions openstack --format access-rules > rules.json
#   openstack application credential create --role reader --access-rules rules.json residency-auditor
# The policies that each cloud may have changed, and that the role has to have:
"""


def forms() -> Mapping[str, str]:
    """The formats, the default first."""
    return {
        "role": _("the commands that create the user and its role"),
        "access-rules": _("the access rules of an application credential (JSON)"),
        "policies": _("the names of the policies"),
    }


def written(calls: Iterable[Rest], form: str) -> dict[str, Any] | str:
    """The calls in one of the `forms`. Raises ProviderError for another."""
    check_form(form, forms(), "OpenStack")
    policies = sorted({f"{call.service}: {call.permission}" for call in calls})
    if form == "policies":
        return {"policies": policies}
    if form == "access-rules":
        rules = sorted((_rule(call) for call in calls), key=lambda rule: (rule["service"], rule["path"], rule["method"]))
        return json.dumps(rules, indent=2)
    return ROLE + "".join(f"#   {policy}\n" for policy in policies)


def _rule(call: Rest) -> dict[str, str]:
    """One request; before its route may come the project, and words of it are any one word."""
    service = SERVICES[call.service]
    path = "".join("*" if part.startswith("{") else part for part in call.route.replace("{", "\0{").replace("}", "}\0").split("\0"))
    start = f"/{service.version}/*{path}" if call.service == "swift" else f"/{service.version}/**{path.lstrip('/')}"
    return {"service": service.types[0], "method": call.method, "path": start}
