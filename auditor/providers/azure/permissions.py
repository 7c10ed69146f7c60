"""The least-privilege custom role, printed from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from auditor.errors import ProviderError

NAME = "Residency auditor"
DESCRIPTION = (
    "Exactly what the residency auditor reads. Reader would do as well: it would grant the properties of every other type too, and"
    " shows the auditor the types that it does not know; neither gives access to the data itself."
)
UNLISTED = frozenset({"Microsoft.ResourceGraph/resources/read"})
"""What no role can grant: Resource Graph answers with whatever the other actions let one read."""
BICEP = """\
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


def written(actions: Collection[str], form: str) -> dict[str, Any] | str:
    """The role in one of the forms `role` (a JSON object), `bicep`, `terraform` (text). Raises ProviderError for another."""
    granted = sorted({action for action in actions if action not in UNLISTED}, key=str.lower)
    if form in ("", "role"):
        return {
            "Name": NAME,
            "IsCustom": True,
            "Description": DESCRIPTION,
            "Actions": granted,
            "NotActions": [],
            "DataActions": [],
            "NotDataActions": [],
            "AssignableScopes": ["/subscriptions/00000000-0000-0000-0000-000000000000"],
        }
    if form == "bicep":
        return BICEP.format(name=NAME, description=DESCRIPTION, actions="\n".join(f"          '{action}'" for action in granted))
    if form == "terraform":
        return TERRAFORM.format(name=NAME, description=DESCRIPTION, actions="\n".join(f"      {json.dumps(action)}," for action in granted))
    raise ProviderError(f"there is no form '{form}' of an Azure role", "Use one of: role, bicep, terraform.")
