"""What people wrote on the objects of a vCenter: its custom attributes, and the tags of its REST API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.vsphere.calls import READ, VIEW, Rest, Retrieve

TAGS = ("tags",)
FIELDS = Retrieve(
    "vim", "ListCustomFields", feeds=TAGS, permission=VIEW, seeks=(("CustomFieldsManager", ("field",)),), of_one="customFieldsManager"
)
LISTED = Rest("cis", "ListTags", feeds=TAGS, permission=READ, route="cis/tagging/tag")
TAG = Rest("cis", "GetTag", feeds=TAGS, permission=READ, route="cis/tagging/tag/{tag}")
CATEGORY = Rest("cis", "GetTagCategory", feeds=TAGS, permission=READ, route="cis/tagging/category/{category}")
ATTACHED = Rest(
    "cis",
    "ListAttachedObjects",
    feeds=TAGS,
    permission=READ,
    route="cis/tagging/tag-association",
    action="list-attached-objects-on-tags",
)
CALLS = (FIELDS, LISTED, TAG, CATEGORY, ATTACHED)
AT_ONCE = 100
"""Tags whose objects are asked for in one go."""


class Labels:
    """Bound to one reading of the fields and tags of a vCenter."""

    def __init__(self, fields: Mapping[int, str], tags: Mapping[str, list[tuple[str, str]]]) -> None:
        self._fields, self._tags = fields, tags

    def of(self, id: str, values: Any) -> dict[str, str]:
        """The labels of an object: name of the field or of the category → what is written; several tags of one category in one text."""
        found: dict[str, list[str]] = {}
        for one in values or ():
            if one.value:
                found.setdefault(self._fields.get(one.key, str(one.key)), []).append(str(one.value))
        for category, tag in self._tags.get(id, ()):
            found.setdefault(category, []).append(tag)
        return {name: ", ".join(dict.fromkeys(written)) for name, written in found.items()}


def labels(reader: Reader) -> Any:
    """The labels of everything; Unknown when a part of them was not read, for it may say anything."""
    fields = lift(lambda found: {one.key: str(one.name) for one in found}, reader.all(FIELDS))
    return lift(Labels, fields, _tags(reader))


def written(known: object, node: Mapping[str, object]) -> Any:
    """`Labels.of` an object of the inventory, of what was read."""
    return lift(lambda found, values: found.of(str(node["id"]), values), known, _values(node))


def _values(node: Mapping[str, object]) -> Any:
    value = node.get("customValue")
    return value if isinstance(value, Unknown) else value or []


def _tags(reader: Reader) -> Any:
    """Object → its pairs of category and tag. Asked by tag: there are fewer of these than of objects."""
    listed = reader.all(LISTED)
    if isinstance(listed, Unknown):
        return listed
    tags = _each(reader, TAG, "tag", listed)
    names = lift(lambda found: {one["category_id"] for one in found.values()}, tags)
    categories = lift(lambda found: _each(reader, CATEGORY, "category", sorted(found)), names)
    return lift(_paired, tags, categories, _attached(reader, listed))


def _each(reader: Reader, call: Rest, name: str, ids: Iterable[str]) -> Any:
    """Id → detail; the first Unknown among them instead."""
    ids = [*ids]
    told = dict(zip(ids, reader.map(lambda one: reader.get(call, **{name: one}), ids), strict=True))
    return next((one for one in told.values() if isinstance(one, Unknown)), told)


def _attached(reader: Reader, tags: list[str]) -> Any:
    parts = [reader.all(ATTACHED, tag_ids=tags[start : start + AT_ONCE]) for start in range(0, len(tags), AT_ONCE)]
    return lift(lambda *found: [one for part in found for one in part], *parts)


def _paired(tags: Mapping[str, Any], categories: Mapping[str, Any], attached: list[Any]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for one in attached:
        tag = tags[one["tag_id"]]
        pair = (str(categories[tag["category_id"]]["name"]), str(tag["name"]))
        for object in one.get("object_ids") or ():
            found.setdefault(str(object["id"]), []).append(pair)
    return found
