"""How OUTSCALE is asked: reads are POSTs, signed as its own SDK signs them; the rest is the house's own room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from osc_sdk_python.authentication import Authentication
from osc_sdk_python.credentials import Profile
from requests import PreparedRequest, Response
from requests.auth import AuthBase

from auditor.providers.http import Api

SIGNED = ("Content-Type", "X-Osc-Date", "Authorization")


class OutscaleApi(Api):
    """The endpoint of one region."""

    def __init__(self, endpoint: str, region: str, access_key: str, secret_key: str, *, rate: float = 0, bundle: str | None = None) -> None:
        super().__init__(endpoint, {}, rate=rate, bundle=bundle)
        profile = Profile(access_key=access_key, secret_key=secret_key, region=region)
        self.sign(_Signature(Authentication(profile, urlsplit(endpoint).netloc)))

    def get(self, path: str, parameters: Mapping[str, object], place: tuple[str, str, str]) -> Response:
        """One answer to a read; what narrows it down is its body."""
        return self.send("POST", path, place, data=json.dumps(dict(parameters)))


class _Signature(AuthBase):
    """What signs one request: its path and its body, by the moment and the region."""

    def __init__(self, authentication: Authentication) -> None:
        self._authentication = authentication

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request, signed."""
        body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
        headers = self._authentication.forge_headers_signed(urlsplit(str(request.url)).path, body)
        request.headers.update({name: headers[name] for name in SIGNED})
        return request
