"""What somebody wrote to name resources and that names none of them: a typing mistake, or a thing that is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from auditor.configuration import Configuration, Selector
from auditor.inventory.classify import met
from auditor.model import Resource, Unmet
from auditor.reference.wildcards import names


class Watch:
    """Bound to one configuration; sees every resource of a scan once."""

    def __init__(self, configuration: Configuration, entries: Mapping[str, list[str]]) -> None:
        self._pending: list[tuple[Unmet, Callable[[Resource], bool]]] = []
        for activity in configuration.activities:
            for selector in activity.select:
                self._add("selector", activity.id, _said(selector), partial(_selected, selector, entries))
        known = configuration.known
        for answer in known.answers:
            if answer.resource is not None:
                self._add("answer", answer.rule, answer.resource, partial(_named, answer.resource))
        for waiver in known.waivers:
            self._add("waiver", waiver.rule, waiver.resource, partial(_named, waiver.resource))

    def of(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """The same resources, each one looked at."""
        for resource in resources:
            if self._pending:
                self._pending = [(one, meets) for one, meets in self._pending if not meets(resource)]
            yield resource

    def left(self) -> list[Unmet]:
        """What met nothing so far."""
        return [one for one, _meets in self._pending]

    def _add(self, what: str, owner: str, written: str, meets: Callable[[Resource], bool]) -> None:
        self._pending.append((Unmet(what, owner, written), meets))


def _selected(selector: Selector, entries: Mapping[str, list[str]], resource: Resource) -> bool:
    """Met, or perhaps: where tags could not be read, a selector is not said to meet nothing."""
    return met(selector, resource, entries, tags_known="tags" not in resource.unknown)


def _named(written: str, resource: Resource) -> bool:
    return names(written, resource.id)


def _said(selector: Mapping[str, object]) -> str:
    """A selector on one line."""
    return ", ".join(
        f"{key}: {', '.join(f'{name}={text}' for name, text in value.items())}" if isinstance(value, dict) else f"{key}: {value}"
        for key, value in selector.items()
    )
