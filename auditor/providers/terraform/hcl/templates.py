"""Texts with expressions in them: what is quoted, and what stands between two marks on lines of its own."""

from __future__ import annotations

import textwrap
from typing import Any

from auditor.i18n import _
from auditor.providers.terraform.hcl import syntax
from auditor.providers.terraform.values import Later

DIRECTIVE = "%{"


def piece(tree: Any) -> Any:
    """A piece of a quoted text: text, the tree of an expression, or Later for a directive, which is not evaluated."""
    inner = tree.children[0]
    if hasattr(inner, "data"):
        return syntax.parts(inner)[0] if inner.data == "interpolation" else Later("a template's directive is not evaluated")
    return syntax.unescaped(str(inner)) if inner.type == "STRING_CHARS" else str(inner)[1:]


def heredoc(text: str) -> list[Any]:
    """The pieces of a text between two marks."""
    first, _sep, rest = text.partition("\n")
    content = rest.rstrip("\n").rpartition("\n")[0]
    content = f"{content}\n" if content else ""
    return split(textwrap.dedent(content) if first.startswith("<<-") else content)


def split(content: str) -> list[Any]:
    """The pieces of a template. Raises ValueError for an expression that does not end."""
    if DIRECTIVE in content.replace("%%{", ""):
        return [Later("a template's directive is not evaluated")]
    pieces: list[Any] = []
    at = 0
    while (start := content.find("${", at)) >= 0:
        if start and content[start - 1] == "$":
            pieces.append(content[at : start - 1] + "${")
            at = start + 2
            continue
        end = _end(content, start + 2)
        pieces += [content[at:start], syntax.expression(content[start + 2 : end])]
        at = end + 1
    return [*(one for one in (*pieces, content[at:]) if one != "")] or [""]


def _end(content: str, at: int) -> int:
    """Where the expression ends that begins there: its brace, those of texts within left out."""
    depth, quoted = 1, False
    while at < len(content):
        sign = content[at]
        if sign == "\\" and quoted:
            at += 1
        elif sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += {"{": 1, "}": -1}.get(sign, 0)
            if not depth:
                return at
        at += 1
    raise ValueError(_("a template that does not end"))
