"""One document being checked: where its mistakes are noted, so that all of them are told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditor.errors import Problem
from auditor.i18n import N_, _, filled
from auditor.reference.source import Document, Path_, suggest

LANGUAGES = ("fr", "en")
SHOWN = 60


@dataclass(slots=True)
class Sheet:
    """Every method returns a value of the right shape, and notes what was wrong with the one it found."""

    document: Document
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, path: Path_, message: str, suggestion: str = "", *, key: bool = False) -> None:
        """Note a mistake at `path`."""
        self.problems.append(self.document.problem(path, message, suggestion, key=key))

    def line(self, path: Path_) -> int:
        """The line of the value at `path`."""
        return self.document.position(path)[0]

    def mapping(self, path: Path_, value: object, required: Collection[str], optional: Collection[str] = ()) -> Mapping[str, Any]:
        """Keys and values; unknown and missing keys are mistakes."""
        if not isinstance(value, dict):
            self.refuse(path, filled("expected %(what)s, found %(found)s", what=_("keys and values"), found=_whole(path, value)))
            return {}
        known = [*required, *optional]
        for key in value:
            if key not in known:
                self.refuse((*path, key), filled("unknown key '%(key)s'", key=shown(key)), suggest(key, known), key=True)
        for key in required:
            if key not in value:
                self.refuse(path, filled("missing '%(key)s'", key=key))
        return value

    def items(self, path: Path_, value: object, what: str) -> Iterator[tuple[Path_, Any]]:
        """Each element of a list that must not be empty."""
        if not isinstance(value, list) or not value:
            self.refuse(path, filled("expected a list of %(what)s, found %(found)s", what=_(what), found=_whole(path, value)))
            return
        for index, item in enumerate(value):
            yield (*path, index), item

    def text(self, path: Path_, value: object, what: str = N_("a text")) -> str:
        """A text that is not blank."""
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(path, filled("expected %(what)s, found %(found)s", what=_(what), found=shown(value)))
        return ""

    def words(self, path: Path_, value: object) -> Mapping[str, str]:
        """The same text in every language."""
        return {lang: self.text((*path, lang), text) for lang, text in self.mapping(path, value, LANGUAGES).items()}

    def choice(self, path: Path_, value: object, choices: Collection[str], what: str) -> str:
        """One word of a closed set; "" when it is none of them."""
        if isinstance(value, str) and value in choices:
            return value
        self.refuse(
            path,
            filled("unknown %(what)s %(found)s", what=_(what), found=quoted(value)),
            suggest(value, choices) if isinstance(value, str) else "",
        )
        return ""

    def day(self, path: Path_, value: object) -> str:
        """A date such as 2026-11-22."""
        try:
            return date.fromisoformat(value if isinstance(value, str) else "").isoformat()
        except ValueError:
            self.refuse(path, filled("expected %(what)s, found %(found)s", what=_("a date such as 2026-11-22"), found=shown(value)))
            return ""


def quoted(value: object) -> str:
    """A value in quotes, cut short and on one line."""
    return filled("'%(text)s'", text=shown(value))


def shown(value: object) -> str:
    """A value as a message shows it: short, printable, on one line."""
    if isinstance(value, dict | list):
        return (_("a list") if isinstance(value, list) else _("keys and values")) if value else _("nothing")
    if value is None or isinstance(value, bool):
        return {None: _("nothing"), True: "true", False: "false"}[value]
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in str(value)[: SHOWN + 1])
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _whole(path: Path_, value: object) -> str:
    """A value as a message shows it; of a file that is something else altogether, nothing is repeated."""
    return _("a text") if isinstance(value, str) and not path else shown(value)
