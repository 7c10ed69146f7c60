"""What all seeds of Azure collectors share: names, shapes and the way back from a path to an id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.emulators.azure import MARSEILLE, TOWN, arm

Expected = Mapping[str, Mapping[str, Any]]
STORAGE, COMPUTE, SQL = "Microsoft.Storage/storageAccounts", "Microsoft.Compute", "Microsoft.Sql/servers"
KEY = "https://coffre.vault.azure.net/keys/cle"
KEY_VERSION = f"{KEY}/0123456789abcdef"
OTHER_KEY = "https://autre.vault.azure.net/keys/cle"
TAGS = {"application": "etat-civil"}
PAIR = [{"region": MARSEILLE, "account": TOWN}]
PLAIN: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None, "tags": {}}
WORKSPACE = "Microsoft.OperationalInsights/workspaces/journaux"


def id_of(path: str) -> str:
    """The id a resource has in a snapshot."""
    return str(arm(path)["id"]).lower()


def to(path: str, **more: Any) -> dict[str, Any]:
    """The flow to a resource of the town."""
    return {"to": id_of(path), **more, "account": TOWN}


def setting(path: str) -> dict[str, Any]:
    """A diagnostic setting that sends audit logs to the town's workspace."""
    said = {"workspaceId": arm(WORKSPACE)["id"], "logs": [{"categoryGroup": "audit", "enabled": True}]}
    return arm(f"{path}/providers/Microsoft.Insights/diagnosticSettings/audit", properties=said)
