"""Who we are in one vCenter: a session of its SOAP API and, once it is needed, one of its REST API."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from threading import RLock
from typing import Any, NamedTuple

from pyVmomi import VmomiSupport, vmodl
from requests import Response, exceptions

from auditor.providers.http import BUSY, Api
from auditor.providers.vsphere.options import Options
from auditor.providers.vsphere.soap import OLDEST, VSAN, VSAN_VERSION, Envelopes, method, spoken

Place = tuple[str, str, str]
ERRORS: tuple[type[Exception], ...] = (exceptions.RequestException, TimeoutError, vmodl.MethodFault)
SDK, NOT_FOUND = "/sdk", 404
VARIABLES = "VSPHERE"
SERVICE = "vim.ServiceInstance"


class Signed(NamedTuple):
    """What signing in tells: the vCenter's id, its product, who we are, and its managers."""

    account: str
    product: str
    user: str
    content: Any


class Spelling(NamedTuple):
    """How a release writes routes of its REST API: what comes before, how an id and an action are written, what wraps an answer."""

    start: str
    id: str
    action: str
    wrap: str


SPELLINGS = (Spelling("/api/", "{}", "action", ""), Spelling("/rest/com/vmware/", "id:{}", "~action", "value"))
"""That of vSphere 7 and later, and the one before."""


class Session:
    """One entry of `accounts:`. Makes no call by itself; raises ValueError without a user and a password in the environment."""

    def __init__(self, options: Options) -> None:
        start = options.get("variables") or VARIABLES
        self._user, self._password = (os.environ.get(f"{start}_{name}", "") for name in ("USER", "PASSWORD"))
        if not (self._user and self._password):
            raise ValueError(f"{start}_USER, {start}_PASSWORD")
        rate, attempts = options.get("max_calls_per_second") or 0, options.get("max_attempts") or 0
        # A fault of SOAP has the status 500: it is an answer, and asking again gives the same.
        busy = BUSY - {500}
        self._api = Api(
            str(options["endpoint"]).removesuffix("/").removesuffix(SDK),
            {},
            rate=rate,
            attempts=attempts,
            bundle=options.get("ca_bundle"),
            busy=busy,
        )
        self._signed: Signed | None = None
        self._version, self._cookies = OLDEST, dict[str, str]()
        self._spelling: Spelling | None = None
        self._token = ""
        # Both sessions are opened once, whichever thread comes first.
        self._opening = RLock()

    def signed(self) -> Signed:
        """Sign in, once. Raises ERRORS."""
        with self._opening:
            if self._signed is None:
                content = self._soap(("", "", "vim"), SERVICE, "ServiceInstance", "RetrieveContent")
                self._version = spoken(str(content.about.apiVersion))
                content = self._soap(("", "", "vim"), SERVICE, "ServiceInstance", "RetrieveContent")
                user = self._soap(
                    ("", "", "vim"), "vim.SessionManager", content.sessionManager._moId, "Login", self._user, self._password, None
                )
                about = content.about
                self._signed = Signed(str(about.instanceUuid or ""), str(about.fullName), str(user.userName), content)
            return self._signed

    def invoke(self, place: Place, managed: str, object: str, name: str, *arguments: object, endpoint: str = SDK) -> Any:
        """What a method of an object answers. Raises ERRORS."""
        self.signed()
        return self._soap(place, managed, object, name, *arguments, endpoint=endpoint)

    def rest(self, place: Place, route: str, ids: Mapping[str, str], action: str, body: object) -> Any:
        """The JSON of one read; a POST where it has an action. Raises ERRORS."""
        spelling = self._opened(place)
        path = spelling.start + route.format_map({name: spelling.id.format(one) for name, one in ids.items()})
        said: dict[str, Any] = {"headers": {"vmware-api-session-id": self._token}}
        if action:
            said |= {"params": {spelling.action: action}, "json": body}
        answer = self._api.send("POST" if action else "GET", path, place, **said).json()
        if not (spelling.wrap and isinstance(answer, Mapping) and spelling.wrap in answer):
            return answer
        # Within its wrapping, nothing is an empty list.
        return [] if answer[spelling.wrap] is None else answer[spelling.wrap]

    def close(self) -> None:
        """Sign out of both, and close every connection."""
        with self._opening, suppress(*ERRORS):
            if self._token and self._spelling:
                self._api.send("DELETE", *self._session(self._spelling), answers=(200, 204), headers={"vmware-api-session-id": self._token})
            if self._signed:
                manager = self._signed.content.sessionManager._moId
                self._soap(("", "", "vim"), "vim.SessionManager", manager, "Logout")
        self._api.close()

    def _soap(self, place: Place, managed: str, object: str, name: str, *arguments: object, endpoint: str = SDK) -> Any:
        version = VSAN_VERSION if endpoint == VSAN else self._version
        envelopes = Envelopes(self._api, endpoint, version, self._cookies)
        target = VmomiSupport.GetVmodlType(managed)(object, None)
        found, cookie = envelopes.ask(place, method(managed, name), target, *arguments)
        if cookie and not self._cookies:
            self._cookies["Cookie"] = cookie
        return found

    def _opened(self, place: Place) -> Spelling:
        """Sign in to the REST API, as the release spells it."""
        with self._opening:
            if self._spelling is None:
                newest, oldest = SPELLINGS
                answer = self._entered(newest, place, (200, 201, NOT_FOUND))
                spelling = oldest if answer.status_code == NOT_FOUND else newest
                if spelling is oldest:
                    answer = self._entered(oldest, place, (200,))
                token = answer.json()
                self._token = str(token[spelling.wrap] if spelling.wrap else token)
                self._spelling = spelling
            return self._spelling

    def _entered(self, spelling: Spelling, place: Place, answers: tuple[int, ...]) -> Response:
        path, _ = self._session(spelling)
        return self._api.send("POST", path, place, answers=answers, auth=(self._user, self._password))

    @staticmethod
    def _session(spelling: Spelling) -> tuple[str, Place]:
        return f"{spelling.start}{'cis/' if spelling.wrap else ''}session", ("", "", "cis")
