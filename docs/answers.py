"""Writes auditor/providers/aws/shapes: of each answer that a collector names, the members that it reads, as AWS's own models have them.

A collector says what a parameter is by importing the model's name from `shapes/<collector>.py`; `python docs/answers.py` then writes that
file. A member that no model has is left out of it, so that mypy refuses whoever reads it.
"""

from __future__ import annotations

import ast
import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache
from keyword import iskeyword
from pathlib import Path
from typing import Any

import botocore

from auditor.providers.aws import PROVIDER
from auditor.providers.contract import Collector

ROOT = Path(__file__).parent.parent
AWS = ROOT / "auditor/providers/aws"
SHAPES = AWS / "shapes"
PLAIN = {"string": "str", "character": "str", "integer": "int", "long": "int", "float": "float", "double": "float", "boolean": "bool"}
PLAIN |= {"timestamp": "datetime", "blob": "bytes"}
HEAD = '''"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

'''


@cache
def model(service: str) -> Mapping[str, Any]:
    """The newest model of a service, as the SDK ships it."""
    folder = max((Path(botocore.__file__).parent / "data" / service).iterdir())
    packed = folder / "service-2.json.gz"
    text = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "service-2.json").read_bytes()
    found: Mapping[str, Any] = json.loads(text)
    return found


def answered(collector: Collector) -> dict[str, tuple[str, str]]:
    """Every structure that the collector's calls can answer with: name → the service and shape; of two of one name the nearest."""
    level = [(call.service, model(call.service)["operations"][call.operation].get("output", {}).get("shape")) for call in collector.calls]
    found: dict[str, tuple[str, str]] = {}
    seen: set[tuple[str, str]] = set()
    while level := [one for one in dict.fromkeys(level) if one[1] and one not in seen]:
        seen.update(level)
        structures = [(service, shape) for service, shape in level if model(service)["shapes"][shape]["type"] == "structure"]
        for service, shape in structures:
            found.setdefault(shape, (service, shape))
        level = [(service, inner) for service, shape in level for inner in _inside(model(service)["shapes"][shape])]
    return found


def _inside(shape: Mapping[str, Any]) -> Iterator[str]:
    parts = (*shape.get("members", {}).values(), *(shape[name] for name in ("member", "key", "value") if name in shape))
    return (one["shape"] for one in parts)


class Writer:
    """One file of shapes: what the collector names, and what lies in that as far as its source spells a member."""

    def __init__(self, collector: Collector, spelt: frozenset[str]) -> None:
        self._found = answered(collector)
        self._spelt = spelt
        self._classes: dict[str, list[str]] = {}

    def of(self, roots: list[str]) -> str:
        """The file. Raises KeyError for a name that no answer of the collector has."""
        for root in roots:
            self._structure(*self._found[root])
        classes = "\n\n\n".join("\n".join(lines) for _, lines in sorted(self._classes.items()))
        names = [name for name in ("Any", "TypedDict") if name in classes]
        moments = "from datetime import datetime\n" if "datetime" in classes else ""
        return f"{HEAD}{moments}from typing import {', '.join(names)}\n\n\n{classes}\n"

    def _structure(self, service: str, name: str) -> str:
        members = {
            key: one["shape"]
            for key, one in model(service)["shapes"][name].get("members", {}).items()
            if key in self._spelt and not iskeyword(key)
        }
        if not members:
            return "dict[str, Any]"
        if name not in self._classes:
            self._classes[name] = []
            lines = [f"    {key}: {self._type(service, shape)}" for key, shape in sorted(members.items())]
            self._classes[name] = [f"class {name}(TypedDict, total=False):", f'    """{service}: {name}."""', "", *lines]
        return name

    def _type(self, service: str, name: str) -> str:
        shape = model(service)["shapes"][name]
        match shape["type"]:
            case "structure" if shape.get("document"):
                return "Any"
            case "structure":
                return self._structure(service, name)
            case "list":
                return f"list[{self._type(service, shape['member']['shape'])}]"
            case "map":
                return f"dict[str, {self._type(service, shape['value']['shape'])}]"
            case plain:
                return PLAIN[plain]


def named(tree: ast.Module, module: str) -> list[str]:
    """What a file imports from a collector's file of shapes."""
    wanted = f"auditor.providers.aws.shapes.{module}"
    imports = (one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == wanted)
    return sorted(alias.name for one in imports for alias in one.names)


def written() -> dict[Path, str]:
    """Each file of shapes, and what has to stand in it."""
    collectors = {one.collect.__module__.rpartition(".")[2]: one for one in PROVIDER.collectors() if ".services." in one.collect.__module__}
    files = {SHAPES / "__init__.py": '"""The shapes of AWS\'s answers, one file a collector; for the types alone."""\n'}
    trees = [ast.parse(path.read_text()) for folder in (AWS, AWS / "services") for path in sorted(folder.glob("*.py"))]
    for module, collector in sorted(collectors.items()):
        reading = [tree for tree in trees if named(tree, module)]
        if reading:
            nodes = (node for tree in reading for node in ast.walk(tree))
            texts = (one.value for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))
            spelt = frozenset(part for text in texts for part in text.split("."))
            roots = sorted({name for tree in reading for name in named(tree, module)})
            files[SHAPES / f"{module}.py"] = Writer(collector, spelt).of(roots)
    return files


def main() -> None:
    """Write what is missing or old, and leave out what nobody names any more."""
    files = written()
    for old in set(SHAPES.glob("*.py")) - set(files):
        old.unlink()
    SHAPES.mkdir(exist_ok=True)
    for path, text in files.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
