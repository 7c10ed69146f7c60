"""A vCenter on loopback: SOAP and REST answers made of pyVmomi's own types, which refuse a field that the published API has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from pyVmomi import SoapAdapter, VmomiSupport, vim, vmodl

from auditor.demo.json_stub import FAULTS, Answer, Fault, JsonStub

SPOKEN = "vim.version.v8_0_2_0"
UUID = "6f1c7f0e-3f0a-4f0e-9b39-1d6a4f6b2c11"
QUERY = vmodl.query.PropertyCollector
ENVELOPE = '<?xml version="1.0" encoding="UTF-8"?>\n{start}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>'
XML = {"Content-Type": "text/xml; charset=utf-8"}
MANAGERS: Mapping[str, Any] = {
    "rootFolder": vim.Folder,
    "propertyCollector": QUERY,
    "sessionManager": vim.SessionManager,
    "authorizationManager": vim.AuthorizationManager,
    "extensionManager": vim.ExtensionManager,
    "customFieldsManager": vim.CustomFieldsManager,
    "cryptoManager": vim.encryption.CryptoManagerKmip,
}
REST = "/api/"


class VCenter(JsonStub):
    """`objects` maps the id of each managed object to its type and properties; `permissions` and `clusters` (of vSAN) answer methods.

    `hidden` are pairs of a type and a property that the reader has no permission for. A SOAP request goes by a path of its own,
    `POST /sdk RetrievePropertiesEx VirtualMachine`, by which it may be made to fail.
    """

    def __init__(self, objects: Mapping[str, tuple[Any, Mapping[str, Any]]], rest: Mapping[str, object] | None = None) -> None:
        super().__init__({f"{REST}{path}" if " " not in path else path: answer for path, answer in (rest or {}).items()})
        self.objects = {"rootFolder": (vim.Folder, {"name": "Datacenters"}), **objects}
        self.permissions: list[Any] = []
        self.clusters: dict[str, Any] = {}
        self.hidden: set[tuple[str, str]] = set()
        self.page = 0
        self._left: dict[str, list[Any]] = {}
        self.routes |= {"POST /api/session": Answer("token", {}, 201), "DELETE /api/session": Answer(None, {}, 204)}

    def asked(self, path: str, query: str, sent: bytes) -> tuple[str, Any]:
        """A SOAP request goes by what it asks; a POST of the REST API by its action."""
        if path not in ("POST /sdk", "POST /vsanHealth"):
            return super().asked(path, query, sent)
        (body,) = ElementTree.fromstring(sent).iter("{http://schemas.xmlsoap.org/soap/envelope/}Body")  # noqa: S314  # our own client's
        request = body[0]
        name = _bare(request.tag)
        kinds = [_text(one, "type") for one in _all(request, "propSet")]
        called = f"{path} {' '.join([name, *kinds])}"
        self.routes.setdefault(called, getattr(self, f"_{name}"))
        return called, request

    def known(self, path: str) -> Mapping[str, Fault]:
        """A refusal of SOAP is a fault, with the status of an error of the server."""
        if not path.startswith(("POST /sdk", "POST /vsanHealth")):
            return FAULTS
        fault = vim.fault.NoPermission(object=vim.Folder("rootFolder", None), privilegeId="System.View")
        return {**FAULTS, "refused": Fault(500, faulty(fault), headers=XML), "nothing": Fault(200, enveloped("").encode(), headers=XML)}

    def _RetrieveServiceContent(self, _: object) -> Answer:  # noqa: N802  # as SOAP has it
        about = vim.AboutInfo(
            name="VMware vCenter Server",
            fullName="VMware vCenter Server 8.0.2 build-22617221",
            vendor="VMware, Inc.",
            version="8.0.2",
            build="22617221",
            osType="linux-x64",
            productLineId="vpx",
            apiType="VirtualCenter",
            apiVersion="8.0.2.0",
            instanceUuid=UUID,
        )
        content = vim.ServiceInstanceContent(about=about, setting=None)
        for name, kind in MANAGERS.items():
            setattr(content, name, kind(name, None))
        return said(vim.ServiceInstance, "RetrieveContent", content)

    def _Login(self, request: object) -> Answer:  # noqa: N802
        now = datetime(2026, 11, 28, tzinfo=UTC)
        session = vim.UserSession(
            key="k",
            userName=f"VSPHERE.LOCAL\\{_text(request, 'userName')}",
            fullName="Audit",
            loginTime=now,
            lastActiveTime=now,
            locale="en",
            messageLocale="en",
        )
        answer = said(vim.SessionManager, "Login", session)
        return Answer(answer.body, {**answer.headers, "Set-Cookie": 'vmware_soap_session="s1"; Path=/; HttpOnly'})

    def _Logout(self, _: object) -> Answer:  # noqa: N802
        return said(vim.SessionManager, "Logout", None)

    def _RetrieveAllPermissions(self, _: object) -> Answer:  # noqa: N802
        return said(vim.AuthorizationManager, "RetrieveAllPermissions", self.permissions)

    def _VsanClusterGetConfig(self, request: object) -> Answer:  # noqa: N802
        config = self.clusters[_text(request, "cluster")]
        return said(vim.cluster.VsanVcClusterConfigSystem, "GetConfigInfoEx", config, "vsan.version.version3")

    def _RetrievePropertiesEx(self, request: object) -> Answer:  # noqa: N802
        wanted = {_text(one, "type"): [path.text or "" for path in _all(one, "pathSet")] for one in _all(request, "propSet")}
        below = any(True for _ in _all(request, "selectSet"))
        start = _text(request, "obj")
        found = [self._content(id, wanted) for id in (self.objects if below else [start])]
        size = self.page or int(_text(request, "maxObjects") or 0) or len(self.objects)
        return self._paged([one for one in found if one], size, "RetrievePropertiesEx")

    def _ContinueRetrievePropertiesEx(self, request: object) -> Answer:  # noqa: N802
        left = self._left.pop(_text(request, "token"))
        return self._paged(left, self.page or 500, "ContinueRetrievePropertiesEx")

    def _paged(self, found: list[Any], size: int, method: str) -> Answer:
        page, left = found[:size], found[size:]
        result = QUERY.RetrieveResult(objects=page)
        if left:
            result.token = f"{len(self.seen)}-{len(left)}"
            self._left[result.token] = left
        return said(QUERY, method, result if page else None)

    def _content(self, id: str, wanted: Mapping[str, Iterable[str]]) -> Any:
        kind, properties = self.objects[id]
        names = {base.__name__.rpartition(".")[2] for base in kind.__mro__}
        paths = [path for name, some in wanted.items() if name in names for path in some]
        if not paths:
            return None
        content = QUERY.ObjectContent(obj=kind(id, None))
        for path in paths:
            value = _at(kind, properties, path)
            if (kind.__name__.rpartition(".")[2], path) in self.hidden:
                fault = vim.fault.NoPermission(object=kind(id, None), privilegeId="System.Read")
                content.missingSet.append(QUERY.MissingProperty(path=path, fault=fault))
            elif value is not None:
                content.propSet.append(vmodl.DynamicProperty(name=path, val=value))
        return content


def said(kind: Any, method: str, value: object, version: str = SPOKEN) -> Answer:
    """What a method answers, as SOAP."""
    info = kind._methodInfo[method]
    element = VmomiSupport.Object(name="returnval", type=info.result, version=version, flags=VmomiSupport.F_OPTIONAL)
    spaces = {**SoapAdapter.SOAP_NSMAP, VmomiSupport.GetWsdlNamespace(version): ""}
    inner = "" if value is None else SoapAdapter.SerializeToStr(value, element, version, spaces)
    name = f"{info.wsdlName}Response"
    return Answer(enveloped(f'<{name} xmlns="{VmomiSupport.GetWsdlNamespace(version)}">{inner}</{name}>').encode(), XML)


def faulty(fault: Any) -> bytes:
    """The envelope of a fault."""
    element = VmomiSupport.Object(name=f"{fault._wsdlName}Fault", type=type(fault), version=SPOKEN, flags=0)
    detail = SoapAdapter.SerializeFaultDetail(fault, element, SPOKEN)
    text = "<faultcode>ServerFaultCode</faultcode><faultstring>no permission</faultstring>"
    return enveloped(f"<soapenv:Fault>{text}<detail>{detail}</detail></soapenv:Fault>").encode()


def enveloped(body: str) -> str:
    """An envelope around a body."""
    return ENVELOPE.format(start=SoapAdapter.SOAP_ENVELOPE_START, body=body)


def _at(kind: Any, properties: Mapping[str, object], path: str) -> Any:
    """The value of a path, of which the first part is a property and the others are fields; a list of the type that is published."""
    first, *rest = path.split(".")
    value = properties.get(first)
    for name in rest:
        if value is None:
            return None
        kind, first, value = type(value), name, getattr(value, name)
    return kind._GetPropertyInfo(first).type(value) if type(value) is list else value


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(element: Any, name: str) -> list[Any]:
    return [one for one in element.iter() if _bare(one.tag) == name]


def _text(element: object, name: str) -> str:
    return next((str(one.text or "") for one in _all(element, name)), "")
