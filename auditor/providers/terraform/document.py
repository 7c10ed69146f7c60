"""What `terraform show -json` writes of a plan or a state, and a state file as it is kept: read whole, each value when asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec

from auditor.reason import Reason

Raw = msgspec.Raw
NOTHING = Raw(b"null")
Index = str | int | None
STEP = re.compile(r'module\.([^.\[\]]+)(?:\[(?:"((?:[^"\\]|\\.)*)"|(\d+))\])?')
SOURCE = re.compile(r'(?:.*/)?([^/"\]]+)"?\]?$')
DESTROYED, REPLACED = "delete", "replace"


class Change(msgspec.Struct, frozen=True):
    """What happens to a resource: what is not known before it was applied is `true` in `after_unknown`."""

    actions: tuple[str, ...] = ()
    before: Raw = NOTHING
    after: Raw = NOTHING
    after_unknown: Raw = NOTHING
    after_sensitive: Raw = NOTHING
    before_sensitive: Raw = NOTHING


class Changed(msgspec.Struct, frozen=True):
    """One line of `resource_changes`."""

    address: str
    type: str
    name: str = ""
    mode: str = "managed"
    module_address: str = ""
    index: Index = None
    provider_name: str = ""
    deposed: str = ""
    change: Change = Change()


class Stated(msgspec.Struct, frozen=True):
    """One resource of a state, or of the values that are planned."""

    address: str
    type: str
    name: str = ""
    mode: str = "managed"
    index: Index = None
    provider_name: str = ""
    values: Raw = NOTHING
    sensitive_values: Raw = NOTHING


class Module(msgspec.Struct, frozen=True):
    """A module of a state."""

    address: str = ""
    resources: tuple[Stated, ...] = ()
    child_modules: tuple[Module, ...] = ()


class Values(msgspec.Struct, frozen=True):
    """The values of a state."""

    root_module: Module = Module()


class State(msgspec.Struct, frozen=True):
    """A state within a plan."""

    values: Values | None = None


class Configured(msgspec.Struct, frozen=True):
    """A block as it is written: each expression is a constant, or names what it refers to."""

    type: str
    name: str
    mode: str = "managed"
    provider_config_key: str = ""
    expressions: Raw = NOTHING
    for_each_expression: Raw = NOTHING
    count_expression: Raw = NOTHING


class Output(msgspec.Struct, frozen=True):
    """An output of a module."""

    expression: Raw = NOTHING


class ModuleCall(msgspec.Struct, frozen=True):
    """A module that is called, and with what."""

    expressions: dict[str, Raw] = {}
    module: ConfiguredModule | None = None
    for_each_expression: Raw = NOTHING
    count_expression: Raw = NOTHING


class ConfiguredModule(msgspec.Struct, frozen=True):
    """A module as it is written."""

    resources: tuple[Configured, ...] = ()
    module_calls: dict[str, ModuleCall] = {}
    outputs: dict[str, Output] = {}
    variables: dict[str, Raw] = {}


class ProviderConfig(msgspec.Struct, frozen=True):
    """How one provider, or one alias of it, is configured."""

    name: str = ""
    alias: str = ""
    module_address: str = ""
    expressions: dict[str, Raw] = {}


class Configuration(msgspec.Struct, frozen=True):
    """What is written, beside what comes of it."""

    provider_config: dict[str, ProviderConfig] = {}
    root_module: ConfiguredModule = ConfiguredModule()


class Variable(msgspec.Struct, frozen=True):
    """A variable of the root module."""

    value: Any = None


class Plan(msgspec.Struct, frozen=True):
    """The whole of a plan or of a state, as `terraform show -json` writes them."""

    format_version: str
    terraform_version: str = ""
    resource_changes: tuple[Changed, ...] | None = None
    planned_values: Raw = NOTHING
    prior_state: State | None = None
    configuration: Configuration | None = None
    variables: dict[str, Variable] = {}
    values: Values | None = None
    complete: bool = True
    errored: bool = False
    deferred_changes: tuple[Raw, ...] = ()


class Instance(msgspec.Struct, frozen=True):
    """One resource of a state file."""

    index_key: Index = None
    deposed: str = ""
    attributes: Raw = NOTHING


class Kept(msgspec.Struct, frozen=True):
    """The resources of one block of a state file."""

    type: str
    name: str
    mode: str = "managed"
    module: str = ""
    provider: str = ""
    instances: tuple[Instance, ...] = ()


class StateFile(msgspec.Struct, frozen=True):
    """A state file as Terraform keeps it."""

    version: int
    resources: tuple[Kept, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One resource, whatever file tells of it. `module` is the path of calls that leads to it, each with its key.

    `expressions` are its own, where they are told one by one and not for its block: there a reference is the whole address, after an `@`.
    `uncertain`: nobody can say whether it is to be at all. `written` is the type that the configuration has for it, where it is told as
    another; `renamed` are the attributes that are called otherwise there. `partial`: what it leaves out is not known to be null,
    but for what is `unset`.
    """

    address: str
    type: str
    name: str
    module: tuple[tuple[str, Index], ...] = ()
    index: Index = None
    provider: str = ""
    mode: str = "managed"
    actions: tuple[str, ...] = ()
    values: Raw = NOTHING
    unknown: Raw = NOTHING
    sensitive: Raw = NOTHING
    written: str = ""
    renamed: dict[str, str] = {}
    partial: bool = False
    unset: frozenset[str] = frozenset()
    expressions: Raw = NOTHING
    uncertain: bool = False

    @property
    def block(self) -> tuple[tuple[str, ...], str, str, str]:
        """The block that it comes from: its module, whatever the key, its mode, type and name."""
        return tuple(name for name, _ in self.module), self.mode, self.written or self.type, self.name


