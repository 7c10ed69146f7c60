"""From a plan to resources: one collector a cloud, over the very reader that live providers have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from auditor.model import Resource
from auditor.providers import provider
from auditor.providers.contract import Absence, Call, Collector
from auditor.providers.observing import Unknown, lift
from auditor.providers.reader import UnitReader, owed
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Type, heeded
from auditor.reason import Reason

SHOW = Call("terraform", "show", lists=True)
"""No call at all: what the file shows."""


class FileSource:
    """The resources of one cloud in one file, as if they were a list that its API answered."""

    errors: tuple[type[Exception], ...] = ()
    requests = 0

    def __init__(self, planned: list[Planned]) -> None:
        self._planned = planned

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:  # noqa: ARG002
        """Nothing is asked of a file but its list."""
        return Unknown.of("not_collected", "a file answers no questions")

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:  # noqa: ARG002
        """All of it, at once."""
        yield self._planned

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:  # noqa: ARG002
        """It raises nothing."""
        return type(error).__name__, Reason.of("no_answer", str(error))


def collector(cloud: Cloud) -> Collector:
    """The collector of a cloud's table: each type feeds the facts that its row tells."""
    made = [*cloud.things]
    native_types = {one.native: one.kind for one in made}
    feeds: dict[str, set[str]] = {native: set() for native in native_types}
    for one in made:
        feeds[one.native] |= {*one.facts, *one.tells}
    calls = [Call("terraform", "show", tuple(sorted(facts)), (native,)) for native, facts in feeds.items() if facts]
    return Collector(
        cloud.provider, native_types, (SHOW, *calls), partial(collect, cloud), "account", (*_absences(cloud, native_types, feeds),)
    )


def _absences(cloud: Cloud, native_types: Mapping[str, str], feeds: Mapping[str, set[str]]) -> Iterator[Absence]:
    """What the live provider of the same cloud knows never to be set, of the types that a plan has too, where no row says it."""
    for one in provider(cloud.like).collectors() if cloud.like else ():
        for native, kind in native_types.items() if one.never else ():
            sources = one.absent(native) if native in one.native_types else {}
            for fact in sources.keys() & {*owed(kind)} - feeds[native]:
                yield Absence((fact,), sources[fact], (native,))


def collect(cloud: Cloud, reader: UnitReader) -> Iterator[Resource]:
    """Every resource of the file that the cloud's table knows."""
    for planned in reader.pages(SHOW):
        row = cloud.types[planned.type]
        whole = _resource(cloud, reader, row, planned)
        yield whole
        for also in row.beside:
            if also.there is None or heeded(also.there, planned):
                id = f"{whole.id}/{also.native.rpartition('/')[2].lower()}"
                yield msgspec.structs.replace(_resource(cloud, reader, also, planned), id=id, aliases=())


def _resource(cloud: Cloud, reader: UnitReader, row: Type, planned: Planned) -> Resource:
    region = heeded(row.region or cloud.region, planned)
    planned.where, planned.reader = region, reader.at(region if isinstance(region, str) else None)
    name = planned.name(row.names)
    resource = reader.resource(row.native, planned.id, name, row.told(planned), _tags(cloud, planned), region=region)
    also = {planned.address} - {planned.id}
    return msgspec.structs.replace(resource, aliases=(*resource.aliases, *sorted(also)))


def _tags(cloud: Cloud, planned: Planned) -> Any:
    """Its tags or labels, those that the provider adds included; words without a value stand for themselves."""
    found = next((said for path in cloud.tags if (said := planned.get(path)) is not None), None)
    return lift(_labels, found) if found is not None else {}


def _labels(said: Any) -> dict[str, str]:
    if isinstance(said, list):
        return {key: value for key, _, value in (str(one).partition("=") for one in said)}
    return {str(key): str(value) for key, value in said.items() if value is not None}
