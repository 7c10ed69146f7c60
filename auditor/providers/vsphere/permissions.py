"""The role that reads, written from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.providers.contract import Call
from auditor.providers.forms import check_form

ALWAYS = ("System.Anonymous", "System.Read", "System.View")
"""What every role has."""
ROLE = """\
# Who reads, and nothing else. With PowerCLI, signed in as an administrator:
$privileges = Get-VIPrivilege -Id {privileges}
New-VIRole -Name residency-auditor -Privilege $privileges
New-VIPermission -Entity (Get-Folder -NoRecursion) -Principal 'VSPHERE.LOCAL\\residency-auditor' -Role residency-auditor -Propagate:$true
# The same with govc:
govc role.create residency-auditor {words}
govc permissions.set -principal 'residency-auditor@vsphere.local' -role residency-auditor -propagate=true /
# Content libraries hang from no folder: give the same role as a global permission too (Administration > Global Permissions).
"""


def forms() -> Mapping[str, str]:
    """The formats, the default first."""
    return {"role": _("the commands that create the role and its permission"), "list": _("the names of the privileges")}


def written(calls: Iterable[Call], form: str) -> dict[str, Any] | str:
    """The calls in one of the `forms`. Raises ProviderError for another."""
    check_form(form, forms(), "vSphere")
    privileges = sorted({*ALWAYS, *(call.needs for call in calls)})
    if form == "list":
        return {"privileges": privileges}
    return ROLE.format(privileges=", ".join(privileges), words=" ".join(privileges))
