"""Resources and modules as they are referred to: one, or as many as `count` and `for_each` make of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import msgspec

from auditor.i18n import filled
from auditor.providers.terraform.document import Index
from auditor.providers.terraform.hcl import syntax
from auditor.providers.terraform.hcl.expressions import Bound, Evaluator, Names
from auditor.providers.terraform.hcl.folder import Folders
from auditor.providers.terraform.values import LATER, Later, Once, invalid, text

META = {"source", "version", "count", "for_each", "providers", "depends_on"}
WHO = {("aws_caller_identity", "account_id"), ("aws_caller_identity", "id"), ("azurerm_client_config", "subscription_id")}
WHERE = {("aws_region", name) for name in ("name", "id", "region")}
"""What data sources say of the account and of the region that a provider is for."""
MOST = 50_000
"""Resources of a configuration: the largest that is judged has twenty thousand."""


@dataclass(slots=True)
class World:
    """What all modules of a configuration share."""

    folders: Folders
    account: str = ""
    evaluator: Evaluator = field(default_factory=Evaluator)
    modules: int = 0
    instances: int = 0


class Owner(Names, Protocol):
    """The module that something stands in."""

    world: World
    folder: Path
    path: tuple[tuple[str, Index], ...]
    uncertain: Later | None

    def value(self, tree: object, names: Names | None = None) -> Any:
        """What an expression is worth in it."""

    def child(self, call: Calls, folder: Path, key: Index, names: Names) -> Any:
        """A module that it calls."""

    @property
    def caller(self) -> Owner | None:
        """The module that calls it."""

    @property
    def provider_blocks(self) -> Mapping[str, syntax.Body]:
        """The providers that are configured in it."""

    def provider(self, local: str) -> tuple[Owner, str]:
        """The module that configures a provider."""

    def configured(self, resource: Resource) -> tuple[Owner, str]:
        """The module that configures the provider of a resource, and how it is called there."""


class Space:
    """What stands for many names: all variables, all resources of a type."""

    def __init__(self, name: str, part: Callable[[str], object]) -> None:
        self._name, self._part = name, part

    def attribute(self, name: str) -> Any:
        """One of them."""
        return self._part(name)

    def item(self, key: object) -> Any:
        """One of them, by a name that is worked out."""
        return self._part(key) if isinstance(key, str) else self.whole()

    def every(self) -> Any:
        """Nobody asks for all."""
        return self.whole()

    def whole(self) -> Later:
        """It is no value."""
        return invalid(f"{self._name} is no value")


class Repeated(ABC):
    """A block that `count` or `for_each` may repeat."""

    def __init__(self, module: Owner, block: syntax.Block) -> None:
        self.module, self.block = module, block
        self._once = Once()

    @abstractmethod
    def made(self, key: Index, names: Names) -> Any:
        """One of what is repeated."""

    @property
    def label(self) -> str:
        """How the block is called."""
        return ".".join(self.block.labels)

    @cached_property
    def over(self) -> Any:
        """What it is repeated over: None for nothing, a number, a map or list; Later when nobody can say."""
        return self._once(self.label, self._over)

    def _over(self) -> Any:
        written = self.block.body.attributes
        count = written.get("count")
        if count is not None:
            return _number(self.module.value(count))
        if "for_each" not in written:
            return None
        found = self.module.world.evaluator.many(written["for_each"], self.module)
        found = {str(text(one)): one for one in found} if isinstance(found, list) else found
        return found if isinstance(found, dict | Later) else invalid("for_each over what is no map and no set")

    @cached_property
    def instances(self) -> Mapping[Index, Any]:
        """Each of them by its key. One of no key stands for those of which nobody knows how many there are."""
        over, module = self.over, self.module
        if isinstance(over, Later):
            unknown = Later(over.why)
            values = {"each": {"key": unknown, "value": unknown}, "count": {"index": unknown}}
            return {None: self._counted(None, Bound(module, values))}
        if over is None:
            return {None: self._counted(None, module)}
        if isinstance(over, int):
            if over > MOST:
                raise ValueError(filled("%(name)s: more than %(most)s of them", name=self.label, most=MOST))
            return {number: self._counted(number, Bound(module, {"count": {"index": number}})) for number in range(over)}
        return {key: self._counted(key, Bound(module, {"each": {"key": key, "value": one}})) for key, one in over.items()}

    def _counted(self, key: Index, names: Names) -> Any:
        world = self.module.world
        world.instances += 1
        if world.instances > MOST:
            raise ValueError(filled("more than %(most)s resources", most=MOST))
        return self.made(key, names)

    @property
    def uncertain(self) -> Later | None:
        """Why nobody can say whether there is any."""
        return self.over if isinstance(self.over, Later) else self.module.uncertain

    def attribute(self, name: str) -> Any:
        """An attribute of the only one."""
        if self.over is not None and not isinstance(self.over, Later):
            return invalid(f"{self.label} are many")
        return self.instances[None].attribute(name)

    def item(self, key: object) -> Any:
        """One of many, by its key."""
        if isinstance(self.over, Later):
            return self.instances[None]
        found = self.instances.get(key) if isinstance(key, str | int) else None
        return found if found is not None else invalid(f"{self.label} has none of that key")

    def every(self) -> Any:
        """All of them; Later when nobody knows how many there are."""
        over = self.over
        if isinstance(over, Later):
            return over
        return dict(self.instances) if isinstance(over, dict) else [*self.instances.values()]

    def whole(self) -> Any:
        """As a value: each as one."""
        every = self.every()
        if self.over is None:
            return every[0].whole()
        if isinstance(every, dict):
            return {str(key): one.whole() for key, one in every.items()}
        return [one.whole() for one in every] if isinstance(every, list) else every


def _number(value: object) -> Any:
    if isinstance(value, Later):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return invalid("a count that is no number")
    return value


class Resource(Repeated):
    """A resource, or a data source."""

    def __init__(self, module: Owner, mode: str, block: syntax.Block) -> None:
        super().__init__(module, block)
        self.mode, self.type, self.name = mode, block.labels[0], block.labels[1]

    def made(self, key: Index, names: Names) -> Instance:
        """One of them."""
        return Instance(self, key, names)


class Instance:
    """One resource: what it says of itself may be asked, and what it does not say is known once it is there."""

    def __init__(self, resource: Resource, index: Index, names: Names) -> None:
        self.resource, self.index, self.names = resource, index, names
        self._once = Once()

    @cached_property
    def address(self) -> str:
        """Where it stands."""
        one = self.resource
        steps = [f"module.{name}{_keyed(key)}" for name, key in one.module.path]
        return ".".join([*steps, *(["data"] if one.mode == "data" else []), one.type, one.name]) + _keyed(self.index)

    @property
    def later(self) -> Later:
        """What it will be."""
        address = self.address
        if self.resource.mode == "data":
            return Later(f"{address} is read when Terraform plans", frozenset({address}), loose=False)
        return Later(LATER, frozenset({address}), loose=False)

    def attribute(self, name: str) -> Any:
        """What it says of itself; else what will be known, which names it."""
        if self.resource.mode == "data":
            return self._read(name)
        tree = self.resource.block.body.attributes.get(name)
        if tree is None:
            return self.later
        value = self.said(name, tree)
        if isinstance(value, Later):
            # Whatever it will be, it is this resource's: who uses it names it.
            return Later(value.why, frozenset({self.address}), loose=False)
        return value

    def said(self, name: str, tree: object) -> Any:
        """The value of one of its attributes. Raises ValueError for one that refers to itself."""
        return self._once(f"{self.address}.{name}", self.resource.module.value, tree, self.names)

    def _read(self, name: str) -> Any:
        """What a data source says that the provider's own configuration, or the entry, says too; anything else is read later."""
        resource = self.resource
        if resource.block.body.attributes.keys() - {"provider"}:
            return self.later
        found: Any = None
        if (resource.type, name) in WHO:
            found = resource.module.world.account or None
        elif (resource.type, name) in WHERE:
            owner, provider = resource.module.configured(resource)
            body = owner.provider_blocks.get(provider)
            found = owner.value(body.attributes["region"]) if body and "region" in body.attributes else None
        return found if isinstance(found, str) else self.later

    def item(self, key: object) -> Any:
        """It is one, and not many; where nobody knows how many there are, it stands for each."""
        return self if isinstance(self.resource.over, Later) else invalid(f"{self.address} is one: {key}")

    def every(self) -> list[Any]:
        """Itself."""
        return [self]

    def whole(self) -> Later:
        """Itself as a value names it."""
        return self.later


