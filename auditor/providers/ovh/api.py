"""How OVHcloud is asked: python-ovh says where and with which keys, the house's own room asks, signs and bounds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote

from ovh.client import ENDPOINTS, OAUTH2_TOKEN_URLS
from ovh.config import ConfigurationManager
from ovh.exceptions import APIError
from ovh.oauth2 import OAuth2
from requests import PreparedRequest, Response
from requests.auth import AuthBase

from auditor.clock import utc
from auditor.providers.contract import Call
from auditor.providers.http import Api, JsonSource
from auditor.providers.ovh.options import Options
from auditor.providers.ovh.paging import CURSOR, NEXT
from auditor.providers.paging import Asked
from auditor.reason import Reason

TIME = "/auth/time"
KEYS = frozenset({"INVALID_KEY", "INVALID_CREDENTIAL", "NOT_CREDENTIAL", "INVALID_SIGNATURE"})
"""The codes by which a refusal is about the keys, and not about what they may ask."""
SOON = 60
"""Seconds before its end at which a token is no good any more."""


class OvhApi(Api):
    """The endpoint of an entry, signed as its keys want it. Raises ValueError when there are none."""

    def __init__(self, options: Options) -> None:
        name = options.get("api") or "ovh-eu"
        known = ConfigurationManager()
        wanted = ("application_key", "application_secret", "consumer_key", "client_id", "client_secret")
        keys = {one: known.get(name, one) for one in wanted}
        super().__init__(
            options.get("endpoint_url") or ENDPOINTS[name],
            {},
            rate=options.get("max_calls_per_second") or 0,
            bundle=options.get("ca_bundle"),
        )
        if keys["client_id"] and keys["client_secret"]:
            self.sign(_Token(OAuth2(keys["client_id"], keys["client_secret"], OAUTH2_TOKEN_URLS[name])))
        elif all(keys[one] for one in wanted[:3]):
            self.sign(_Signature(self, *(str(keys[one]) for one in wanted[:3])))
        else:
            raise ValueError("OVH_CLIENT_ID, OVH_CLIENT_SECRET; OVH_APPLICATION_KEY, OVH_APPLICATION_SECRET, OVH_CONSUMER_KEY")

    def get(self, path: str, parameters: Mapping[str, Any], place: tuple[str, str, str]) -> Response:
        """As any; the second version of the API lies beside the first, not below it."""
        version = path.removeprefix(self.base)
        asked = dict(parameters)
        headers = {CURSOR: unquote(asked.pop(CURSOR))} if CURSOR in asked else {}
        answer = self.send("GET", version if version.startswith("/v2/") else path, place, params=asked, headers=headers)
        if following := answer.headers.get(NEXT):
            answer.headers["Link"] = f'<{quote(following, safe="")}>; rel="{NEXT}"'
        return answer


class OvhSource(JsonSource):
    """Its answers as the shared reader sees them: a list of names is one of objects that have nothing but an `id`."""

    errors = (*JsonSource.errors, APIError)

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """Refusals of the keys told from those of a right."""
        if isinstance(error, APIError):
            return type(error).__name__, call.reason("credentials_invalid")
        code, told = super().reason(error, call)
        return code, call.reason("credentials_invalid", provider_code=code) if code in KEYS else told

    def _answer(self, call: Call, region: str | None, asked: Asked) -> tuple[Any, dict[str, str]]:
        answer, links = super()._answer(call, region, asked)
        if isinstance(answer, list):
            answer = [{"id": str(one)} if isinstance(one, str | int) else one for one in answer]
        return answer, links


class _Signature(AuthBase):
    """What signs each request of an application's: its secrets, the request and OVHcloud's own time, digested."""

    def __init__(self, api: Api, application: str, secret: str, consumer: str) -> None:
        self._api, self._application, self._secret, self._consumer = api, application, secret, consumer
        self._ahead: int | None = None
        # How far ahead OVHcloud's clock is: asked once.
        self._asking = Lock()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request, signed; the one for the time is not."""
        request.headers["X-Ovh-Application"] = self._application
        if not str(request.url).endswith(TIME):
            now = str(int(utc().timestamp()) + self._delta())
            text = "+".join((self._secret, self._consumer, str(request.method), str(request.url), "", now))
            # The digest that OVHcloud prescribes.
            digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
            request.headers.update({"X-Ovh-Consumer": self._consumer, "X-Ovh-Timestamp": now, "X-Ovh-Signature": f"$1${digest}"})
        return request

    def _delta(self) -> int:
        with self._asking:
            if self._ahead is None:
                said = self._api.get(f"{self._api.base}{TIME}", {}, ("", "", "auth")).json()
                self._ahead = int(said) - int(utc().timestamp()) if isinstance(said, int) else 0
            return self._ahead


class _Token(AuthBase):
    """The token of a service account, fetched by python-ovh, and fetched again before its end."""

    def __init__(self, oauth2: OAuth2) -> None:
        self._oauth2 = oauth2
        self._token: Mapping[str, Any] = {}
        # One token for all threads.
        self._fetching = Lock()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token."""
        with self._fetching:
            if self._token.get("expires_at", 0) < utc().timestamp() + SOON:
                self._oauth2.token_updater(None)
                self._token = self._oauth2.token
        request.headers["Authorization"] = f"Bearer {self._token['access_token']}"
        return request
