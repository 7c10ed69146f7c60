"""The clouds we can read, as names: a provider's module is imported only when an account asks for it, its SDK when it is opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import cast

from auditor.errors import ProviderError
from auditor.i18n import _, filled
from auditor.providers.contract import Provider

PROVIDERS = {
    name: f"auditor.providers.{name}:PROVIDER"
    for name in (
        "aws",
        "azure",
        "declared",
        "googleworkspace",
        "m365",
        "openstack",
        "outscale",
        "ovh",
        "s3",
        "scaleway",
        "terraform",
        "vsphere",
    )
}
GROUP = "auditor.providers"
"""The entry-point group under which another package may offer a provider."""


def names() -> list[str]:
    """Every provider that can be asked for, ours and those of other installed packages."""
    return sorted({*PROVIDERS, *(point.name for point in entry_points(group=GROUP))})


def provider(name: str) -> Provider:
    """The provider of that name. Raises ProviderError when there is none, or when its package is broken."""
    module, _colon, attribute = PROVIDERS.get(name, "").partition(":")
    points = [] if module else list(entry_points(group=GROUP, name=name))
    if not module and not points:
        raise ProviderError(
            filled("there is no provider '%(name)s'", name=name), filled("Use one of: %(names)s.", names=", ".join(names()))
        )
    try:
        return cast(Provider, getattr(import_module(module), attribute) if module else points[0].load())
    except (ImportError, AttributeError) as error:
        raise ProviderError(
            filled("the provider '%(name)s' cannot be loaded: %(why)s", name=name, why=error), _("Reinstall the package that brings it.")
        ) from error


def example(name: str, language: str) -> str:
    """The entry of `accounts:` that `auditor init` writes for a provider, what is optional in comments; a bare one if it has none.

    Raises ProviderError when there is no such provider.
    """
    folder = import_module(type(provider(name)).__module__).__file__
    found = Path(folder or "").with_name(f"init.{language}.yaml")
    return found.read_text("utf-8") if found.is_file() else f"  - id: {name}\n    provider: {name}\n"


class _Installed(Mapping[str, Provider]):
    """Every provider by name; one is imported when it is asked for, and not before."""

    def __getitem__(self, name: str) -> Provider:
        if name not in self:
            raise KeyError(name)
        return provider(name)

    def __iter__(self) -> Iterator[str]:
        return iter(names())

    def __len__(self) -> int:
        return len(names())

    def __contains__(self, name: object) -> bool:
        return name in names()


INSTALLED: Mapping[str, Provider] = _Installed()
"""What `configuration.load_configuration` is given: whose options an entry of `accounts:` is held against."""
