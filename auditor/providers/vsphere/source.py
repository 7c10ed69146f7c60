"""A vCenter as the shared reader sees it: makes the calls, a page at a time, and says what each fault means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from pyVmomi import vim, vmodl

from auditor.providers.contract import Call
from auditor.providers.http import told
from auditor.providers.observing import Unknown
from auditor.providers.pace import Rounds
from auditor.providers.vsphere.calls import Method, Rest, Retrieve
from auditor.providers.vsphere.session import ERRORS, Session
from auditor.providers.vsphere.soap import method
from auditor.reason import Reason

PAGE = 500
"""Objects of one answer."""
COLLECTOR = "vmodl.query.PropertyCollector"
query = vmodl.query.PropertyCollector
DOWN: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "folders": ("Folder", "childEntity", ("folders", "machines", "hosts", "stores")),
    "machines": ("Datacenter", "vmFolder", ("machine folders",)),
    "machine folders": ("Folder", "childEntity", ("machine folders", "applications", "parts")),
    "applications": ("VirtualApp", "vm", ()),
    "parts": ("VirtualApp", "resourcePool", ("applications", "parts")),
    "hosts": ("Datacenter", "hostFolder", ("host folders",)),
    "host folders": ("Folder", "childEntity", ("host folders", "of a cluster", "pools")),
    "of a cluster": ("ComputeResource", "host", ()),
    "pools": ("ComputeResource", "resourcePool", ("pools of pools",)),
    "pools of pools": ("ResourcePool", "resourcePool", ("pools of pools",)),
    "stores": ("Datacenter", "datastoreFolder", ("store folders",)),
    "store folders": ("Folder", "childEntity", ("store folders",)),
}
"""How the inventory is gone down, as a tree: step → the type it leaves from, the property that leads on, and the steps that follow."""
FAULTS: Mapping[str, tuple[type[Exception], ...]] = {
    "credentials_invalid": (vim.fault.InvalidLogin,),
    "credentials_expired": (vim.fault.NotAuthenticated,),
    "access_denied": (vim.fault.NoPermission, vmodl.fault.SecurityError),
    "gone": (vmodl.fault.ManagedObjectNotFound,),
}
"""Reason code → the faults that say so, the first that fits."""


class VsphereSource:
    """Makes the calls of one entry; counts them. Raises only `errors`."""

    errors = ERRORS

    def __init__(self, session: Session, account: str = "") -> None:
        self.requests = 0
        self._session = session
        self._account = account
        # The number of requests, counted by every thread.
        self._counting = Lock()

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:  # noqa: ARG002  # a vCenter has one address
        """One answer: what a method gives, or one JSON value of the REST API."""
        found = self._rest(call, parameters) if isinstance(call, Rest) else self._method(call, parameters)
        return Unknown(call.reason("empty_answer")) if found is None or found == {} else found

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:  # noqa: ARG002
        """The objects of each page, each a mapping of its properties: one that may not be read is Unknown, one not set is missing."""
        if isinstance(call, Retrieve) and not call.of_one:
            yield from self._retrieved(call)
            return
        if isinstance(call, Retrieve):
            found = self._of_one(call)
        else:
            found = self._rest(call, parameters) if isinstance(call, Rest) else self._method(call, parameters)
        yield found if isinstance(found, list | Unknown) else Unknown(call.reason("empty_answer"))

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The name of the fault, or the status, and our reason."""
        if not isinstance(error, vmodl.MethodFault):
            return told(error, call)
        code, name = _kind(error), type(error).__name__.rpartition(".")[2]
        return name, call.reason(code, provider_code=name if code == "no_answer" else "")

    def _retrieved(self, call: Retrieve) -> Iterator[list[Any] | Unknown]:
        root, rounds = self._session.signed().content.rootFolder, Rounds()
        result = self._invoke(
            call,
            COLLECTOR,
            "RetrievePropertiesEx",
            [_below(root, call)],
            query.RetrieveOptions(maxObjects=PAGE),
            manager="propertyCollector",
        )
        while result is not None:
            page = [_seen(one, call) for one in result.objects or ()]
            yield page
            if not result.token:
                return
            if rounds.astray(result.token, [one["id"] for one in page]):
                yield Unknown(call.reason("partial_list"))
                return
            result = self._invoke(call, COLLECTOR, "ContinueRetrievePropertiesEx", result.token, manager="propertyCollector")
            if result is None:
                yield Unknown(call.reason("partial_list"))

    def _of_one(self, call: Retrieve) -> Any:
        """The list that one manager of the vCenter has; none where the vCenter has no such manager."""
        manager = getattr(self._session.signed().content, call.of_one, None)
        if manager is None:
            return []
        ((kind, paths),) = call.seeks
        spec = query.FilterSpec(objectSet=[query.ObjectSpec(obj=manager)], propSet=[_property(kind, paths)])
        result = self._invoke(call, COLLECTOR, "RetrievePropertiesEx", [spec], query.RetrieveOptions(), manager="propertyCollector")
        if result is None or not result.objects:
            return Unknown(call.reason("empty_answer"))
        return _seen(result.objects[0], call).get(paths[0], [])

    def _method(self, call: Call, parameters: Mapping[str, object]) -> Any:
        if not isinstance(call, Method):
            raise TypeError(call.name)
        known = method(call.managed, call.method).params
        arguments = [one.type(parameters[one.name], None) for one in known if one.name in parameters]
        return self._invoke(call, call.managed, call.method, *arguments, manager=call.manager, object=call.object, endpoint=call.endpoint)

    def _invoke(
        self, call: Call, managed: str, name: str, *arguments: object, manager: str = "", object: str = "", endpoint: str = "/sdk"
    ) -> Any:
        self._count()
        target = getattr(self._session.signed().content, manager)._moId if manager else object
        return self._session.invoke((self._account, "", call.service), managed, target, name, *arguments, endpoint=endpoint)

    def _rest(self, call: Rest, parameters: Mapping[str, Any]) -> Any:
        self._count()
        ids = {name: value for name, value in parameters.items() if f"{{{name}}}" in call.route}
        body = {name: value for name, value in parameters.items() if name not in ids}
        return self._session.rest((self._account, "", call.service), call.route, ids, call.action, body)

    def _count(self) -> None:
        with self._counting:
            self.requests += 1


