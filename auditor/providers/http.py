"""JSON over HTTP, for clouds whose SDK is thin or none: one connection pool an entry, reads only, nothing taken for more than it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from threading import Lock
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

import requests
from requests import exceptions
from requests.auth import AuthBase
from requests.utils import get_environ_proxies
from urllib3.exceptions import InvalidHeader, NewConnectionError, TimeoutError as Late
from urllib3.util import Retry

from auditor.errors import OutOfTimeError
from auditor.providers.adapter import TimelyAdapter
from auditor.providers.contract import Call
from auditor.providers.observing import NOTHING_SAID, Unknown, observe
from auditor.providers.pace import BODY_BYTES, OUT_OF_TIME, Patience, Rounds, Turns
from auditor.providers.paging import Asked, Paging, Whole
from auditor.providers.shapes import within
from auditor.reason import Reason

ATTEMPTS, LONGEST = 4, 60
"""Requests for one answer, and the seconds that a busy provider is waited for before each."""
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 30
CHUNK = 1 << 16
BUSY = frozenset({429, 500, 502, 503, 504})
STATUSES = {401: "credentials_invalid", 403: "access_denied", 407: "proxy_refused", 429: "throttled", 408: "timed_out", 504: "timed_out"}
KINDS: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
    "proxy_refused": exceptions.ProxyError,
    "certificate_untrusted": exceptions.SSLError,
    "timed_out": (exceptions.Timeout, TimeoutError),
    "no_answer": (exceptions.ChunkedEncodingError, exceptions.ContentDecodingError, exceptions.InvalidJSONError),
    "unreachable": exceptions.ConnectionError,
}
"""Reason code → what raises it, the first that fits."""
NO_ROUTE = re.compile(r"NameResolutionError|Network is unreachable|No route to host")


class Api:
    """One entry's endpoint: its pool, its pace, its bounds. Raises requests' errors, and TimeoutError once a bound is spent.

    `busy` are the statuses after which it asks again.
    """

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        *,
        rate: float = 0,
        attempts: int = 0,
        bundle: str | bool | None = None,
        patience: Patience | None = None,
        busy: Collection[int] = BUSY,
    ) -> None:
        parts = urlsplit(endpoint)
        self.origin, self.base = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
        self.patience = patience or Patience()
        self._turns = Turns(rate) if rate else None
        self._http = requests.Session()
        # No password of ~/.netrc, no cookie of anybody: what this entry says is all that is sent.
        self._http.trust_env, self._http.proxies = False, get_environ_proxies(endpoint)
        self._http.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._http.headers.update({"Accept": "application/json", "User-Agent": "residency-auditor", **headers})
        if bundle is not None:
            self._http.verify = bundle
        adapter = TimelyAdapter(pool_maxsize=64, max_retries=_Again((attempts or ATTEMPTS) - 1, status_forcelist=busy))
        self._http.mount("https://", adapter)
        self._http.mount("http://", adapter)

    def get(self, path: str, parameters: Mapping[str, object], place: tuple[str, str, str]) -> requests.Response:
        """One answer of the status 200, whole, from our own endpoint whatever the path says."""
        return self.send("GET", path, place, params=dict(parameters))

    def send(
        self, method: str, path: str, place: tuple[str, str, str], *, answers: Collection[int] = (200,), **said: Any
    ) -> requests.Response:
        """The answer to one read, whatever verb the cloud reads by, of one of the statuses that are one; `said` is what else is sent."""
        self.patience.check(place)
        if self._turns:
            self._turns.wait()
        start, answered, size = self.patience.clock(), False, 0
        try:
            with self._http.request(
                method,
                f"{self.origin}/{quote(path.lstrip('/'), safe='/:@!$&()*+,;=%')}",
                timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                allow_redirects=False,
                stream=True,
                **said,
            ) as response:
                response._content = body(response)
                size = len(response.content)
            if response.status_code not in answers:
                raise exceptions.HTTPError(f"status {response.status_code}", response=response)
            answered = True
            return response
        finally:
            self.patience.spent(place, start, self.patience.clock(), waiting=not answered, size=size)

    def sign(self, auth: AuthBase) -> None:
        """From now on every request is signed so."""
        self._http.auth = auth

    def close(self) -> None:
        """Close every connection."""
        self._http.close()


class Asks(Protocol):
    """Whatever answers: an Api, or one service of a cloud that has many at several addresses."""

    @property
    def base(self) -> str:
        """The path under which everything lies."""

    def get(self, path: str, parameters: Mapping[str, object], place: tuple[str, str, str]) -> requests.Response:
        """One answer."""


class JsonSource:
    """An Api as the shared reader sees it: a collector says `at` which path, with other parameters as the query."""

    errors: tuple[type[Exception], ...] = (exceptions.RequestException, TimeoutError)

    def __init__(self, api: Asks, account: str, paging: Paging | None = None) -> None:
        self.requests = 0
        self._api = api
        self._account = account
        self._paging = paging or Whole()
        # The number of requests, counted by every thread.
        self._counting = Lock()

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:
        """The value at the call's path of one JSON object; what is no object, or holds nothing there, is no answer."""
        answer, _ = self._answer(call, region, self._asked(parameters))
        found = within(answer, call.path) if isinstance(answer, Mapping) else None
        if found is None or found == {}:
            return None if isinstance(answer, Mapping) and NOTHING_SAID in call.absent else Unknown(call.reason("empty_answer"))
        return found

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:
        """The objects of each page. A list that goes round in circles, or brings less than it announces, is partial."""
        asked, rounds, so_far = self._paging.first(self._asked(parameters)), Rounds(), 0
        while True:
            answer, links = self._answer(call, region, asked)
            page = within(answer, call.path)
            if page is None and isinstance(answer, Mapping) and NOTHING_SAID in call.absent:
                page = []
            if not isinstance(page, list) or not all(isinstance(one, Mapping) for one in page):
                yield Unknown(call.reason("empty_answer"))
                return
            yield page
            so_far += len(page)
            following = observe(
                partial(self._paging.after, asked, answer, len(page), links, so_far), errors=(ValueError,), reason=partial(_no_way, call)
            )
            if isinstance(following, Unknown):
                yield following
                return
            if following is None:
                total = within(answer, getattr(self._paging, "total", "") or "-")
                if isinstance(total, int) and so_far < total:
                    yield Unknown(call.reason("partial_list"))
                return
            if rounds.astray((following.path, sorted(following.parameters.items())), page):
                yield Unknown(call.reason("partial_list"))
                return
            asked = following

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The provider's code and our reason."""
        return told(error, call)

    def _answer(self, call: Call, region: str | None, asked: Asked) -> tuple[Any, dict[str, str]]:
        with self._counting:
            self.requests += 1
        response = self._api.get(asked.path, asked.parameters, (self._account, region or "", call.service))
        with self._counting:
            self.requests += len(response.raw.retries.history) if response.raw.retries else 0
        return response.json(), {name: str(link.get("url", "")) for name, link in response.links.items()}

    def _asked(self, parameters: Mapping[str, object]) -> Asked:
        query = {name: value for name, value in parameters.items() if name != "at"}
        return Asked(f"{self._api.base}{parameters['at']}", query)


