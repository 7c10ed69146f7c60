"""What data a resource holds: a processing activity's selector, a tag, its original's category, or a guess from its name, in that order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from auditor.configuration import Activity, Configuration, Selector
from auditor.model import Resource
from auditor.reason import reason_for
from auditor.reference.categories import folded
from auditor.reference.registers import Reference
from auditor.reference.wildcards import PATH, names, several, wild

Known = TypeVar("Known")
UNCLASSIFIED = "category_unknown"
UNKNOWN_ACTIVITY = "activity_unknown"
TO_COMPLETE = "register_to_complete"
AND = frozenset({"et", "and", "&"})


class Classification(msgspec.Struct, frozen=True):
    """`source` is None when nothing tells. `unknown` says why there may be more than is told here (tags not read, a word nobody knows)."""

    categories: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    source: str | None = None
    unknown: str = ""

    @property
    def tells(self) -> bool:
        """Whether anything is said: a category, or why it is not known."""
        return self.source is not None or bool(self.unknown)

    @property
    def unattached(self) -> str:
        """Why there may be more activities than these: not for a word in a tag of categories, which names none."""
        return "" if self.source in ("tag", "presumed") else self.unknown


class Classifier:
    """Bound to one configuration and one reference; `of` is pure."""

    def __init__(self, configuration: Configuration, reference: Reference, entries: Mapping[str, list[str]]) -> None:
        self._activities = configuration.activities
        titled = {folded(activity.title): activity for activity in configuration.activities if activity.title}
        self._by_name = titled | {folded(activity.id): activity for activity in configuration.activities}
        self._category_keys, self._activity_keys = (
            frozenset(map(_one_of, keys)) for keys in (configuration.tags.category, configuration.tags.activity)
        )
        self._folded: dict[str, str] = {}
        self._reference = reference
        self._entries = entries
        self._words = [
            (category.id, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, category.presumed_names))})(?![a-z0-9])"))
            for category in reference.categories.values()
            if category.presumed_names
        ]

    def own(self, resource: Resource) -> Classification:
        """From the register or a tag of the resource itself; says `unknown` when what tells could not be read or understood whole."""
        hole = resource.unknown.get("tags", "")
        found = [activity for activity in self._activities if any(met(one, resource, self._entries) for one in activity.select)]
        if found:
            others = (activity for activity in self._activities if activity not in found)
            return self._of(found, hole if hole and any(self._possible(activity, resource) for activity in others) else "")
        if hole:
            return Classification(unknown=hole)
        found, doubt = self._named_by_tag(resource)
        if found:
            return self._of(found, doubt)
        categories, strange = self._tagged(resource)
        if doubt:
            return Classification(tuple(categories), unknown=doubt)
        return Classification(tuple(categories), (), "tag", strange) if categories else Classification()

    def _of(self, found: list[Activity], doubt: str) -> Classification:
        """What the activities of a resource say; a cell of the register that nobody understood may say anything."""
        doubt = doubt or next((reason_for(TO_COMPLETE, activity.id) for activity in found if "categories" in activity.to_complete), "")
        categories = dict.fromkeys(category for activity in found for category in activity.categories)
        return Classification(tuple(categories), tuple(activity.id for activity in found), "activity", doubt)

    def unheard(self, resource: Resource, found: Classification) -> Classification:
        """What is told or guessed of what says nothing itself; unsure of more where its tag of categories has words nobody knows."""
        doubt = found.unknown or (self._tagged(resource)[1] if found.categories else "")
        return msgspec.structs.replace(found, unknown=doubt) if doubt else found

    def presumed(self, resource: Resource) -> Classification:
        """A guess from the words of the name; `source` None when there is none."""
        name = resource.name[:256].lower().replace("_", "-")
        categories = tuple(category for category, words in self._words if words.search(name))
        return Classification(categories, (), "presumed") if categories else Classification()

    def _named_by_tag(self, resource: Resource) -> tuple[list[Activity], str]:
        """The activities that a tag names by id or title, and why there may be others: a name that the register has not."""
        values = self._valued(resource, self._activity_keys) if self._by_name else []
        found, strange = _read(values, lambda word: self._by_name.get(folded(word)))
        return [*{activity.id: activity for activity in found}.values()], reason_for(UNKNOWN_ACTIVITY, strange[0]) if strange else ""

    def _tagged(self, resource: Resource) -> tuple[dict[str, None], str]:
        """The categories that a tag names, and why there may be others: a word beside them that nobody knows."""
        found, strange = _read(self._valued(resource, self._category_keys), self._reference.category)
        return dict.fromkeys(found), reason_for(UNCLASSIFIED, strange[0]) if strange else ""

    def _valued(self, resource: Resource, keys: frozenset[str]) -> list[str]:
        """The values of its tags of such a key, whatever the case, the accents, the number and the signs between the words of theirs."""
        known = self._folded
        return [value for key, value in resource.tags.items() if (known.get(key) or known.setdefault(key, _one_of(key))) in keys]

    def _possible(self, activity: Activity, resource: Resource) -> bool:
        return any(met(selector, resource, self._entries, tags_known=False) for selector in activity.select)


def _one_of(key: str) -> str:
    """A key as `folded` writes it, of one thing where it is written of several: `Catégories` → `categorie`, as `category`."""
    words = (word.removesuffix("s") for word in folded(key).split("-"))
    return "-".join(f"{word[:-1]}ie" if word.endswith("y") else word for word in words)


def met(selector: Selector, resource: Resource, entries: Mapping[str, list[str]], *, tags_known: bool = True) -> bool:
    """Whether each of a selector's conditions holds; `*` and `?` are wildcards. Case counts only where the cloud itself makes it count."""
    return all(_holds(condition, wanted, resource, entries, tags_known) for condition, wanted in selector.items())


def _holds(condition: str, wanted: Any, resource: Resource, entries: Mapping[str, list[str]], tags_known: bool) -> bool:
    match condition:
        case "tag":
            return not tags_known or all(_tag_holds(key, str(value), resource.tags) for key, value in wanted.items())
        case "account":
            return of_account(str(wanted), resource.account, entries)
        case "id":
            return names(str(wanted), resource.id)
        case "name":
            return wild(str(wanted), cased=not resource.id.startswith(PATH)).meets(resource.name)
        case "region":
            # "West Europe" is how portals show westeurope.
            return resource.region is not None and wild(str(wanted).replace(" ", ""), cased=False).meets(resource.region.replace(" ", ""))
    actual = resource.group if condition == "resource_group" else getattr(resource, condition)
    return actual is not None and wild(str(wanted), cased=False).meets(actual)


def of_account(wanted: str, account: str, entries: Mapping[str, list[str]]) -> bool:
    """Whether an account is the one that a selector names, or one of the entry that it names."""
    return account.lower() == wanted.lower() or account in entries.get(wanted, ())


def _tag_holds(key: str, value: str, tags: Mapping[str, str]) -> bool:
    return any(wild(value).meets(found) for name, found in tags.items() if name.lower() == key.lower())


def _read(values: Iterable[str], known: Callable[[str], Known | None]) -> tuple[list[Known], list[str]]:
    """What values name, whole or several in one, and the words that name nothing."""
    found: list[Known] = []
    strange: list[str] = []
    for value in values:
        for word in [value] if known(value) is not None else several(value):
            whole = known(word)
            for part in [word] if whole is not None else [each for each in word.split() if each.lower() not in AND]:
                one = whole if whole is not None else known(part)
                found += [] if one is None else [one]
                strange += [part] if one is None else []
    return found, strange
