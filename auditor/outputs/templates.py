"""What fills every template of ours, pages, messages and units alike: sentences in the language spoken now, and nothing undefined."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context

from auditor.i18n import _, glued, ngettext
from auditor.shipped import shipped


class _Compiled(BytecodeCache):
    """Templates compiled once a process: that takes longer than to write a page."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled from the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
_INDENTED = re.compile(r"\n[ \t]+")


class _Flush(FileSystemLoader):
    """Templates of pages without their indentation."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The source, its path, whether it is unchanged."""
        source, path, unchanged = super().get_source(environment, template)
        return _INDENTED.sub("\n", source), path, unchanged


def environment(
    filters: Mapping[str, Callable[..., Any]], folder: str = "templates", *, plain: bool = False, say: Callable[[str], str] = _
) -> Environment:
    """The templates of a folder of `reports/`, with these filters, whose texts `say` translates.

    Everything is escaped, unless they are `plain`: no HTML.

    A template is of one environment's kind only: what it is compiled to is kept by its name.
    """
    made = Environment(
        loader=(FileSystemLoader if plain else _Flush)(shipped("reports") / folder),
        autoescape=not plain,  # noqa: S701 - escaped unless it is no HTML
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_COMPILED,
    )
    made.install_gettext_callables(say, lambda *told: glued(ngettext(*told)), newstyle=True)  # type: ignore[attr-defined]
    made.filters |= {name: _when_shown(one) for name, one in filters.items()}
    return made


def _when_shown(one: Callable[..., object]) -> Callable[..., Any]:
    """A filter that is asked each time: what it makes of a constant is else kept with the template, in the language of who compiled it."""

    @pass_context
    def asked(_context: Context, *arguments: object, **named: object) -> Any:
        return one(*arguments, **named)

    return asked
