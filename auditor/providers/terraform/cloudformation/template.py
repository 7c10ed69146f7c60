"""A template: its parameters, maps, conditions and resources, each worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.i18n import filled
from auditor.providers.terraform.cloudformation.functions import ABSENT, called
from auditor.providers.terraform.values import LATER, Later, Once, Scale, invalid, text

POLICIES = ("Policy", "PolicyDocument", "PolicyText", "AccessPolicies")
MOST_STEPS = 1_000_000
PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "eusc-": "aws-eusc"}


class Template:
    """One template, of an account that is ours and called `own` where nobody says which.

    `region` and `account` are those that it is for, where the entry says so; `given` are values of its parameters.
    """

    def __init__(self, data: Mapping[str, object], region: str, account: str, own: str, given: Mapping[str, object]) -> None:
        self._data, self._given = data, given
        self.resources: Mapping[str, Any] = {name: one for name, one in _part(data, "Resources").items() if isinstance(one, Mapping)}
        partition = next((one for begin, one in PARTITIONS.items() if region.startswith(begin)), "aws")
        self.pseudo: dict[str, Any] = {"AWS::NoValue": ABSENT}
        self.pseudo |= {"AWS::Region": region, "AWS::Partition": partition} if region else {}
        self.pseudo |= {"AWS::AccountId": account} if account else {}
        self._once = Once()
        self._scale = Scale(MOST_STEPS)
        self._own = {"AWS::AccountId": account or own, "AWS::Partition": partition}
        self._policy = False

    def value(self, node: object) -> Any:
        """What a part of the template is worth. Raises ValueError for what is too much."""
        self._scale.step()
        if isinstance(node, list):
            return self._scale([one for part in node if (one := self.value(part)) is not ABSENT])
        if not isinstance(node, Mapping):
            return node
        if len(node) == 1:
            name, given = next(iter(node.items()))
            if name.startswith("Fn::") or name == "Ref" or (name == "Condition" and isinstance(given, str)):
                return self._scale(called(self, name, given))
        if any(key.startswith(("Fn::ForEach", "Fn::Transform")) for key in node):
            return Later("a macro is not evaluated")
        return self._scale({key: one for key, part in node.items() if (one := self._property(key, part)) is not ABSENT})

    def _property(self, name: str, node: object) -> Any:
        """A property. In a policy the account of the template is ourselves, whoever that will be."""
        if self._policy or not name.endswith(POLICIES):
            return self.value(node)
        self._policy = True
        found = self.value(node)
        self._policy = False
        return found

    def named(self, name: str) -> Any:
        """What a parameter, a pseudo parameter or a resource is worth."""
        if name in self.pseudo or (self._policy and name in self._own):
            return self.pseudo[name] if name in self.pseudo else self._own[name]
        if name in self.resources:
            return Later(LATER, frozenset({name}), loose=False)
        return self._once(f"Ref {name}", self._parameter, name)

    def _parameter(self, name: str) -> Any:
        if name.startswith("AWS::"):
            return Later(f"{name} is known once it is deployed")
        declared = _part(self._data, "Parameters").get(name)
        if not isinstance(declared, Mapping):
            return invalid(f"{name} is not declared")
        value = self._given.get(name, declared.get("Default"))
        kind = str(declared.get("Type") or "")
        if value is None or kind.startswith("AWS::SSM::Parameter"):
            return Later(f"{name} has no value")
        if "List" in kind and isinstance(value, str):
            return [one.strip() for one in value.split(",")]
        return value

    def attribute(self, resource: str, name: str) -> Any:
        """An attribute of a resource: known once it is there."""
        if resource not in self.resources:
            return invalid(f"{resource}.{name} is not declared")
        return Later(LATER, frozenset({resource}), loose=False)

    def condition(self, name: str) -> bool | Later:
        """Whether a condition holds."""
        found: bool | Later = self._once(f"Condition {name}", self._condition, name)
        return found

    def _condition(self, name: str) -> bool | Later:
        written, before = _part(self._data, "Conditions").get(name), self._policy
        self._policy = False
        found = self.value(written) if written is not None else invalid(f"{name} is not declared")
        self._policy = before
        return found if isinstance(found, bool | Later) else invalid(f"{name} is no condition")

    def mapped(self, name: object, first: object, second: object) -> Any:
        """A value of a map of the template."""
        keys = [text(one) for one in (name, first, second)]
        later = next((one for one in keys if isinstance(one, Later)), None)
        if later is not None:
            return later
        node: Any = _part(self._data, "Mappings")
        for key in keys:
            node = node[key]
        return node

    def made(self) -> Iterator[tuple[str, str, dict[str, Any] | Later, bool]]:
        """Each resource that is to be: its name, type and properties, and whether that is sure."""
        for name, one in self.resources.items():
            holds = self.condition(str(one["Condition"])) if "Condition" in one else True
            if holds is False:
                continue
            properties = self.value(one.get("Properties") or {})
            if not isinstance(properties, dict | Later):
                properties = invalid("properties that are none")
            yield name, str(one.get("Type") or ""), properties, holds is True


def _part(data: Mapping[str, object], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    if found is not None and not isinstance(found, Mapping):
        raise ValueError(filled("%(name)s is no map", name=name))
    return found or {}
