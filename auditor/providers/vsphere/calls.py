"""The three ways in which a vCenter is asked, each a kind of call: the PropertyCollector, a method, and the REST API. Imports no SDK."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.providers.contract import Call

VIEW, READ = "System.View", "System.Read"


@dataclass(frozen=True, slots=True)
class Retrieve(Call):
    """Properties through the PropertyCollector: of every object of some types below the root folder, or `of_one` manager of the vCenter.

    `seeks` are pairs of a type and the paths of its properties. Of one manager, the first of them is the list asked for.
    """

    seeks: tuple[tuple[str, tuple[str, ...]], ...] = ()
    of_one: str = ""


@dataclass(frozen=True, slots=True)
class Method(Call):
    """A method of a managed object that only reads: its type and name in pyVmomi, and the object, or the manager that it is asked of."""

    managed: str = ""
    method: str = ""
    object: str = ""
    manager: str = ""
    endpoint: str = "/sdk"


@dataclass(frozen=True, slots=True)
class Rest(Call):
    """A read of the REST API: its route, in which `{words}` are parameters, and the action of those that are asked by POST."""

    route: str = ""
    action: str = ""
