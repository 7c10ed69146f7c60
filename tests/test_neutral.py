"""No room but a provider's own decides anything by the name of a cloud or the shape of its ids."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1] / "auditor"
CLOUDS = re.compile(r"aws|azure|arn:|subscriptions/", re.IGNORECASE)
OWN = ("providers/", "demo/")
PROSE = (("secrets/words.py", "aws azurerm google openstack outscale ovh scaleway vsphere"),)
"""What people write in place of a secret."""
WORDS = re.compile(r"(?<![a-z])(?:draws|laws)(?![a-z])", re.IGNORECASE)
"""English that holds the letters by chance."""


def named(text: str) -> bool:
    """Whether a cloud is."""
    return CLOUDS.search(WORDS.sub("", text)) is not None


def told(path: Path) -> Iterator[tuple[int, str]]:
    """Every name and text of a module that a cloud's name is in; comments and docstrings left out."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings and named(node.value):
            yield node.lineno, node.value
    with tokenize.open(path) as stream:
        for token in tokenize.generate_tokens(stream.readline):
            if token.type == tokenize.NAME and named(token.string):
                yield token.start[0], token.string


def test_no_cloud_is_named_where_something_is_decided() -> None:
    """In a text or a name, but for what people write in place of a secret."""
    paths = [path for path in sorted(ROOT.rglob("*.py")) if not path.relative_to(ROOT).as_posix().startswith(OWN)]
    assert len(paths) > 80
    found = [(path.relative_to(ROOT).as_posix(), text) for path in paths for _line, text in told(path)]
    assert sorted(found) == sorted(PROSE)


def test_no_template_but_a_provider_s_own_names_a_cloud() -> None:
    """Neither what `init` writes around the entries of providers, nor what the page is made of."""
    paths = [*ROOT.glob("cli/*.yaml"), *(ROOT.parent / "reports/templates").iterdir()]
    assert len(paths) > 10
    assert not [path.name for path in paths if named(path.read_text("utf-8"))]


def test_the_search_sees_a_cloud_that_is_named(tmp_path: Path) -> None:
    """In a comparison, a key, a pattern and a name; a docstring and a comment are prose, and so is what `draws` holds."""
    module = tmp_path / "module.py"
    module.write_text(
        '"""AWS."""\nx = {"aws": 1}  # azure\nif x == "azure":\n    aws_only = r"arn:\\S+"\n\n\ndef draws():\n    """Azure."""\n'
    )
    assert sorted(told(module)) == [(2, "aws"), (3, "azure"), (4, "arn:\\S+"), (4, "aws_only")]


def test_one_module_reads_the_clock() -> None:
    """The day and the time are asked of `clock.py`; the emulators of the demonstration keep a time of their own."""
    reads = re.compile(r"\b(?:datetime\.(?:now|utcnow)|date\.today|time\.time)\(")
    found = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if reads.search(path.read_text("utf-8"))}
    assert {name for name in found if not name.startswith("demo/")} == {"clock.py"}
