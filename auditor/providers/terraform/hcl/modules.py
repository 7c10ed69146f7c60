"""Modules as they are called: variables, locals, resources, outputs, each worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from auditor.i18n import _
from auditor.providers.terraform.document import Index
from auditor.providers.terraform.hcl import syntax
from auditor.providers.terraform.hcl.expressions import Names
from auditor.providers.terraform.hcl.resources import Calls, Owner, Resource, Space, World, dotted
from auditor.providers.terraform.hcl.types import converted
from auditor.providers.terraform.values import Later, Once, invalid

MOST_MODULES, DEEPEST = 5000, 24
NOT_GIVEN: Any = object()
Given = Callable[[str], Any]
"""What a module is given under a name, or NOT_GIVEN."""


class Module:
    """One module, as one call of it has it; the root is called by nobody."""

    def __init__(self, world: World, folder: Path, given: Given, call: Calls | None = None, key: Index = None) -> None:
        self.world, self.folder, self.call, self.given = world, folder, call, given
        self.caller: Owner | None = call.module if call else None
        self.path: tuple[tuple[str, Index], ...] = (*self.caller.path, (call.block.labels[0], key)) if call and self.caller else ()
        world.modules += 1
        if world.modules > MOST_MODULES or len(self.path) > DEEPEST:
            raise ValueError(_("modules call each other without end, or there are too many"))
        self.body = world.folders.body(folder)
        self.uncertain: Later | None = None
        """Why nobody can say whether it is called at all."""
        self._once = Once()

    @cached_property
    def variables(self) -> Mapping[str, syntax.Block]:
        """Its variables as they are declared."""
        return {one.labels[0]: one for one in self.body.of("variable") if one.labels}

    @cached_property
    def locals(self) -> Mapping[str, Any]:
        """Its locals as they are written."""
        return {name: tree for one in self.body.of("locals") for name, tree in one.body.attributes.items()}

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """Its outputs as they are written."""
        told = ((one.labels[0], one.body.attributes.get("value")) for one in self.body.of("output") if one.labels)
        return {name: tree for name, tree in told if tree is not None}

    @cached_property
    def resources(self) -> Mapping[tuple[str, str, str], Resource]:
        """Its resources and data sources."""
        found: dict[tuple[str, str, str], Resource] = {}
        for word, mode in (("resource", "managed"), ("data", "data")):
            for one in self.body.of(word):
                if len(one.labels) == 2:
                    found[mode, one.labels[0], one.labels[1]] = Resource(self, mode, one)
        return found

    @cached_property
    def calls(self) -> Mapping[str, Calls]:
        """The modules that it calls."""
        return {one.labels[0]: Calls(self, one) for one in self.body.of("module") if one.labels}

    @cached_property
    def spaces(self) -> Mapping[str, Any]:
        """What the first word of a name may be, beside a type."""
        return {
            "var": Space("var", self.variable),
            "local": Space("local", self.local),
            "module": Space("module", self._module),
            "data": Space("data", lambda type: Space(f"data.{type}", lambda name: self._resource("data", type, name))),
            "path": Space("path", lambda name: "." if name in ("module", "root", "cwd") else Later(f"path.{name}")),
        }

    def named(self, name: str) -> Any:
        """What a name means in it."""
        if name in self.spaces:
            return self.spaces[name]
        if name in ("each", "count", "self", "terraform"):
            return Space(name, lambda part: Later(f"{name}.{part} is not known here"))
        return Space(name, lambda part: self._resource("managed", name, part))

    def variable(self, name: str) -> Any:
        """A variable: what the caller gives, else its default."""
        return self._once(f"var.{name}", self._variable, name)

    def _variable(self, name: str) -> Any:
        declared = self.variables.get(name)
        if declared is None:
            return invalid(f"var.{name} is not declared")
        written = declared.body.attributes
        value = self.given(name)
        if value is NOT_GIVEN or (value is None and "default" in written):
            if "default" not in written:
                return Later(f"var.{name} has no value")
            value = self.value(written["default"])
        return converted(value, written.get("type"), self.value)

    def local(self, name: str) -> Any:
        """A local."""
        return self._once(f"local.{name}", self._local, name)

    def _local(self, name: str) -> Any:
        tree = self.locals.get(name)
        if tree is None:
            return invalid(f"local.{name} is not declared")
        return self.value(tree)

    def output(self, name: str) -> Any:
        """An output."""
        return self._once(f"output.{name}", self._output, name)

    def _output(self, name: str) -> Any:
        tree = self.outputs.get(name)
        return invalid(f"output.{name} is not declared") if tree is None else self.value(tree)

    def value(self, tree: object, names: Names | None = None) -> Any:
        """What an expression is worth in it."""
        return self.world.evaluator.value(tree, names or self)

    def _resource(self, mode: str, type: str, name: str) -> Any:
        found = self.resources.get((mode, type, name))
        return found if found else invalid(f"{type}.{name} is not declared")

    def _module(self, name: str) -> Any:
        found = self.calls.get(name)
        return found if found else invalid(f"module.{name} is not declared")

    def child(self, call: Calls, folder: Path, key: Index, names: Names) -> Module:
        """A module that it calls, which asks for what it is given when it needs it."""
        trees = call.arguments
        found = Module(self.world, folder, lambda name: self.value(trees[name], names) if name in trees else NOT_GIVEN, call, key)
        found.uncertain = call.uncertain
        return found

    def attribute(self, name: str) -> Any:
        """What is asked of a module that is called: an output."""
        return self.output(name)

    def item(self, key: object) -> Any:
        """It is one; where nobody knows how many there are, it stands for each."""
        return self if self.uncertain else invalid(f"there is one module, and not {key}")

    def every(self) -> list[Any]:
        """Itself."""
        return [self]

    def whole(self) -> Any:
        """All its outputs."""
        return {name: self.output(name) for name in self.outputs}

    def configured(self, resource: Resource) -> tuple[Owner, str]:
        """The module that configures the provider of a resource, and how it is called there."""
        tree = resource.block.body.attributes.get("provider")
        return self.provider(dotted(tree) if tree is not None else resource.type.partition("_")[0])

    @cached_property
    def provider_blocks(self) -> Mapping[str, syntax.Body]:
        """The providers that are configured in it, by their names and aliases."""
        found = {}
        for one in self.body.of("provider"):
            alias = one.body.attributes.get("alias")
            found[f"{one.labels[0]}.{self.value(alias)}" if alias is not None else one.labels[0]] = one.body
        return found

    def provider(self, local: str) -> tuple[Owner, str]:
        """The module that configures a provider, and how it is called there: the caller's, unless it is configured here."""
        if local in self.provider_blocks or self.caller is None or self.call is None:
            return self, local
        return self.caller.provider(self.call.providers.get(local, local))
