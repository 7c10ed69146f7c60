"""OpenStack as the shared reader sees it: each call at the service, region and project that it is of, and what each error means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from keystoneauth1 import exceptions

from auditor.providers.contract import Call
from auditor.providers.http import STATUSES, JsonSource, told
from auditor.providers.observing import Unknown
from auditor.providers.openstack.calls import HELD, Rest
from auditor.providers.openstack.catalogue import SERVICES, address, regions
from auditor.providers.openstack.session import Endpoint, Session
from auditor.reason import Reason

KINDS: Mapping[str, type[Exception] | tuple[type[Exception], ...]] = {
    "certificate_untrusted": exceptions.SSLError,
    "timed_out": exceptions.ConnectTimeout,
    "unreachable": exceptions.ConnectFailure,
    "no_credentials": (exceptions.AuthPluginException, exceptions.MissingAuthMethods),
}
"""Reason code → what of keystoneauth's errors says so."""


class Held(NamedTuple):
    """What the token of a request says: the roles it has, and where Swift answers → in which region."""

    roles: frozenset[str]
    stores: Mapping[str, str]


class OpenStackSource:
    """Makes the calls of one project; counts the requests, retries included. Raises only `errors`."""

    errors: tuple[type[Exception], ...] = (*JsonSource.errors, exceptions.ClientException)

    def __init__(self, session: Session, account: str = "") -> None:
        self._session = session
        self._account = account
        self._sources: dict[tuple[str, str], tuple[Endpoint, JsonSource]] = {}
        self._heads = 0
        # The sources, made once each, and the number of requests.
        self._making = Lock()

    @property
    def requests(self) -> int:
        """How many there were."""
        return self._heads + sum(source.requests for _, source in self._sources.values())

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:
        """The value at the call's path; of a HEAD its headers, in lower case, with what our token says."""
        endpoint, source = self._at(call, region)
        asked = _routed(call, parameters)
        if not isinstance(call, Rest) or call.method == "GET":
            return source.ask(call, region, asked)
        with self._making:
            self._heads += 1
        place = (self._account, region or "", call.service)
        answer = endpoint.head(f"{endpoint.base}{asked['at']}", place)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return {**headers, HELD: self._held} if all(name in headers for name in call.must) else Unknown(call.reason("empty_answer"))

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:
        """The elements of each page; those without what such an element always has are none."""
        _, source = self._at(call, region)
        for page in source.pages(call, region, _routed(call, parameters)):
            if isinstance(page, Unknown):
                yield page
                return
            whole = [one for one in page if all(one.get(name) for name in call.must)]
            yield whole
            if len(whole) < len(page):
                yield Unknown(call.reason("partial_list", "elements without a name"))
                return

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The code of the service or of Keystone, and our reason."""
        if not isinstance(error, exceptions.ClientException):
            return told(error, call)
        status = getattr(error, "http_status", None)
        kind = next((name for name, found in KINDS.items() if isinstance(error, found)), "")
        kind = kind or STATUSES.get(status or 0, "no_answer")
        code = str(status or type(error).__name__)
        return code, call.reason(kind, provider_code=code if kind == "no_answer" else "")

    def _at(self, call: Call, region: str | None) -> tuple[Endpoint, JsonSource]:
        key = (call.service, region or "")
        if key not in self._sources:
            endpoint = self._session.endpoint(self._account, *key)
            if endpoint is None:
                raise exceptions.EndpointNotFound
            with self._making:
                self._sources.setdefault(key, (endpoint, JsonSource(endpoint, self._account, SERVICES[call.service].paging)))
        return self._sources[key]

    @cached_property
    def _held(self) -> Held:
        access, catalogue = self._session.access(self._account), self._session.catalogue(self._account)
        there = partial(address, catalogue, "swift", interface=self._session.interface)
        stores = {urlsplit(there(region=one)).netloc: one for one in regions(catalogue)}
        return Held(frozenset(str(role).lower() for role in access.role_names or ()), stores)


def _routed(call: Call, parameters: Mapping[str, object]) -> dict[str, Any]:
    """Where a call is made, and with which query."""
    route = call.route if isinstance(call, Rest) else ""
    named = {name: quote(str(value), safe="") for name, value in parameters.items() if f"{{{name}}}" in route}
    query = {name: value for name, value in parameters.items() if name not in named}
    return {"at": route.format_map(named), **query}