def told(error: Exception, call: Call) -> tuple[str, Reason]:
    """The provider's code (the status when its body has none, the exception's name when there was no answer) and our reason."""
    if isinstance(error, exceptions.HTTPError) and error.response is not None:
        code, kind = _code(error.response), STATUSES.get(error.response.status_code, "no_answer")
        return code, call.reason(kind, provider_code=code if kind == "no_answer" else "")
    return type(error).__name__, call.reason(_kind(error))


class _Again(Retry):
    """urllib3's retries of reads, which do not wait for as long as somebody may like."""

    def __init__(self, total: int = 0, **more: object) -> None:
        fixed: dict[str, Any] = {
            "status_forcelist": BUSY,
            "allowed_methods": {"GET", "HEAD", "POST"},
            "redirect": False,
            "raise_on_status": False,
        }
        super().__init__(total, **{**fixed, "backoff_factor": 0.2, "backoff_max": LONGEST, **more})

    def get_retry_after(self, response: Any) -> float | None:
        """What the answer says, within bounds; None for what is neither a number nor a date."""
        try:
            said = super().get_retry_after(response)
        except (InvalidHeader, ValueError, OverflowError):
            return None
        return None if said is None else min(said, LONGEST)


def body(response: requests.Response) -> bytes:
    """The body, as it comes, with an end to its length; `timely` puts one to the time it takes."""
    chunks, size = [], 0
    for chunk in response.iter_content(CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > BODY_BYTES:
            raise exceptions.ContentDecodingError(f"an answer of more than {BODY_BYTES} bytes")
    return b"".join(chunks)


def _kind(error: Exception) -> str:
    """Our reason for an error that no answer bears."""
    if isinstance(error, OutOfTimeError):
        return OUT_OF_TIME
    # What several attempts waited for in vain, and a body that stops coming, requests tells as a connection that failed.
    inner = error.args[0] if error.args else None
    cause = getattr(inner, "reason", inner)
    if isinstance(cause, Late) and not isinstance(cause, NewConnectionError):
        return "timed_out"
    kind = next((name for name, found in KINDS.items() if isinstance(error, found)), "no_answer")
    return "no_route" if kind == "unreachable" and NO_ROUTE.search(str(error)) else kind


def _no_way(call: Call, error: Exception) -> tuple[str, Reason]:
    return type(error).__name__, call.reason("partial_list", "its next page is none that can be asked for")


def _code(response: requests.Response) -> str:
    """What the provider calls its error, wherever the body keeps it; else the status."""
    try:
        said = response.json()
    except exceptions.JSONDecodeError:
        said = None
    inner = within(said, "error") if isinstance(within(said, "error"), Mapping) else said
    named = next((within(inner, name) for name in ("code", "type", "errorCode") if within(inner, name)), None)
    return str(named or response.status_code)
