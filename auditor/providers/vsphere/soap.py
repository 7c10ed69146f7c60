"""vSphere's SOAP over the house's own HTTP: pyVmomi writes and reads the envelopes, `http.Api` asks, signs and bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from pyVmomi import SoapAdapter, VmomiSupport, vmodl
from requests import exceptions

from auditor.providers.http import Api

OLDEST = "vim.version.version10"
"""What every vCenter since 6.0 speaks: enough to ask which version it is."""
VSAN, VSAN_VERSION = "/vsanHealth", "vsan.version.version3"
NAMESPACE = re.compile(r"vim25/(\d+(?:\.\d+)+)\Z")
MISREAD = (ExpatError, AttributeError, LookupError, TypeError, ValueError)
"""What pyVmomi raises for an envelope that is none."""


class Envelopes(SoapAdapter.SoapStubAdapterBase):
    """One path of a vCenter. Raises vSphere's faults, and requests' errors for what is no answer."""

    def __init__(self, api: Api, path: str, version: str, cookies: Mapping[str, str]) -> None:
        super().__init__(version)  # type: ignore[no-untyped-call]
        self.requestContext = None
        self._api, self._path, self._cookies = api, path, cookies

    def ask(self, place: tuple[str, str, str], method: Any, managed: Any, *arguments: Any) -> tuple[Any, str]:
        """What a method of a managed object answers, and the session that the answer opens, if it does."""
        headers = {"SOAPAction": self.versionId, "Content-Type": "text/xml; charset=UTF-8", **self._cookies}
        body = self.SerializeRequest(managed, method, arguments)  # type: ignore[no-untyped-call]
        answer = self._api.send("POST", self._path, place, answers=(200, 500), data=body, headers=headers)
        try:
            found = SoapAdapter.SoapResponseDeserializer(self).Deserialize(answer.content, method.result)
        except MISREAD as error:
            raise exceptions.ContentDecodingError(f"no SOAP: {type(error).__name__}") from error
        if isinstance(found, vmodl.MethodFault) and answer.status_code != 200:
            raise found
        # An envelope without the answer's element says nothing; within it, nothing is an empty list.
        if answer.status_code != 200 or f"{method.wsdlName}Response".encode() not in answer.content:
            raise exceptions.ContentDecodingError(f"no {method.wsdlName}Response")
        return found, str(answer.headers.get("Set-Cookie") or "").partition(";")[0]


def method(managed: str, name: str) -> Any:
    """A method of a managed type, by its names in pyVmomi."""
    return VmomiSupport.GetVmodlType(managed)._methodInfo[name]


def spoken(version: str) -> str:
    """The newest version of the API that both pyVmomi and a vCenter of that version speak."""
    wanted = _numbers(version)
    known = {_numbers(found[1]): name for space, name in VmomiSupport.versionMap.items() if (found := NAMESPACE.match(space))}
    return str(known[max((one for one in known if one <= wanted), default=min(known))])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
