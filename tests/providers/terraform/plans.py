"""Writes plans as `terraform show -json` does, from a few words a resource."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

REGISTRY = "registry.terraform.io/hashicorp"
LATER = object()
"""For the value of an attribute that is known after apply."""


class To:
    """An attribute that is computed from what these references name; `value` is what of it is known, where it is."""

    def __init__(self, *references: str, value: Any = LATER) -> None:
        self.references, self.value = references, value


def resource(
    address: str, provider: str = "", actions: Iterable[str] = ("create",), keys: Mapping[str, Any] | None = None, **values: Any
) -> dict[str, Any]:
    """A resource of the root module, or of a module, by its address; what is LATER or To is computed."""
    *path, type, name = address.partition("[")[0].split(".") if not address.startswith("module.") else _split(address)
    mode = "data" if path and path[-1] == "data" else "managed"
    return {
        "address": address,
        "module": ".".join(path[:-1] if mode == "data" else path),
        "mode": mode,
        "type": type,
        "name": name,
        "index": (keys or {}).get("index", _index(address)),
        "provider": provider or type.split("_")[0],
        "actions": list(actions),
        "values": values,
    }


def _split(address: str) -> list[str]:
    head, _, name = address.rpartition(".")
    if "[" in name:
        name = name.partition("[")[0]
    if '"' in address and head.count('"') % 2:
        head, _, name = address.partition("[")[0].rpartition(".")
    module, _, type = head.rpartition(".")
    return [module, type, name]


def _index(address: str) -> Any:
    return json.loads(address.rpartition("[")[2].rstrip("]")) if address.endswith("]") else None


def plan(*resources: Mapping[str, Any], providers: Mapping[str, Mapping[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """A whole plan of the root module. `providers` are provider keys with their expressions."""
    blocks: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in resources:
        blocks.setdefault((one["mode"], one["type"], one["name"]), _block(one))
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.8",
        "resource_changes": [_change(one) for one in resources],
        "configuration": {
            "provider_config": {key: {"name": key.partition(".")[0], "expressions": said} for key, said in (providers or AWS).items()},
            "root_module": {"resources": [*blocks.values()]},
        },
        **more,
    }


AWS = {"aws": {"region": {"constant_value": "eu-west-3"}}, "azurerm": {}}


def _change(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": one["address"],
        **({"module_address": one["module"]} if one["module"] else {}),
        "mode": one["mode"],
        "type": one["type"],
        "name": one["name"],
        **({"index": one["index"]} if one["index"] is not None else {}),
        "provider_name": f"{REGISTRY}/{one['provider'].partition('.')[0]}",
        "change": {
            "actions": one["actions"],
            "before": None,
            "after": _known(one["values"]),
            "after_unknown": _unknown(one["values"]),
            "after_sensitive": {},
        },
    }


def _block(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{one['type']}.{one['name']}",
        "mode": one["mode"],
        "type": one["type"],
        "name": one["name"],
        "provider_config_key": one["provider"],
        "expressions": {name: said for name, said in _written(one["values"]).items() if name not in one.get("silent", ())},
        "schema_version": 0,
    }


def _known(value: Any) -> Any:
    if isinstance(value, To):
        value = value.value
    if isinstance(value, Mapping):
        return {key: _known(one) for key, one in value.items() if (one.value if isinstance(one, To) else one) is not LATER}
    if isinstance(value, list):
        return [_known(one) for one in value]
    return None if value is LATER else value


def _unknown(value: Any) -> Any:
    if isinstance(value, To):
        value = value.value
    if value is LATER:
        return True
    if isinstance(value, Mapping):
        return {key: found for key, one in value.items() if (found := _unknown(one)) not in (False, {}, [])}
    if isinstance(value, list):
        return [_unknown(one) for one in value]
    return False


def _written(value: Any) -> Any:
    """Expressions; what is LATER is computed by the provider, and written nowhere."""
    if isinstance(value, To):
        return {"references": [*value.references]}
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items() if one is not LATER}
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return [_written(one) for one in value]
    if isinstance(value, list) and any(one is LATER or isinstance(one, To) for one in value):
        return {"references": [name for one in value for name in (one.references if isinstance(one, To) else ["local.computed"])]}
    return {"constant_value": value}


def write(path: Path, content: Any) -> Path:
    """A file of it."""
    path.write_text(json.dumps(content))
    return path