def _keyed(key: Index) -> str:
    return "" if key is None else f"[{msgspec.json.encode(key).decode()}]"


class Calls(Repeated):
    """A module that is called."""

    @property
    def key(self) -> str:
        """The calls that lead to it."""
        return ".".join([*(name for name, _key in self.module.path), self.block.labels[0]])

    @cached_property
    def source(self) -> Any:
        """Where it comes from."""
        tree = self.block.body.attributes.get("source")
        return self.module.value(tree) if tree is not None else None

    @cached_property
    def folder(self) -> Any:
        """Where it lies; None when it is not here."""
        return self.module.world.folders.called(self.source, self.module.folder, self.key)

    @cached_property
    def providers(self) -> Mapping[str, str]:
        """The providers that it is given: its own name for each, and the caller's."""
        tree = self.block.body.attributes.get("providers")
        if tree is None:
            return {}
        return {dotted(key): dotted(value) for key, value in (syntax.parts(one) for one in syntax.parts(syntax.parts(tree)[0]))}

    def made(self, key: Index, names: Names) -> Any:
        """The module, as one call of it has it; Unread when it is not here."""
        return Unread(self, names) if self.folder is None else self.module.child(self, self.folder, key, names)

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What it is given."""
        return {name: tree for name, tree in self.block.body.attributes.items() if name not in META}


class Unread:
    """A module that is called and not here: nobody knows what it makes, nor what it does to what it is given."""

    def __init__(self, call: Calls, names: Names) -> None:
        self.call, self.names = call, names

    def attribute(self, name: str) -> Later:
        """An output."""
        return Later(f"module.{self.call.key}.{name} is not here")

    def item(self, _key: object) -> Any:
        """It is one."""
        return self

    def every(self) -> list[Any]:
        """Itself."""
        return [self]

    def whole(self) -> Later:
        """All its outputs."""
        return self.attribute("*")


def dotted(tree: Any) -> str:
    """The words of a tree, with a dot between them, as a provider is named."""
    return ".".join(str(one.children[0]) for one in tree.iter_subtrees_topdown() if one.data in syntax.NAMES)
