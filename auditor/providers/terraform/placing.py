"""Where a provider of a plan asks, and in which region: what its configuration says, through variables and modules."""

from __future__ import annotations

from typing import Any

import msgspec

from auditor.providers.observing import Unknown
from auditor.providers.terraform.document import Document, Entry, ProviderConfig
from auditor.providers.terraform.references import References, references

NOWHERE = "an address that is not written:"


def configured(document: Document, entry: Entry) -> tuple[str, ProviderConfig | None]:
    """The configuration of the provider that makes a resource, and its key; None when the file does not tell."""
    block = document.blocks.get(entry.block)
    key = block.provider_config_key if block else ""
    found = document.configuration.provider_config.get(key) if document.configuration else None
    return key, found


def setting(document: Document, entry: Entry, name: str) -> Any:
    """What the configuration of a resource's provider says under a name: a value, None for nothing, Unknown when it is computed."""
    key, found = configured(document, entry)
    if found is None:
        return Unknown.of("not_static", f"{name} of the provider of {entry.address}")
    if name not in found.expressions:
        return None
    expression = msgspec.json.decode(found.expressions[name])
    module = tuple((part, None) for part in found.module_address.replace("module.", "").split(".") if part)
    told = References(document).constant(expression, module)
    return told if told is not None else Unknown.of("not_static", f"{name} of the provider {key}")


def region(document: Document, entry: Entry, name: str, default: str = "") -> Any:
    """The region that the provider of a resource is for; unknown where it is left to the environment, and the entry does not say."""
    told = setting(document, entry, name)
    if told is None and default:
        return default
    if isinstance(told, Unknown):
        # A state does not tell how its providers were configured; one that is worked out later has a region of its own.
        return told if configured(document, entry)[1] is not None else default or told
    return (
        told
        if isinstance(told, str) and told
        else Unknown.of("not_static", f"{name} of the provider {entry.provider} is left to its environment")
    )


def endpoint(document: Document, entry: Entry, address: str = "") -> str:
    """Where the provider of a resource asks, where that is not at its own cloud; words that are no address when it is computed.

    `address` is the setting that says it for a cloud which anybody may run: without it, nobody is known to.
    """
    if address:
        told = setting(document, entry, address)
        return f"{NOWHERE} {entry.provider}" if told is None or isinstance(told, Unknown) else _addressed(str(told))
    _key, found = configured(document, entry)
    raw = found.expressions.get("endpoints") if found else None
    blocks = msgspec.json.decode(raw) if raw is not None else []
    service = entry.type.split("_")[1] if "_" in entry.type else ""
    for block in blocks if isinstance(blocks, list) else [blocks]:
        if isinstance(block, dict) and service in block:
            said = References(document).constant(block[service], ())
            return _addressed(str(said)) if said else f"{NOWHERE} {entry.provider}"
    return f"{NOWHERE} {entry.provider}" if isinstance(blocks, dict) and references(blocks) else ""


def _addressed(text: str) -> str:
    """An address with a scheme, as the register of hosts reads it."""
    return text if "//" in text else f"https://{text}"
