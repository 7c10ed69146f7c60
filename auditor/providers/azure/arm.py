"""Azure Resource Manager: one subscription's requests, each answered by one JSON object or a reason, its lists followed to their end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

from azure.core.exceptions import HttpResponseError
from azure.core.rest import HttpRequest, HttpResponse

from auditor.providers.azure.addresses import below, onward
from auditor.providers.azure.envelope import nameless
from auditor.providers.azure.pace import LONGEST, reset
from auditor.providers.azure.reasons import ERRORS, no_token, reason
from auditor.providers.azure.session import Session
from auditor.providers.azure.versions import PINNED, latest, never_registered
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown
from auditor.providers.pace import Place, Rounds
from auditor.reason import Reason


class Arm:
    """Makes the requests of one subscription, and counts them, retries included. Raises only `errors`."""

    errors = ERRORS

    def __init__(self, session: Session, subscription: str = "") -> None:
        self.requests = 0
        self.session = session
        self.subscription = subscription
        # The number of requests, counted by every thread.
        self._counting = Lock()

    def get(self, path: str, version: str, call: Call) -> Any:
        """The JSON object at an ARM path."""
        return self.send(HttpRequest("GET", self._url(path, version)), call)

    def post(self, path: str, version: str, call: Call, body: Mapping[str, object]) -> Any:
        """The answer to a POST that only reads. Waits where the last answer said that the quota is used up."""
        with self.session.meter.asking(self._place(call)):
            self.session.meter.pause(self.session.rested - time.monotonic())
        return self.send(HttpRequest("POST", self._url(path, version), json=dict(body)), call)

    def listed(self, path: str, version: str, call: Call) -> Iterator[list[Any] | Unknown]:
        """The elements of an ARM list, following `nextLink`, of which only what follows our own endpoint is taken."""
        url = self._url(path, version)
        rounds = Rounds()
        while url:
            answer = self.send(HttpRequest("GET", url), call)
            if not isinstance(answer.get("value"), list):
                yield Unknown(call.reason("empty_answer"))
                return
            found = [one for one in answer["value"] if isinstance(one, Mapping)]
            yield found
            if len(found) < len(answer["value"]) or (call.lists and nameless(found)):
                yield Unknown(call.reason("partial_list", "elements without an id"))
                return
            link = answer.get("nextLink") or ""
            onwards = onward(str(link), self.session.endpoint) if link else ""
            if onwards is None or (onwards and rounds.astray(onwards, found)):
                yield Unknown(
                    call.reason("partial_list", f"its next page is {'elsewhere' if onwards is None else 'one of many without end'}")
                )
                return
            url = below(self.session.endpoint, onwards) if onwards else ""

    def complete(self, path: str, version: str, call: Call) -> list[Any] | Unknown:
        """Every element of an ARM list, or why some are missing."""
        found: list[Any] = []
        for page in self.listed(path, version, call):
            if isinstance(page, Unknown):
                return page
            found += page
        return found

    def send(self, request: HttpRequest, call: Call) -> Mapping[str, Any]:
        """The JSON object of an answer. Raises HttpResponseError for any other status than 200, ValueError for anything else than one.

        Raises TimeoutError, before anything is asked, once as much was waited for its like as a scan can give.
        """
        with self.session.meter.asking(self._place(call)):
            response: HttpResponse = self.session.send(request, raw_response_hook=self._count)
        if response.status_code != 200:
            raise HttpResponseError(response=response)
        return spoken(response)

    def once(self, name: str, ask: Callable[[], object]) -> Any:
        """What the whole session needs once; an error is not remembered as an answer but is raised again."""
        with self.session.guard(name):
            if name not in self.session.cache:
                try:
                    self.session.cache[name] = ask()
                except self.errors as error:
                    self.session.cache[name] = error
            known = self.session.cache[name]
        if isinstance(known, Exception):
            raise known
        return known

    def version(self, call: Call) -> str:
        """The API version of the call's type: the provider's own newest stable one, else the one known to work."""
        native_type = type_of(call)
        self._unused(call)
        known = self.session.cache.get("versions", {})
        while native_type.count("/"):
            if version := known.get(native_type) or PINNED.get(native_type):
                return str(version)
            native_type = native_type.rsplit("/", 1)[0]
        return PINNED.get(native_type, "2021-04-01")

    def used(self, namespace: str, call: Call) -> bool:
        """Whether the subscription may have, or have had, anything of a provider."""
        return namespace.lower() not in self._unused(call)

    def _unused(self, call: Call) -> frozenset[str]:
        """The providers that the subscription never registered. The first to tell also tells all of their versions."""

        def ask() -> frozenset[str]:
            pages = [*self.listed(f"/subscriptions/{self.subscription}/providers", "2021-04-01", call)]
            self.session.cache.setdefault("versions", latest(pages))
            return never_registered(pages)

        try:
            unused: frozenset[str] = self.once(f"providers:{self.subscription}", ask)
        except self.errors:
            return frozenset()
        return unused

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """ARM's error code (the exception's name when there is none) and our reason."""
        return reason(error, call)

    def no_token(self, error: Exception) -> tuple[str, Reason]:
        """The error code, and our reason for having no token."""
        return no_token(error)

    def _place(self, call: Call) -> Place:
        return self.subscription, call.service, call.operation

    def _count(self, response: Any) -> None:
        with self._counting:
            self.requests += 1
            if pause := reset(response.http_response.headers):
                self.session.rested = time.monotonic() + min(pause, LONGEST)

    def _url(self, path: str, version: str) -> str:
        """An address at our own endpoint, whatever an answer gave as the id of something."""
        joint = "&" if "?" in path else "?"
        return f"{below(self.session.endpoint, path)}{joint}api-version={version}"


def spoken(response: HttpResponse) -> Mapping[str, Any]:
    """The JSON object that an answer is. Raises ValueError for a page of HTML, half an answer, none, and anything else than an object."""
    kind = response.headers.get("Content-Type") or "json"
    length, coded = response.headers.get("Content-Length") or "", response.headers.get("Content-Encoding")
    if "json" not in kind.lower():
        raise ValueError(f"not JSON but {kind:.40}")
    if length.isdecimal() and not coded and int(length) != len(response.content):
        raise ValueError(f"{len(response.content)} bytes of {length}")
    found = response.json()
    if not isinstance(found, Mapping):
        raise ValueError("not a JSON object")  # noqa: TRY004  # one sort of error for every answer that is none
    return found


def type_of(call: Call) -> str:
    """The type that a call reads, in lower case."""
    return call.needs.rsplit("/", 1)[0].lower()
