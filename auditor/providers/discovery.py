"""A provider's collectors, found in its folder of services: a new file there is all that a new collector takes."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from auditor.providers.contract import Collector


def collectors(services: ModuleType) -> dict[str, Collector]:
    """Every Collector that a module of the package `services` defines, by service, in the order of their files."""
    modules = [import_module(f"{services.__name__}.{name}") for name in sorted(one.name for one in iter_modules(services.__path__))]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, Collector)]
    return {one.service: one for one in found}
