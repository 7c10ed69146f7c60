"""What data a resource holds: a processing activity's selector, a tag, its original's category, or a guess from its name, in that order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from auditor.configuration import Activity, Configuration
from auditor.model import Resource
from auditor.reference.registers import Reference

UNCLASSIFIED = "category_unknown"


class Classification(msgspec.Struct, frozen=True):
    """`source` is None when nothing tells; `unknown` says why that itself is unsure (tags not read)."""

    categories: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    source: str | None = None
    unknown: str = ""


class Classifier:
    """Bound to one configuration and one reference; `of` is pure."""

    def __init__(self, configuration: Configuration, reference: Reference, entries: Mapping[str, list[str]]) -> None:
        self._activities = configuration.activities
        self._by_id = {activity.id: activity for activity in configuration.activities}
        self._tags = configuration.tags
        self._reference = reference
        self._entries = entries
        self._words = [
            (category.id, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, category.presumed_names))})(?![a-z0-9])"))
            for category in reference.categories.values()
            if category.presumed_names
        ]

    def own(self, resource: Resource) -> Classification:
        """From the register or a tag of the resource itself; says `unknown` when tags nobody could read might change the answer."""
        hole = resource.unknown.get("tags", "")
        found = [activity for activity in self._activities if self._selected(activity, resource, tags_known=True)]
        if hole and any(self._selected(activity, resource, tags_known=False) for activity in self._activities if activity not in found):
            return Classification(unknown=hole)
        if not found:
            found = self._named_by_tag(resource)
        if found:
            categories = dict.fromkeys(category for activity in found for category in activity.categories)
            return Classification(tuple(categories), tuple(activity.id for activity in found), "activity")
        categories = dict.fromkeys(self._tagged(resource))
        if categories:
            return Classification(tuple(categories), (), "tag")
        return Classification(unknown=hole)

    def presumed(self, resource: Resource) -> Classification:
        """A guess from the words of the name; `source` None when there is none."""
        name = resource.name[:256].lower().replace("_", "-")
        categories = tuple(category for category, words in self._words if words.search(name))
        return Classification(categories, (), "presumed") if categories else Classification()

    def _named_by_tag(self, resource: Resource) -> list[Activity]:
        values = [value for key, value in resource.tags.items() if key.lower() in self._tags.activity]
        return [self._by_id[value] for value in values if value in self._by_id]

    def _tagged(self, resource: Resource) -> list[str]:
        values = [value for key, value in resource.tags.items() if key.lower() in self._tags.category]
        words = [word for value in values for word in (value, *re.split(r"[,;+/|\s]+", value)) if word]
        return [category for word in words if (category := self._reference.category(word)) is not None]

    def _selected(self, activity: Activity, resource: Resource, *, tags_known: bool) -> bool:
        """Whether one of its selectors holds: each of a selector's conditions does; `*` and `?` are wildcards."""
        return any(
            all(self._holds(condition, wanted, resource, tags_known) for condition, wanted in selector.items())
            for selector in activity.select
        )

    def _holds(self, condition: str, wanted: Any, resource: Resource, tags_known: bool) -> bool:
        if condition == "tag":
            tags = resource.tags
            return not tags_known or all(key in tags and fnmatchcase(tags[key], str(value)) for key, value in wanted.items())
        if condition == "account":
            return resource.account == wanted or resource.account in self._entries.get(wanted, ())
        if condition == "resource_group":
            # Azure writes the name of a group in any case.
            return resource.group is not None and fnmatchcase(resource.group.lower(), str(wanted).lower())
        actual = getattr(resource, condition)
        return actual is not None and fnmatchcase(actual, str(wanted))
