"""The clouds we can read, as names: a provider's module, and with it its SDK, is imported only when an account asks for it."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import cast

from auditor.errors import ProviderError
from auditor.providers.contract import Provider

PROVIDERS = {"aws": "auditor.providers.aws:PROVIDER", "azure": "auditor.providers.azure:PROVIDER"}
GROUP = "auditor.providers"
"""The entry-point group under which another package may offer a provider."""


def names() -> list[str]:
    """Every provider that can be asked for, ours and those of other installed packages."""
    return sorted({*PROVIDERS, *(point.name for point in entry_points(group=GROUP))})


def provider(name: str) -> Provider:
    """The provider of that name. Raises ProviderError when there is none."""
    if name in PROVIDERS:
        module, _, attribute = PROVIDERS[name].partition(":")
        return cast(Provider, getattr(import_module(module), attribute))
    for point in entry_points(group=GROUP, name=name):
        return cast(Provider, point.load())
    raise ProviderError(f"there is no provider '{name}'", f"Use one of: {', '.join(names())}.")
