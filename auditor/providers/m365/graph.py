"""How Microsoft Graph is asked: azure-identity signs in, as for Azure; the house's own room asks and bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase

from auditor.providers.azure.addresses import checked
from auditor.providers.azure.credentials import credential, spoken
from auditor.providers.azure.options import Signing
from auditor.providers.azure.reasons import ERRORS, no_token
from auditor.providers.contract import Call, held
from auditor.providers.http import Api, JsonSource
from auditor.providers.m365.options import Options
from auditor.reason import Reason, reason_of

CLOUDS = {
    "global": ("https://graph.microsoft.com", "AzureCloud"),
    "usgov": ("https://graph.microsoft.us", "AzureUSGovernment"),
    "usgov_dod": ("https://dod-graph.microsoft.us", "AzureUSGovernment"),
    "china": ("https://microsoftgraph.chinacloudapi.cn", "AzureChinaCloud"),
}
"""National cloud → Graph's address there, and the part of Entra ID that signs in."""
VERSION, BETA = "/v1.0", "/beta/"
UNLICENSED = "Authentication_RequestFromNonPremiumTenantOrB2CTenant"
"""The code of a refusal that no permission would change: the tenant has not bought what would tell."""
ATTEMPTS = 8
"""Requests for one answer: Graph throttles a whole tenant, and says for how long."""


class GraphApi(Api):
    """The endpoint of an entry. Raises ValueError for options that make no credential."""

    def __init__(self, options: Options) -> None:
        address, cloud = CLOUDS[options.get("cloud", "global")]
        endpoint = checked(str(options.get("endpoint") or address), "the endpoint")
        attempts = int(options.get("max_attempts") or ATTEMPTS)
        super().__init__(
            f"{endpoint}{VERSION}", {}, rate=options.get("max_calls_per_second") or 0, attempts=attempts, bundle=options.get("ca_bundle")
        )
        kept: dict[str, object] = {name: value for name, value in options.items() if name != "cloud"}
        self._scope = f"{str(options.get('audience') or endpoint).rstrip('/')}/.default"
        signing = held({**kept, **({"cloud": cloud} if "cloud" in options else {})}, Signing)
        self._credential = credential(signing, retry_total=attempts - 1)
        self.sign(_Bearer(self))

    def get(self, path: str, parameters: Mapping[str, object], place: tuple[str, str, str]) -> Response:
        """As any; what is not in the first version of the API lies beside it, not below."""
        beside = path.removeprefix(self.base)
        return super().get(beside if beside.startswith(BETA) else path, parameters, place)

    def token(self) -> str:
        """A token, which azure-identity keeps until it is about to end. Raises azure-core's errors."""
        return str(self._credential.get_token(self._scope).token)

    def claims(self) -> Mapping[str, Any]:
        """What our token says of us."""
        return spoken(self.token())


class GraphSource(JsonSource):
    """Its answers as the shared reader sees them."""

    errors = (*JsonSource.errors, *ERRORS)

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The refusals of a permission told from those of a sign-in, and from what the tenant's licences do not have."""
        if isinstance(error, JsonSource.errors):
            code, told = super().reason(error, call)
            return code, call.reason("not_collected", "the tenant has no Entra ID P1 or P2") if code == UNLICENSED else told
        code, told = no_token(error)
        return code, call.reason(reason_of(told).code, provider_code=code)


class _Bearer(AuthBase):
    """The token of the entry, on each request."""

    def __init__(self, api: GraphApi) -> None:
        self._api = api

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token."""
        request.headers["Authorization"] = f"Bearer {self._api.token()}"
        return request
