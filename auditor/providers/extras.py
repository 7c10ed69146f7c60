"""What a core install does without: the SDKs and clients of the clouds, imported when they are first needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from auditor.errors import ProviderError
from auditor.i18n import _


def needed(module: str, extra: str) -> Any:
    """The module, imported. Raises ProviderError, with the extra to install, when something that it imports is missing."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ProviderError(
            _("the package %(name)s is not installed") % {"name": error.name},
            _("Run: pip install 'residency-auditor[%(extra)s]'.") % {"extra": extra},
        ) from error