class Document:
    """What a file tells: the resources there are to be, those that are to go, and how they are written."""

    def __init__(self, entries: list[Entry], configuration: Configuration | None, variables: Mapping[str, object]) -> None:
        self.entries = entries
        self.configuration = configuration
        self.variables = variables
        self.ours = entries
        """Those of providers that have a table."""
        self.gone: list[tuple[str, Entry]] = []
        self.prior: list[Entry] = []
        self.notes: list[Reason] = []
        self.planned = True
        """Whether what it tells is yet to be; a state tells what is there."""
        self.touched: dict[str, str] = {}
        """The addresses and names of what something that was not read may configure, and what that is."""

    def of(self, providers: Collection[str]) -> Document:
        """The same, with the resources of some providers only: of the others nothing but their number is told."""
        self.ours = [one for one in self.entries if one.provider in providers or one.mode == "data"]
        return self

    @cached_property
    def blocks(self) -> Mapping[tuple[tuple[str, ...], str, str, str], Configured]:
        """Every block of the configuration."""
        found: dict[tuple[tuple[str, ...], str, str, str], Configured] = {}
        for path, module in self.modules.items():
            for one in module.resources:
                found[path, one.mode, one.type, one.name] = one
        return found

    @cached_property
    def modules(self) -> Mapping[tuple[str, ...], ConfiguredModule]:
        """Every module as it is written, by the names of the calls that lead to it."""
        found: dict[tuple[str, ...], ConfiguredModule] = {}
        left: list[tuple[tuple[str, ...], ConfiguredModule]] = [((), self.configuration.root_module)] if self.configuration else []
        while left:
            path, module = left.pop()
            found[path] = module
            left += [((*path, name), call.module) for name, call in module.module_calls.items() if call.module]
        return found

    def written(self, entry: Entry) -> Any:
        """How a resource is written: its own expressions, else those of its block; None where the file does not tell."""
        own = msgspec.json.decode(entry.expressions)
        if own is not None:
            return own
        block = self.blocks.get(entry.block)
        return None if block is None else msgspec.json.decode(block.expressions) or {}

    @cached_property
    def by_address(self) -> Mapping[str, Entry]:
        """Every resource by its address."""
        return {one.address: one for one in self.entries}

    @cached_property
    def by_block(self) -> Mapping[tuple[tuple[str, ...], str, str, str], list[Entry]]:
        """Every resource of each block."""
        found: dict[tuple[tuple[str, ...], str, str, str], list[Entry]] = {}
        for one in self.entries:
            found.setdefault(one.block, []).append(one)
        return found


