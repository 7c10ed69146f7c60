"""What a unit brought when it was read before, thing by thing, so that only what events name is asked for again.

A collector's own lists are always read again. What it makes of each thing listed (`Reader.map`) is a function of that thing, of what else
the lists told, and of answers about it alone: where the former are the same, and no event names it, the answers are too.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType
from typing import Any, NamedTuple

import msgspec

from auditor.clock import earlier, stamp, utc
from auditor.inventory.packed import resources_of
from auditor.inventory.sound import encoded
from auditor.inventory.units import Head, Traces
from auditor.model import Resource
from auditor.reason import SETTLED, reason_of

SETTLES = timedelta(minutes=5)
"""How long before a change a clock or an answer may still be behind: what was read so shortly before its event is read again."""
PASSING = frozenset({"Timestamp", "LatestRestorableTime", "LastAccessedDate", "NumberOfRecoveryPoints"})
"""What a list tells of a thing that changes by itself from hour to hour, and that no collector heeds."""
_TEXTS = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_BELOW = "^"
"""Marks what a name lies below."""


class Subject(NamedTuple):
    """What one event is about: when it happened, the names it gives, in lower case; `sure` when these can name nothing else."""

    at: str
    names: frozenset[str]
    sure: bool = False

    @property
    def mark(self) -> int:
        """A number that stands for it."""
        return _number(repr((self.at, sorted(self.names))).encode())


class Former(NamedTuple):
    """A unit as it was read before: its head, its member, what changed since, and the moment before which nothing read is taken."""

    head: Head
    member: bytes
    subjects: tuple[Subject, ...]
    oldest: str

    def touched(self) -> bool:
        """Whether anything of it was read before something happened to it."""
        named = Named(self.subjects)
        return any(named.concern(one.read_at, encoded(one)) for one in resources_of(self.member))


class Asks:
    """Who asks the cloud: an account and a region, on which all that it is told depends."""

    account: str
    region: str | None


class ByName:
    """What a list told of many things, by the id of the resource it is of: each depends on its own entry, and on no other that it does
    not name."""

    def __init__(self, told: Mapping[str, object]) -> None:
        self._told = told

    def get(self, id: str, otherwise: object = None) -> Any:
        """What was told of one."""
        return self._told.get(id, otherwise)


class Named:
    """The names that events give, and when each last did."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._last: dict[str, str] = {}
        for one in subjects:
            for name in one.names:
                self._last[name] = max(one.at, self._last.get(name, ""))

    def concern(self, read_at: str, line: bytes) -> bool:
        """Whether an event gives a name that a line holds, and may have come after that was read."""
        if not self._last:
            return False
        since = earlier(read_at, SETTLES)
        return any(self._last[name] >= since for name in self._last.keys() & {*names_in(line)})


class Memory:
    """What one unit may take over, and marks of what it makes, for the next time."""

    def __init__(self, former: Former | None) -> None:
        self._former = former
        self._named = Named(former.subjects if former else ())
        self._open = [one for one in former.subjects if not one.sure and one.mark not in former.head.seen] if former else []
        self._known: dict[int, Resource] = {}
        self._made: dict[int, tuple[int, Resource]] = {}
        self._marks: list[int] = []
        self._reused: list[str] = []
        self._began, self._nothing = stamp(utc()), defaultdict[str, list[int]](list)
        self._silent = {mark: at for at, marks in former.head.silent if at > former.oldest for mark in marks} if former else {}
        if former:
            for mark, one in zip(former.head.marks, resources_of(former.member), strict=False):
                self._answers(one)
                if mark and one.read_at > former.oldest and _settled(one):
                    self._known[mark] = one

    @property
    def astray(self) -> bool:
        """Whether an event names nothing that is or was here, though things were taken over: nobody knows what it changed."""
        return bool(self._open and self._reused)

    @property
    def traces(self) -> Traces:
        """What is kept beside the resources, for the next time."""
        seen = sorted(one.mark for one in self._former.subjects) if self._former else ()
        silent = ((at, (*sorted(marks),)) for at, marks in sorted(self._nothing.items()))
        return Traces((*self._marks,), min(self._reused, default=""), (*seen,), (*silent,))

    def of(self, function: Callable[[Any], Any], hidden: object) -> Callable[[Any], Any]:
        """The same function, which takes over what it would answer again; `hidden` is what that depends on beside its arguments."""
        labels: list[ByName] = []
        basis = _told((function, hidden), labels)
        if basis is None:
            return function
        known = {mark ^ _labelled(labels, one): one for mark, one in self._known.items()} if labels else self._known
        return partial(self._remembered, function, basis, labels, known)

    def _remembered(
        self, function: Callable[[Any], Any], basis: bytes, labels: list[ByName], known: Mapping[int, Resource], item: object
    ) -> Any:
        apart: list[ByName] = []
        told = _told(_lasting(item), apart)
        if told is None or apart:
            return function(item)
        mark = _number(basis + told)
        former, silent = known.get(mark), self._silent.get(mark, "")
        if former is not None and not self._named.concern(former.read_at, told + encoded(former)):
            return self._kept(mark, labels, former, former.read_at)
        if silent and not self._named.concern(silent, told):
            return self._kept(mark, labels, None, silent)
        asked: list[Mapping[str, Any] | None] = []
        token = _ASKED.set(asked)
        try:
            made = function(item)
        finally:
            _ASKED.reset(token)
        if made is None or isinstance(made, Resource):
            own, lowered = _own(made, item), told.lower()
            if all(_about(one, own, lowered) for one in asked):
                self._note(mark, labels, made, self._began)
        return made

    def _kept(self, mark: int, labels: list[ByName], made: Resource | None, at: str) -> Resource | None:
        """What was made before."""
        self._reused.append(at)
        self._note(mark, labels, made, at)
        return made

    def _note(self, mark: int, labels: list[ByName], made: Resource | None, at: str) -> None:
        if made is not None:
            self._made[id(made)] = (mark ^ _labelled(labels, made), made)
        elif not labels:
            self._nothing[at].append(mark)

    def noted(self, resource: Resource) -> Resource:
        """A resource as the collector gives it away: one that was changed after it was made bears no mark."""
        self._answers(resource)
        self._marks.append(self._made.pop(id(resource), (0, resource))[0])
        return resource

    def _answers(self, resource: Resource) -> None:
        """Events that give one of its names are about it."""
        if self._open:
            own = {*_names((resource.id, resource.name, *resource.aliases))}
            self._open = [one for one in self._open if own.isdisjoint(one.names)]


