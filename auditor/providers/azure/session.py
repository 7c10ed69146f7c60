"""Credentials and the client of one account entry: one pipeline, shared by every thread, that can only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from azure.core import AzureClouds
from azure.core.pipeline.policies import (
    ContentDecodePolicy,
    CustomHookPolicy,
    HeadersPolicy,
    ProxyPolicy,
    RequestIdPolicy,
    RetryPolicy,
    UserAgentPolicy,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.identity import (
    AzureAuthorityHosts,
    AzureCliCredential,
    CertificateCredential,
    ClientSecretCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
from azure.mgmt.core.tools import get_arm_endpoints
from azure.mgmt.resource.resources import ResourceManagementClient
from requests.adapters import HTTPAdapter

from auditor.providers.reader import WORKERS

CLOUDS = {
    "AzureCloud": (AzureClouds.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD),
    "AzureChinaCloud": (AzureClouds.AZURE_CHINA_CLOUD, AzureAuthorityHosts.AZURE_CHINA),
    "AzureUSGovernment": (AzureClouds.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT),
}
ATTEMPTS, ATTEMPTS_ELSEWHERE = 8, 3
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60


class Session:
    """One entry of `accounts:`, opened. Makes no call by itself; raises azure-identity's ValueError for options it cannot use."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        cloud, authority = CLOUDS[options.get("cloud", "AzureCloud")]
        known = get_arm_endpoints(cloud)
        self.options = options
        self.scope: Sequence[str] = options.get("scope", ())
        self.endpoint = str(options.get("endpoint") or known["resource_manager"]).rstrip("/")
        self.cache: dict[str, Any] = {}
        self._guards: dict[str, Lock] = {}
        self._lock = Lock()
        self._verify = options.get("ca_bundle") or True
        self._credential = self._credentials(str(options.get("authority") or authority))
        self._transport = RequestsTransport(
            session=_pool(),
            session_owner=True,
            connection_verify=self._verify,
            connection_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
        )
        scopes = [f"{options['audience'].rstrip('/')}/.default"] if options.get("audience") else known["credential_scopes"]
        # Our own pipeline: the SDK's would register a missing resource provider by itself, which is a write, and follow redirects.
        policies = [
            RequestIdPolicy(),
            HeadersPolicy(),
            UserAgentPolicy("residency-auditor"),
            ProxyPolicy(),
            ContentDecodePolicy(),
            RetryPolicy(retry_total=self._attempts() - 1),
            ARMChallengeAuthenticationPolicy(self._credential, *scopes),
            CustomHookPolicy(),
        ]
        self._client = ResourceManagementClient(
            self._credential, "-", self.endpoint, cloud_setting=cloud, policies=policies, transport=self._transport
        )

    def send(self, request: HttpRequest, **hooks: Any) -> HttpResponse:
        """One request, retried as the pipeline does. Raises azure-core's errors."""
        return self._client.send_request(request, **hooks)

    def guard(self, name: str) -> Lock:
        """The lock under which one thing is asked for once."""
        with self._lock:
            return self._guards.setdefault(name, Lock())

    def close(self) -> None:
        """Close every connection."""
        self._client.close()
        self.cache.clear()

    def _attempts(self) -> int:
        return int(self.options.get("max_attempts") or (ATTEMPTS_ELSEWHERE if self.options.get("endpoint") else ATTEMPTS))

    def _credentials(self, authority: str) -> Any:
        options = self.options
        tenant, client = options.get("tenant_id"), options.get("client_id")
        common: dict[str, Any] = {"authority": authority, "connection_verify": self._verify}
        if options.get("authority"):
            # Microsoft does not know this authority, and must not be asked about it.
            common["disable_instance_discovery"] = True
        if options.get("emulator") and is_loopback(self.endpoint):
            return ClientSecretCredential(tenant or "emulator", client or "emulator", "emulator", **common)
        match options.get("credential", "default"):
            case "certificate":
                return CertificateCredential(str(tenant), str(client), options["certificate_path"], **common)
            case "managed_identity":
                return ManagedIdentityCredential(**({"client_id": client} if client else {}))
            case "workload_identity":
                named = {"tenant_id": tenant, "client_id": client}
                return WorkloadIdentityCredential(**{name: value for name, value in named.items() if value}, **common)
            case "cli":
                return AzureCliCredential(**({"tenant_id": tenant} if tenant else {}))
            case _:
                more = {"managed_identity_client_id": client} if client else {}
                return DefaultAzureCredential(**common, **more)


def is_loopback(endpoint: str) -> bool:
    """Whether an address stays on this machine."""
    return (urlsplit(endpoint).hostname or "") in {"127.0.0.1", "localhost", "::1"}


def _pool() -> requests.Session:
    """Connections for every thread of several units; azure-core does the retrying."""
    session = requests.Session()
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=4 * WORKERS, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
