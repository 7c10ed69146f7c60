"""Whatever a person is told goes through gettext, wherever it is said: errors and remedies, mistakes in files, help, notes, progress."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor import errors

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = {"_": 1, "N_": 1, "filled": 1, "ngettext": 2, "local": 1, "word": 1}
"""What gives the words of the reader's language, and how many texts it takes."""
ERRORS = frozenset(name for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, errors.AuditorError))
SAID = ERRORS | {"Problem", "problem", "refuse", "wrong", "note", "say", "tell", "tell_whole", "echo", "secho", "add_note", "progressbar"}
SAID |= {"_complain", "UsageError", "BadParameter", "ClickException", "confirm", "prompt", "fail"}
"""What is called to say something."""
HELPS = frozenset({"help", "short_help", "epilog", "label", "prompt", "remedy", "message"})
"""Named arguments that are shown, whatever is called."""
WORDS = re.compile(r"[A-Za-zÀ-ÿ]{2,}[,;:]? +(?:[A-Za-zÀ-ÿ'’]{2,}|%\()|\A[ ,;:']*[a-z]{2,} | [a-z]{3,}[.:]? ?\Z")
"""Two words, or the end or the beginning of some around a value."""
SENTENCE = re.compile(r"(?:\A|\s)[A-Za-zÀ-ÿ’']{2,}[,;:]? [a-zà-ÿ’']+[,;:]? (?:[a-zà-ÿ’'%(]+)")
CODE = re.compile(r"\A: |\A[a-z]+_[a-z_]+\Z")
"""What programs read."""
MACHINES = {
    "not adequate(": "the grammar of --assume, which is the same in both languages",
    "# Written by": "a file of ours that says so in the language of code",
    "# yaml-language-server": "the skeleton of a rule, in the language of rules",
    "not ": "an operator of rules",
    "access acces audit": "words that names of logs have",
    "debug trace traces": "words that names of logs have",
    "; }\n@media": "a style sheet",
    ".offers {": "a style sheet",
    "exceeded maximum nesting depth": "what libyaml says, to know it again",
}
"""Sentences that nobody reads, or that are the same for all, by how they begin; and why."""
SPEAKING = [path for path in sorted((ROOT / "auditor").rglob("*.py")) if path.relative_to(ROOT).parts[1] != "demo"]
ELSEWHERE = {
    "auditor/providers": "reasons, and what providers say",
    "auditor/secrets": "patterns",
    "auditor/files/garbled.py": "patterns of what libraries say",
    "auditor/inventory/sound.py": "reasons",
    "auditor/reference/durations.py": "reasons",
    "auditor/reference/labels.py": "reasons",
    "auditor/outputs/__init__.py": "the table of docs/outputs.md",
    "auditor/outputs/prometheus.py": "a format for machines",
}
"""Where texts are for programs, and what they are."""
BOTH = ("auditor/ruleset/nouns.py", "auditor/ruleset/words.py", "auditor/ruleset/operators.py")
"""Where texts of both languages stand side by side."""


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def untranslated(node: ast.AST, named: dict[str, ast.expr]) -> Iterator[tuple[int, str]]:
    """The texts of an expression that are no argument of gettext, each with its node's id; a name stands for what it was given.

    Nor is one of a reason told as it is: of that, people are told the code in their language.
    """
    if isinstance(node, ast.Call) and getattr(getattr(node.func, "value", node.func), "id", "") in ("Reason", "reason_for"):
        return
    if isinstance(node, ast.Call) and called(node) in TRANSLATED:
        for value in [*node.args[TRANSLATED[called(node)] :], *(each.value for each in node.keywords)]:
            yield from untranslated(value, named)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield id(node), node.value
    if isinstance(node, ast.Name) and node.id in named:
        yield from untranslated(named[node.id], {name: one for name, one in named.items() if name != node.id})
    if isinstance(node, ast.Dict) and {"fr", "en"} <= {key.value for key in node.keys if isinstance(key, ast.Constant)}:
        return
    inner = node.values if isinstance(node, ast.Dict) else ast.iter_child_nodes(node)
    for one in inner:
        yield from untranslated(one, named)


def shown(tree: ast.AST) -> Iterator[str]:
    """Each text that is told as it is written."""
    named = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        values = [*node.args, *(each.value for each in node.keywords)] if called(node) in SAID else []
        values += [each.value for each in node.keywords if each.arg in HELPS]
        for value in values:
            yield from (text for _, text in untranslated(value, named) if WORDS.search(text))


def idle(text: str) -> bool:
    """Whether no person reads it."""
    return bool(CODE.match(text)) or any(map(text.startswith, MACHINES))


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_shown_is_translated(path: Path) -> None:
    """No English reaches a reader of French because somebody forgot to ask for its French."""
    assert not [text for text in shown(ast.parse(path.read_text("utf-8"))) if not idle(text)]


def sentences(tree: ast.Module) -> Iterator[str]:
    """Whatever reads like one outside of docstrings and of gettext."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    yield from (text for node, text in untranslated(tree, {}) if node not in docs and SENTENCE.search(text))


def test_no_sentence_stands_beside_gettext() -> None:
    """Neither one that is handed on before it is shown: outside the rooms where texts are for programs, none is left."""
    rooms = [path for path in SPEAKING if not path.relative_to(ROOT).as_posix().startswith((*ELSEWHERE, *BOTH))]
    found = {(path.relative_to(ROOT).as_posix(), text) for path in rooms for text in sentences(ast.parse(path.read_text("utf-8")))}
    assert not {(path, text) for path, text in found if not idle(text)}
    said = {text for _, text in found} | {text for path in rooms for text in shown(ast.parse(path.read_text("utf-8")))}
    assert all(any(text.startswith(begins) for text in said) for begins in MACHINES)