_ASKED: ContextVar[list[Mapping[str, Any] | None] | None] = ContextVar("asked", default=None)
"""What is asked while something that is remembered is made."""


def asking(parameters: Mapping[str, object] | None) -> None:
    """Note a question of what is remembered just now: its parameters, or None where its answer shows elsewhere than in what is made."""
    asked = _ASKED.get()
    if asked is not None:
        asked.append(parameters)


def names_in(line: bytes) -> Iterator[str]:
    """Every name that a line of JSON holds."""
    return _names(one.decode("utf-8", "replace") for one in _TEXTS.findall(line))


def subject(at: str, texts: Iterable[str], *, sure: bool = False) -> Subject:
    """What an event is about that gives these names; of a path it means what lies below, too."""
    names = {*_names(texts)}
    below = {name[1:] for name in names if name.startswith(_BELOW)}
    paths = {_BELOW + name for name in names if name.startswith("/")}
    return Subject(at, frozenset({name for name in names if not name.startswith(_BELOW)} | below | paths), sure)


def _names(texts: Iterable[str]) -> Iterator[str]:
    """Each text in lower case, the last part of an ARN or address, and what a path lies below."""
    for text in map(str.lower, texts):
        yield text
        if text.startswith("/"):
            parts = text.split("/")
            yield from (_BELOW + "/".join(parts[:end]) for end in range(9, len(parts), 2))
        elif ":" in text or "/" in text:
            yield text.rsplit("/", 1)[-1]
            yield text.rsplit(":", 1)[-1]


def _lasting(item: object, depth: int = 2) -> Any:
    """What a list tells of a thing, but for what passes."""
    if not isinstance(item, dict) or not depth:
        return item
    return {name: _lasting(value, depth - 1) for name, value in item.items() if name not in PASSING}


def _settled(resource: Resource) -> bool:
    """Whether nothing of it was lost on the way."""
    return SETTLED.issuperset(reason.code for reason in map(reason_of, resource.unknown.values()) if reason.unanswered)


def _about(parameters: Mapping[str, object] | None, own: tuple[str, str], told: bytes) -> bool:
    """Whether a question was about the thing itself, of that id and name, or about the account. `told` is in lower case."""
    if parameters is None:
        return False
    id, name = (part.lower() or "?" for part in own)
    texts = [one.lower() for one in _leaves(parameters) if one]
    return not texts or any(id in one or name in re.split("[/:?]", one) or one.encode() in told for one in texts)


def _own(made: Resource | None, item: object) -> tuple[str, str]:
    """The id and name of what was made, or of what it would have been made of."""
    if made is not None:
        return made.id, made.name
    described = next((one for one in item if isinstance(one, Mapping)), {}) if isinstance(item, tuple) else item
    return (str(described.get("id") or ""), str(described.get("name") or "")) if isinstance(described, Mapping) else (str(item), str(item))


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)


def _labelled(labels: Iterable[ByName], resource: Resource) -> int:
    """A number for what lists told of one resource."""
    number = 0
    for one in labels:
        told = _told(one.get(resource.id), [])
        number ^= _number(told or b"")
    return number


def _number(told: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest()) >> 1 or 1


def _told(value: object, labels: list[ByName]) -> bytes | None:
    """A value as bytes that are the same in every process; None for what cannot be told. `labels` takes those met on the way."""
    try:
        return msgspec.json.encode(value, enc_hook=partial(_plain, labels), order="deterministic")
    except (TypeError, ValueError, OverflowError):
        return None


def _plain(labels: list[ByName], value: object) -> Any:
    """What functions, readers and the like are, of what has a text of its own."""
    if isinstance(value, ByName):
        labels.append(value)
        return None
    if isinstance(value, Asks):
        return [value.account, value.region]
    if isinstance(value, partial):
        return [value.func, value.args, value.keywords]
    if isinstance(value, MappingProxyType):
        return dict(value)
    if isinstance(value, MethodType):
        return [value.__qualname__, value.__self__]
    if isinstance(value, FunctionType):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return [value.__module__, value.__qualname__, value.__code__.co_firstlineno, cells, value.__defaults__, value.__kwdefaults__]
    if isinstance(value, BuiltinFunctionType | type):
        return [value.__module__, value.__qualname__]
    raise TypeError(type(value).__name__)
