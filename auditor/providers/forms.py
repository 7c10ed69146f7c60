"""The formats in which a provider writes its permissions."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from auditor.errors import ProviderError
from auditor.i18n import filled


def no_form(form: str, forms: Iterable[str], name: str) -> ProviderError:
    """What is told of a format that is none of `forms`, those of the provider called `name`."""
    return ProviderError(
        filled("there is no format '%(form)s' for %(name)s", form=form, name=name), filled("Formats: %(names)s.", names=", ".join(forms))
    )


def check_form(form: str, forms: Collection[str], name: str) -> None:
    """Raise ProviderError for a format that is neither the provider's own ("") nor one of `forms`."""
    if form not in ("", *forms):
        raise no_form(form, forms, name)