def _kind(fault: object) -> str:
    return next((code for code, kinds in FAULTS.items() if isinstance(fault, kinds)), "no_answer")


def _property(kind: str, paths: tuple[str, ...]) -> Any:
    return query.PropertySpec(type=_type(kind), pathSet=list(paths), all=False)


def _type(kind: str) -> Any:
    return getattr(vim, kind) if "." not in kind else getattr(getattr(vim, kind.split(".")[0]), kind.split(".")[1])


def _below(root: object, call: Retrieve) -> Any:
    """What asks for objects of some types anywhere below the root folder, without leaving anything in the vCenter."""
    steps = [
        query.TraversalSpec(
            name=name, type=_type(kind), path=path, skip=False, selectSet=[query.SelectionSpec(name=following) for following in onward]
        )
        for name, (kind, path, onward) in DOWN.items()
    ]
    start = query.ObjectSpec(obj=root, skip=False, selectSet=steps)
    return query.FilterSpec(objectSet=[start], propSet=[_property(kind, paths) for kind, paths in call.seeks])


def _seen(content: Any, call: Call) -> dict[str, Any]:
    """The properties of one object, by path. What it has no permission for is named apart from what is not set."""
    found = {one.name: one.val for one in content.propSet or ()}
    for one in content.missingSet or ():
        code = _kind(one.fault)
        found[one.path] = Unknown(
            call.reason(code, provider_code=type(one.fault).__name__.rpartition(".")[2] if code == "no_answer" else "")
        )
    return {"id": content.obj._moId, "type": type(content.obj).__name__.rpartition(".")[2], **found}
