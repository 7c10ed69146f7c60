"""The least-privilege custom role, printed from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

import json
from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Any

from auditor.i18n import _
from auditor.providers.forms import no_form

NAME = "Residency auditor"
READER = "*/read"
"""All that the built-in role Reader grants."""
DESCRIPTION = (
    "The {count} reads that the residency auditor makes, of settings and never of data or secrets."
    " The built-in role Reader lacks {lacking}. It would grant more: to query the logs of Log Analytics workspaces, to read the activity"
    " log, past deployments and the settings of every other type of resource. Only with it does the auditor see resources of the types"
    " that it does not know."
)
BICEP = """\
// az deployment sub create --location francecentral --template-file role.bicep
// Azure refuses a whole role for one action of a service that your cloud does not have: leave out the one that it names.
targetScope = 'subscription'

resource auditor 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{
  name: guid(subscription().id, '{name}')
  properties: {{
    roleName: '{name}'
    description: '{description}'
    type: 'CustomRole'
    permissions: [
      {{
        actions: [
{actions}
        ]
      }}
    ]
    assignableScopes: [
      subscription().id
    ]
  }}
}}
"""
TERRAFORM = """\
# Azure refuses a whole role for one action of a service that your cloud does not have: leave out the one that it names.
data "azurerm_subscription" "audited" {{}}

resource "azurerm_role_definition" "auditor" {{
  name        = "{name}"
  scope       = data.azurerm_subscription.audited.id
  description = "{description}"

  permissions {{
    actions = [
{actions}
    ]
  }}

  assignable_scopes = [data.azurerm_subscription.audited.id]
}}
"""


def forms() -> dict[str, str]:
    """The formats, the default first, and what each is."""
    return {"role": _("a custom role as JSON"), "bicep": _("the same role for Bicep"), "terraform": _("the same role for Terraform")}


def written(actions: Collection[str], form: str) -> dict[str, Any] | str:
    """The role in one of the forms `role` (a JSON object), `bicep`, `terraform` (text). Raises ProviderError for another."""
    granted = sorted({*actions}, key=str.lower)
    lacking = [action for action in granted if not fnmatchcase(action.lower(), READER)]
    description = DESCRIPTION.format(count=len(granted), lacking=", ".join(lacking) or "none of them")
    if form in ("", "role"):
        return {
            "Name": NAME,
            "IsCustom": True,
            "Description": description,
            "Actions": granted,
            "NotActions": [],
            "DataActions": [],
            "NotDataActions": [],
            "AssignableScopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"],
        }
    if form == "bicep":
        return BICEP.format(name=NAME, description=description, actions="\n".join(f"          '{action}'" for action in granted))
    if form == "terraform":
        return TERRAFORM.format(name=NAME, description=description, actions="\n".join(f"      {json.dumps(action)}," for action in granted))
    raise no_form(form, forms(), "Azure")
