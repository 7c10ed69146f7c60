"""Writes what a plan says in Terraform's own language, as somebody would have written it before there was a plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.providers.terraform.plans import AWS, LATER, To

Resources = Iterable[Mapping[str, Any]]


def written(resources: Resources, providers: Mapping[str, Mapping[str, Any]] | None = None) -> str:
    """The blocks of resources of the root module, and of their providers."""
    told = {key: said for key, said in (providers or AWS).items() if said}
    return "\n".join([*(_provider(key, said) for key, said in told.items()), *(_resource(one) for one in resources)])


def folder(path: Path, resources: Resources, providers: Mapping[str, Mapping[str, Any]] | None = None) -> Path:
    """A folder of it."""
    path.mkdir(exist_ok=True)
    (path / "main.tf").write_text(written(resources, providers))
    return path


def in_json(path: Path, resources: Resources, providers: Mapping[str, Mapping[str, Any]] | None = None) -> Path:
    """A folder of it as JSON: a single block without a list around it, several in one, and what refers in a template."""
    blocks: dict[str, Any] = {"//": "written by a machine", "resource": {}, "data": {}, "provider": {}}
    for key, said in (providers or AWS).items():
        name, _dot, alias = key.partition(".")
        told = {setting: value["constant_value"] for setting, value in said.items() if "constant_value" in value}
        if said:
            blocks["provider"].setdefault(name, []).append(told | ({"alias": alias} if alias else {}))
    for one in resources:
        here = blocks["data" if one["mode"] == "data" else "resource"].setdefault(one["type"], {})
        other = {} if one["provider"] == one["type"].split("_")[0] else {"provider": one["provider"]}
        here[one["name"]] = other | _plain(one["values"], top=True)
    path.mkdir(exist_ok=True)
    (path / "main.tf.json").write_text(json.dumps(blocks))
    return path


def _plain(value: Any, *, top: bool = False) -> Any:
    if isinstance(value, To):
        return f"${{{value.references[0]}}}"
    if isinstance(value, Mapping):
        said = {key: one for key, one in value.items() if one is not LATER and not (top and (one is None or one == []))}
        return {key: _plain(one, top=top and isinstance(one, list)) for key, one in said.items()}
    if isinstance(value, list):
        every = [_plain(one, top=top) for one in value]
        return every[0] if len(every) == 1 and isinstance(value[0], Mapping) else every
    return value.replace("${", "$${").replace("%{", "%%{") if isinstance(value, str) else value


def _provider(key: str, said: Mapping[str, Any]) -> str:
    name, _dot, alias = key.partition(".")
    lines = [f'alias = "{alias}"'] if alias else []
    lines += [f"{setting} = {_text(value['constant_value'])}" for setting, value in said.items() if "constant_value" in value]
    return _block(f'provider "{name}"', lines)


def _resource(one: Mapping[str, Any]) -> str:
    word = "data" if one["mode"] == "data" else "resource"
    plain = one["type"].split("_")[0]
    lines = [f"provider = {one['provider']}"] if one["provider"] != plain else []
    return _block(f'{word} "{one["type"]}" "{one["name"]}"', [*lines, *_lines(one["values"])])


def _lines(values: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    for name, value in values.items():
        if value is LATER or value is None:
            continue
        if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            found += [_block(name, _lines(one)) for one in value]
        elif value != []:
            found.append(f"{name} = {_text(value)}")
    return found


def _text(value: Any) -> str:
    if isinstance(value, To):
        return value.references[0]
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_text(one)}" for key, one in value.items() if one is not LATER) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _block(head: str, lines: Iterable[str]) -> str:
    return f"{head} {{\n" + "".join(f"  {line}\n" for one in lines for line in one.splitlines()) + "}"
