"""A folder of Terraform's own language, read as if it were the plan that it has none of: what is static is known, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.i18n import _
from auditor.providers.terraform.document import Configuration, Configured, Document, Entry, ProviderConfig, provider_of
from auditor.providers.terraform.hcl.expressions import Bound, Names
from auditor.providers.terraform.hcl.folder import Folders, files
from auditor.providers.terraform.hcl.modules import NOT_GIVEN, Module
from auditor.providers.terraform.hcl.resources import Calls, Instance, Owner, Resource, Unread, World
from auditor.providers.terraform.hcl.syntax import Block, Body
from auditor.providers.terraform.telling import CREATED, Told, raw, references, told, why
from auditor.providers.terraform.values import Later, text, together, within
from auditor.reason import Reason

META = {"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"}


def folder(path: Path, var_files: Sequence[Path] = (), account: str = "") -> Document:
    """What a folder tells. Raises ValueError for what is no configuration, or leads elsewhere."""
    folders = Folders(path)
    if not files(folders.root):
        raise ValueError(_("there is no file of Terraform's language in it"))
    values: dict[str, Any] = {}
    world = World(folders, account)
    root = Module(world, folders.root, lambda name: values.get(name, NOT_GIVEN))
    for file in (*_value_files(folders.root), *var_files):
        values |= _values(root, file)
    return Reading(root).document


def _value_files(root: Path) -> Iterator[Path]:
    """The files of variables that Terraform reads by itself, in its order."""
    yield from (path for name in ("terraform.tfvars", "terraform.tfvars.json") if (path := root / name).is_file())
    yield from sorted((*root.glob("*.auto.tfvars"), *root.glob("*.auto.tfvars.json")))


def _values(root: Module, file: Path) -> dict[str, Any]:
    if file.name.endswith(".json"):
        found = json.loads(root.world.folders.content(file))
        return found if isinstance(found, dict) else {}
    return {name: root.value(tree) for name, tree in root.world.folders.parsed(file).attributes.items()}


class Reading:
    """Goes through every module that is called, and tells its resources."""

    def __init__(self, root: Module) -> None:
        self._providers: dict[str, ProviderConfig] = {}
        self._blocks: dict[tuple[tuple[str, ...], str, str, str], Configured] = {}
        self._default_tags: dict[str, Any] = {}
        self.document = Document([], None, {})
        self._module(root)
        self.document.configuration = Configuration(self._providers)
        self.document.blocks = self._blocks

    def _module(self, module: Module) -> None:
        for resource in module.resources.values():
            for instance in resource.instances.values():
                self.document.entries.append(self._entry(module, resource, instance))
        for call in module.calls.values():
            for one in call.instances.values():
                if isinstance(one, Unread):
                    self._unread(call, one)
                else:
                    self._module(one)

    def _unread(self, call: Calls, one: Unread) -> None:
        """A module that is not here: what it is given, it may configure."""
        why = f"module.{call.key} ({call.source}) is not here"
        note = Reason.of("not_static", why)
        if note not in self.document.notes:
            self.document.notes.append(note)
        for tree in call.arguments.values():
            value = call.module.value(tree, one.names)
            named = [name for name in (value if isinstance(value, list) else [value]) if isinstance(name, str)]
            self.document.touched |= dict.fromkeys([*named, *(ref for later in within(value) for ref in later.refs)], why)

    def _entry(self, module: Module, resource: Resource, instance: Instance) -> Entry:
        block = tuple(name for name, _key in module.path), resource.mode, resource.type, resource.name
        if block not in self._blocks:
            self._blocks[block] = Configured(resource.type, resource.name, resource.mode, self._provider(module, resource))
        known, unknown, written = told_body(module, resource.block.body, instance.names, META)
        tags = self._default_tags.get(self._blocks[block].provider_config_key)
        if tags is not None and resource.mode == "managed":
            known["tags_all"], unknown["tags_all"], written["tags_all"] = _tagged(tags, resource, instance)
        return Entry(
            instance.address,
            resource.type,
            resource.name,
            module.path,
            instance.index,
            provider_of("", resource.type),
            resource.mode,
            CREATED,
            values=raw(known),
            unknown=raw(unknown),
            expressions=raw(written),
            uncertain=resource.uncertain is not None,
        )

    def _provider(self, module: Module, resource: Resource) -> str:
        """The key of its provider, which is told once."""
        owner, name = module.configured(resource)
        steps, body = ".".join(f"module.{one}" for one, _key in owner.path), owner.provider_blocks.get(name)
        key = f"{steps}:{name}"
        if key not in self._providers and body is not None:
            type, _dot, alias = name.partition(".")
            written = told_body(owner, body, owner)[2]
            self._providers[key] = ProviderConfig(type, alias, steps, {name: raw(one) for name, one in written.items()})
            for tags in body.of("default_tags"):
                if "tags" in tags.body.attributes:
                    self._default_tags[key] = owner.value(tags.body.attributes["tags"])
        return key


def _tagged(default: Any, resource: Resource, instance: Instance) -> Told:
    """The tags of a resource with those that its provider adds."""
    tree = resource.block.body.attributes.get("tags")
    own = instance.said("tags", tree) if tree is not None else {}
    later = together((default, own))
    return told(later or {**default, **(own or {})})


def told_body(
    module: Owner, body: Body, names: Names, without: Collection[str] = ()
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """What a body says: its attributes, and a list of each sort of block in it."""
    known: dict[str, Any] = {}
    unknown: dict[str, Any] = {}
    written: dict[str, Any] = {}
    for name, tree in body.attributes.items():
        if name not in without:
            known[name], unknown[name], written[name] = told(module.value(tree, names))
    for name, one in _blocks(module, [one for one in body.blocks if one.type not in without], names):
        if isinstance(one, Later):
            known[name], unknown[name], written[name] = None, why(one), references(one)
        elif unknown.get(name) is None or isinstance(unknown[name], list):
            for of, part in zip((known, unknown, written), one, strict=True):
                of.setdefault(name, []).append(part)
    return known, unknown, written


def _blocks(module: Owner, blocks: list[Block], names: Names) -> Iterator[tuple[str, Any]]:
    """Each block within, with its name; Later for those of which nobody knows how many there are."""
    for one in blocks:
        if one.type != "dynamic" or not one.labels:
            yield one.type, told_body(module, one.body, names)
            continue
        name, content = one.labels[0], next(one.body.of("content"), None)
        over: Any = module.world.evaluator.many(one.body.attributes["for_each"], names) if "for_each" in one.body.attributes else None
        iterator = one.body.attributes.get("iterator")
        word = str(text(iterator.children[0].children[0])) if iterator is not None else name
        if isinstance(over, Later):
            yield name, over
        pairs = over.items() if isinstance(over, Mapping) else enumerate(over) if isinstance(over, list) else ()
        for key, value in pairs:
            if content is not None:
                yield name, told_body(module, content.body, Bound(names, {word: {"key": key, "value": value}}))
