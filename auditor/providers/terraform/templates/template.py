"""A template of Azure: its parameters, variables and resources, those of templates within it included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.i18n import _, filled
from auditor.providers.terraform.templates.expressions import GROUP, SUBSCRIPTION, Evaluator, below, grouped
from auditor.providers.terraform.values import Later, Once, invalid, truth

DEEPEST, MOST = 10, 50_000
DEPLOYMENT = "microsoft.resources/deployments"


@dataclass(frozen=True, slots=True)
class Made:
    """A resource of a template: its type, its id, what is said of it, and whether it is sure to be made."""

    type: str
    id: str
    said: Mapping[str, Any]
    sure: bool


class Template:
    """One template. `given` are values of its parameters; `region` that of the group, where anybody knows it."""

    def __init__(self, data: Mapping[str, object], evaluator: Evaluator, region: str, given: Mapping[str, object], depth: int = 0) -> None:
        if depth > DEEPEST:
            raise ValueError(_("templates within templates without end"))
        self._data, self._evaluator, self._region, self._given, self._depth = data, evaluator, region, given, depth
        self._once = Once()
        self._indexes: dict[str, int] = {}
        self.linked: list[Any] = []
        """What each template that is not here is given."""

    def parameter(self, name: str) -> Any:
        """A parameter: what is given, else its default."""
        return self._once(f"parameters.{name.lower()}", self._parameter, name)

    def _parameter(self, name: str) -> Any:
        declared = _found(self._data.get("parameters"), name)
        given = _found(self._given, name)
        if given is not None:
            return given
        if not isinstance(declared, Mapping) or "defaultValue" not in declared:
            kind = str(declared.get("type") if isinstance(declared, Mapping) else "").lower()
            why = f"{name} has no value"
            return self._evaluator.mark(f"parameter {self._depth} {name}", why) if "string" in kind else Later(why)
        return self._evaluator.value(declared["defaultValue"], self)

    def variable(self, name: str) -> Any:
        """A variable."""
        return self._once(f"variables.{name.lower()}", self._variable, name)

    def _variable(self, name: str) -> Any:
        variables = self._data.get("variables")
        written = _found(variables, name)
        if written is None:
            loops = variables.get("copy") if isinstance(variables, Mapping) else None
            loop = next((one for one in loops if _named(one) == name.lower()), None) if isinstance(loops, list) else None
            return self._looped(loop) if loop is not None else invalid(f"{name} is not declared")
        return self._evaluator.value(written, self)

    def _looped(self, loop: Mapping[str, object]) -> Any:
        """A list that a loop makes."""
        count = self._evaluator.value(loop.get("count"), self)
        if not isinstance(count, int):
            return count if isinstance(count, Later) else Later("a loop of nobody knows how many")
        return [self._evaluator.value(loop.get("input"), self) for _index in self._counted(count, _named(loop))]

    def _counted(self, count: int, name: str) -> Iterator[int]:
        if count > MOST:
            raise ValueError(filled("more than %(most)s resources", most=MOST))
        before = dict(self._indexes)
        for index in range(count):
            self._indexes = {**before, name: index, "": index}
            yield index
        self._indexes = before

    def index(self, name: str) -> Any:
        """Which one of many is being made."""
        found = self._indexes.get(name.lower())
        return found if found is not None else Later("copyIndex() where nobody knows how many there are")

    def given(self, name: str) -> Any:
        """What the deployment itself tells."""
        mark = self._evaluator.mark
        if name == "resourcegroup":
            where = self._region or mark("group.location", "the region of the resource group is known once it is deployed")
            return {"id": grouped(), "name": GROUP, "location": where, "tags": Later("tags of the resource group")}
        if name == "subscription":
            tenant = mark("tenant", "the tenant is known once it is deployed")
            return {"id": f"/subscriptions/{SUBSCRIPTION}", "subscriptionId": SUBSCRIPTION, "tenantId": tenant, "displayName": tenant}
        if name == "deployment":
            where = self._region or mark("deployment.location", "the region of the deployment is known once it is deployed")
            return {"location": where, "name": mark("deployment.name", "the name of the deployment is known once it is deployed")}
        return None

    def made(self) -> Iterator[Made]:
        """Every resource that is to be."""
        written = self._data.get("resources")
        every = written.values() if isinstance(written, Mapping) else written if isinstance(written, list) else ()
        for one in every:
            if isinstance(one, Mapping):
                yield from self._resources(one, "", [], sure=True)

    def _resources(self, one: Mapping[str, object], type: str, names: list[str], *, sure: bool) -> Iterator[Made]:
        """A resource as often as it is made, and those within it."""
        loop = one.get("copy")
        if not isinstance(loop, Mapping):
            yield from self._resource(one, type, names, sure=sure)
            return
        count = self._evaluator.value(loop.get("count"), self)
        if not isinstance(count, int):
            yield from self._resource(one, type, names, sure=False)
            return
        for _index in self._counted(count, _named(loop)):
            yield from self._resource(one, type, names, sure=sure)

    def _resource(self, one: Mapping[str, Any], type: str, names: list[str], *, sure: bool) -> Iterator[Made]:
        holds = truth(self._evaluator.value(one.get("condition", True), self))
        if holds is False or one.get("existing") is True:
            return
        own = str(one.get("type") or "")
        type = f"{type}/{own}" if type and "." not in own.partition("/")[0] else own
        name = self._evaluator.value(one.get("name"), self)
        sure = sure and holds is True
        if type.lower() == DEPLOYMENT:
            yield from self._deployment(one, sure=sure)
            return
        names = [
            *names,
            *(str(name).split("/") if isinstance(name, str) else [self._evaluator.mark(f"{name}", "a name that is not known")]),
        ]
        try:
            end = below(type, names)
        except ValueError:
            end = f"{type}/{'/'.join(names)}"
        scope = self._evaluator.value(one.get("scope"), self)
        within_ = scope if isinstance(scope, str) and scope.startswith("/") else grouped()
        said = {key: value for key, value in one.items() if key not in ("resources", "copy", "dependsOn", "condition")}
        yield Made(type, f"{within_}/providers/{end}", {**self._evaluator.value(said, self), "name": names[-1]}, sure)
        for inner in one.get("resources") or ():
            if isinstance(inner, Mapping):
                yield from self._resources(inner, type, names, sure=sure)

    def _deployment(self, one: Mapping[str, object], *, sure: bool) -> Iterator[Made]:
        """A template within: its own parameters, or the names of this one."""
        properties = one.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        inner = properties.get("template")
        given = self._evaluator.value(properties.get("parameters") or {}, self)
        if not isinstance(inner, Mapping):
            self.linked.append(given)
            return
        options = properties.get("expressionEvaluationOptions")
        scope = str(options.get("scope") if isinstance(options, Mapping) else "outer").lower()
        values = (
            {name: said.get("value") for name, said in given.items() if isinstance(said, Mapping)} if isinstance(given, Mapping) else {}
        )
        data = inner if scope == "inner" else {**self._data, "resources": inner.get("resources")}
        within_ = Template(data, self._evaluator, self._region, values if scope == "inner" else self._given, self._depth + 1)
        for made in within_.made():
            yield Made(made.type, made.id, made.said, made.sure and sure)
        self.linked += within_.linked


def _found(of: object, name: str) -> Any:
    """What has a name, however it is written."""
    if not isinstance(of, Mapping):
        return None
    return of[name] if name in of else next((value for key, value in of.items() if key.lower() == name.lower()), None)


def _named(loop: object) -> str:
    return str(loop.get("name") or "").lower() if isinstance(loop, Mapping) else ""
