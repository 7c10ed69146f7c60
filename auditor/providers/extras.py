"""What a core install does without: the SDKs and clients of the clouds, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from auditor.errors import ProviderError
from auditor.i18n import _


def needed(module: str, extra: str) -> Any:
    """The module, imported. Raises ProviderError, with the extra to install, when something that it imports is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise _missing(str(error.name), extra) from error


def required(module: str, extra: str) -> None:
    """Raise ProviderError, with the extra to install, for a module that is not there. Imports at most what it lies in."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise _missing(module, extra)


def _missing(name: str, extra: str) -> ProviderError:
    return ProviderError(
        _("the package %(name)s is not installed") % {"name": name},
        _("Run: pip install 'residency-auditor[%(extra)s]'.") % {"extra": extra},
    )
