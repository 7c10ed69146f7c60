"""Plain data from YAML held against msgspec types: every mistake with its place, where msgspec itself stops at the first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

from msgspec import inspect

from auditor.errors import Problem
from auditor.i18n import N_, _, filled
from auditor.reference.source import Document, Path_, suggest


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words a text must be one of; what they are is translated when it is said.

    `find` gives the canonical word or None, `hint` what a wrong one may have meant; `words` are all that may be written, if few.
    """

    what: str
    find: Callable[[str], str | None]
    hint: Callable[[str], str]
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, what: str, words: Iterable[str]) -> Vocabulary:
        """These words, in any case."""
        lower = {word.lower(): word for word in words}
        return cls(what, lambda word: lower.get(word.lower()), lambda word: lower.get(suggest(word, lower), ""), frozenset(lower.values()))


SUGGESTED = 100
"""Mistakes in a file for which a likely word is looked for."""


@dataclass(slots=True)
class Checker:
    """Checks one document. `check` returns the data in canonical form and adds what is wrong to `problems`.

    A type's `Meta(extra=...)` may name a vocabulary (`word`), say in words what a pattern stands for (`what`), that a text may be
    empty (`blank`), or that a range is one of `percents`.
    """

    document: Document
    vocabularies: Mapping[str, Vocabulary]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path_, message: str, suggestion: str = "", *, key: bool = False) -> None:
        """Note a mistake at `path`."""
        self.problems.append(self.document.problem(path, message, suggestion, key=key))

    def check(self, kind: inspect.Type, value: object, path: Path_ = (), extra: Mapping[str, object] | None = None) -> Any:
        """`value` as `kind` wants it; None where it cannot be. A number where a text is wanted stands for its digits."""
        match kind:
            case inspect.Metadata():
                return self.check(kind.type, value, path, kind.extra)
            case inspect.UnionType():
                return self._union(kind, value, path, extra)
            case inspect.StructType() | inspect.TypedDictType():
                return self._fields(kind, value, path)
            case inspect.DictType():
                return self._mapping(kind, value, path)
            case inspect.ListType() | inspect.VarTupleType():
                return self._list(kind, value, path)
            case inspect.TupleType():
                return self._range(kind, value, path, extra or {})
            case inspect.AnyType():
                return value
            case _:
                return self._scalar(kind, value, path, extra or {})

    def _union(self, kind: inspect.UnionType, value: object, path: Path_, extra: Mapping[str, object] | None) -> Any:
        """The member that has the value's own form, else the first: `all` or a list, a text or nothing."""
        if value is None and any(isinstance(member, inspect.NoneType) for member in kind.types):
            return None
        lists = [member for member in kind.types if isinstance(member, inspect.ListType | inspect.VarTupleType)]
        others = [member for member in kind.types if member not in lists and not isinstance(member, inspect.NoneType)]
        wanted = lists if lists and (isinstance(value, list) or not others) else others
        if lists and others and not isinstance(value, list) and isinstance(others[0], inspect.LiteralType):
            words = others[0].values
            if value not in words:
                self.wrong(path, filled("expected %(words)s or a list, found %(found)s", words=_either(words), found=_shown(value)))
            return value
        return self.check(wanted[0], value, path, extra)

    def _fields(self, kind: inspect.StructType | inspect.TypedDictType, value: object, path: Path_) -> Any:
        if not isinstance(value, dict):
            # Of a file that is something else altogether, nothing is repeated.
            found = _("a text") if isinstance(value, str) and not path else _shown(value)
            return self.wrong(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=found))
        known = {each.encode_name: each for each in kind.fields}
        for key in value.keys() - known.keys():
            # After so many, it is another file.
            close = suggest(key, known) if len(self.problems) < SUGGESTED else ""
            self.wrong((*path, key), filled("unknown key '%(key)s'", key=key), close, key=True)
        result = {}
        for key, each in known.items():
            if each.required and value.get(key) is None:
                self.wrong((*path, key) if key in value else path, filled("missing '%(key)s'", key=key), key=bool(path))
            elif value.get(key) is not None:
                result[key] = self.check(each.type, value[key], (*path, key))
        return result

    def _mapping(self, kind: inspect.DictType, value: object, path: Path_) -> Any:
        if not isinstance(value, dict):
            return self.wrong(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=_shown(value)))
        result = {}
        for key, each in value.items():
            name = key
            match kind.key_type:
                case inspect.Metadata(type=inspect.StrType() as text):
                    name = self._text(text, str(key), (*path, key), kind.key_type.extra or {}, key=True) or key
            result[name] = self.check(kind.value_type, each, (*path, key))
        return result

    def _list(self, kind: inspect.ListType | inspect.VarTupleType, value: object, path: Path_) -> Any:
        if isinstance(value, list) and not value and kind.min_length:
            return self.wrong(path, _("the list is empty"))
        return self._items(kind.item_type, value, path)

    def _items(self, kind: inspect.Type, value: object, path: Path_) -> Any:
        if not isinstance(value, list):
            return self.wrong(path, filled("expected %(what)s, found %(found)s", what=_("a list"), found=_shown(value)))
        return [self.check(kind, each, (*path, position)) for position, each in enumerate(value)]

    def _range(self, kind: inspect.TupleType, value: object, path: Path_, extra: Mapping[str, object]) -> Any:
        """The least and the most: the only tuple of so many items there is."""
        ends = self._items(kind.item_types[0], value, path)
        if ends is None or None in ends:
            return None
        if len(ends) != len(kind.item_types):
            return self.wrong(path, _("expected two numbers, the least and the most"))
        if ends[0] < 0 or ends[1] < ends[0]:
            return self.wrong(path, _("expected the least, then the most, neither below zero"))
        if extra.get("percents") and ends[1] > 100:
            return self.wrong(path, _("expected percents, at most 100"))
        return ends

    def _scalar(self, kind: inspect.Type, value: object, path: Path_, extra: Mapping[str, object]) -> Any:
        match kind, value:
            case inspect.StrType(), str() | int() if not isinstance(value, bool):
                return self._text(kind, value, path, extra)
            case inspect.LiteralType(values=words), _:
                return value if value in words else self._not_one_of(words, value, path)
            case inspect.BoolType(), bool():
                return value
            case inspect.IntType(), int() if not isinstance(value, bool) and value >= (kind.ge or 0):
                return value
            case inspect.FloatType(), int() | float() if not isinstance(value, bool) and isfinite(value):
                return value
            case inspect.CustomType(), str():
                return self._file(value, path, folder=bool(extra.get("folder")))
        return self.wrong(
            path, filled("expected %(what)s, found %(found)s", what=_(_NAMES.get(type(kind), N_("a text"))), found=_shown(value))
        )

    def _text(self, kind: inspect.StrType, value: str | int, path: Path_, extra: Mapping[str, Any], *, key: bool = False) -> Any:
        text = str(value)
        if not text.strip() and not extra.get("blank"):
            return self.wrong(path, filled("expected %(what)s, found %(found)s", what=_("a text"), found=_("an empty one")), key=key)
        if kind.pattern and not re.search(kind.pattern, text):
            return self.wrong(path, filled("expected %(what)s, found %(found)s", what=_(extra["what"]), found=_shown(value)), key=key)
        return self._word(text, path, extra, key=key)

    def _word(self, text: str, path: Path_, extra: Mapping[str, Any], *, key: bool = False) -> str | None:
        if "word" not in extra:
            return text
        vocabulary = self.vocabularies[extra["word"]]
        found = vocabulary.find(text)
        if found is None:
            self.wrong(path, filled("'%(text)s' is not %(what)s", text=text, what=_(vocabulary.what)), vocabulary.hint(text), key=key)
        return found

    def _not_one_of(self, words: tuple[Any, ...], value: Any, path: Path_) -> None:
        self.wrong(
            path, filled("expected one of %(names)s; found %(found)s", names=", ".join(words), found=_shown(value)), suggest(value, words)
        )

    def _file(self, value: str, path: Path_, *, folder: bool) -> str | None:
        """A file (or a folder, where one will do) that exists, given from the folder of the document, as an absolute path."""
        file = Path(self.document.path).resolve().parent / value
        if not (file.is_file() or (folder and file.is_dir())):
            self.wrong(path, filled("there is no file %(file)s", file=file))
        return str(file)


_NAMES: dict[type[inspect.Type], str] = {
    inspect.BoolType: N_("true or false"),
    inspect.IntType: N_("a whole number"),
    inspect.FloatType: N_("a number"),
    inspect.CustomType: N_("the name of a file"),
}


def _either(words: tuple[object, ...]) -> str:
    return _(" or ").join(f"'{word}'" for word in words)


def _shown(value: object) -> str:
    match value:
        case None:
            return _("nothing")
        case bool():
            return str(value).lower()
        case dict():
            return _("keys and values")
        case list():
            return _("a list")
        case str():
            return filled("'%(text)s'", text=value[:60])
    return str(value)
