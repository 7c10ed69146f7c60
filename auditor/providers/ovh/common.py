"""What OVHcloud's collectors share: lists of names each asked for its detail, and what a detail says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.reader import Source, asked
from auditor.providers.thin import named

ROOMS = "https://www.ovhcloud.com/en/about-us/global-infrastructure/"
SILENT = "OVHcloud's API does not say where it keeps this"

CUSTOMER, LEVEL = "customer", "support_level"
"""What opening an entry teaches the units of a project: whose it is, and his level of support, or why that is not known."""

NOT_ENOUGH = frozenset({"standard", "premium"})
"""Levels of support below those that OVHcloud's HDS offer asks for (rules/_reference/labels/hds.yaml)."""
HDS_UNSAID = Unknown.of("not_collected", "the level of support allows the HDS option, and no API tells whether the project has it")


def call(service: str, operation: str, path: str, *feeds: str, **more: Any) -> Call:
    """A read of `path`, which is also the right to grant: a rule of access of the application's key."""
    return Call(service, operation, feeds=feeds, permission=f"GET {path}", **more)


def each(reader: Reader, listed: Call, told: Call, at: str, below: str = "") -> Iterator[tuple[str, Any]]:
    """Each name of a list, with its detail, or with what is told `below` it."""

    def detailed(one: dict[str, Any]) -> tuple[str, Any]:
        return one["id"], reader.get(told, at=f"{at}/{quote(one['id'], safe='')}{below}")

    yield from reader.map(detailed, reader.pages(listed, at=at))


def said(answer: object, name: str, told: Call) -> Any:
    """A member of an answer; where it is missing, nobody said it."""
    return lift(lambda one: Unknown(told.reason("empty_answer")) if one.get(name) is None else one[name], answer)


def title(answer: object, name: str, id: str) -> Any:
    """What people call it; its id where they gave it no name."""
    return lift(lambda one: str(one.get(name) or id), answer)


def bucket_id(reader: Reader, region: str | None, name: str) -> str:
    """The id of a bucket of the same project."""
    return named(reader.at(region), "OVH::Bucket", name)


def others(own: str, names: Iterable[str]) -> list[dict[str, str]]:
    """With which customers something is shared, of those that are named: each but our own, once."""
    return [{"account": name} for name in sorted({*names} - {own})]


def support(*of: str) -> Call:
    """The customer's level of support, which is asked once for all collectors that declare it."""
    return call("me", "GetSupportLevel", "/me/supportLevel", "hds.enabled", of=of)


def level(source: Source) -> Any:
    """The level of support, or why it is not known."""
    told = support()
    return said(asked(source, told, lambda: source.ask(told, None, {"at": "/me/supportLevel"})), "level", told)


def hds(reader: Reader) -> Any:
    """Whether the HDS option of a project can be on: never below the levels of support that it asks for; no API tells more."""
    return lift(lambda told: False if told in NOT_ENOUGH else HDS_UNSAID, reader.options[LEVEL])