def steps(address: str) -> tuple[tuple[str, Index], ...]:
    """The calls that the address of a module names."""
    return tuple((name, int(number) if number else key or None) for name, key, number in STEP.findall(address))


def provider_of(name: str, type: str) -> str:
    """The short name of a provider, from its address in a registry, or from the type of what it makes."""
    found = SOURCE.search(name.partition('"]')[0] if name.startswith("provider[") else name)
    return found[1].removesuffix("-beta") if name and found else type.partition("_")[0]


def of_plan(plan: Plan) -> Document:
    """What a plan, or a state as JSON, tells."""
    if plan.resource_changes is None:
        values = plan.values or (msgspec.json.decode(plan.planned_values, type=Values | None))
        stated = Document([*_stated((values or Values()).root_module)], plan.configuration, _values(plan))
        stated.planned = not plan.values
        return stated
    document = Document([], plan.configuration, _values(plan))
    for one in plan.resource_changes:
        _file(document, one)
    if plan.prior_state and plan.prior_state.values:
        document.prior = [one for one in _stated(plan.prior_state.values.root_module) if one.mode == "data"]
    if plan.errored:
        document.notes.append(Reason.of("partial_list", "Terraform could not finish this plan"))
    elif not plan.complete or plan.deferred_changes:
        document.notes.append(
            Reason.of("partial_list", "this plan is not complete: part of it is put off, or it was made for some targets")
        )
    return document


def _values(plan: Plan) -> dict[str, Any]:
    return {name: variable.value for name, variable in plan.variables.items()}


def _file(document: Document, one: Changed) -> None:
    """Where a line of the plan belongs: among what is to be, or among what is to go."""
    actions, change = one.change.actions, one.change
    ends = "forget" in actions or one.deposed
    after = change.before if "forget" in actions else change.after
    sensitive = change.before_sensitive if "forget" in actions else change.after_sensitive
    provider = provider_of(one.provider_name, one.type)
    unknown = NOTHING if ends else change.after_unknown
    entry = Entry(
        one.address, one.type, one.name, steps(one.module_address), one.index, provider, one.mode, actions, after, unknown, sensitive
    )
    if "delete" in actions and one.mode == "managed":
        document.gone.append((REPLACED if "create" in actions else DESTROYED, entry))
    if not one.deposed and actions != ("delete",):
        document.entries.append(entry)


def _stated(module: Module) -> Iterator[Entry]:
    left = [module]
    while left:
        here = left.pop()
        left += reversed(here.child_modules)
        path = steps(here.address)
        for one in here.resources:
            provider = provider_of(one.provider_name, one.type)
            yield Entry(one.address, one.type, one.name, path, one.index, provider, one.mode, (), one.values, NOTHING, one.sensitive_values)


def of_state(state: StateFile) -> Document:
    """What a state file tells."""
    document = Document([], None, {})
    document.planned = False
    for one in state.resources:
        for instance in one.instances:
            if not instance.deposed:
                document.entries.append(_kept(one, instance))
    return document


def _kept(one: Kept, instance: Instance) -> Entry:
    key = instance.index_key
    written = "" if key is None else f"[{msgspec.json.encode(key).decode()}]"
    address = ".".join(part for part in (one.module, "data" if one.mode == "data" else "", one.type, one.name) if part) + written
    provider = provider_of(one.provider, one.type)
    return Entry(address, one.type, one.name, steps(one.module), key, provider, one.mode, (), instance.attributes)
