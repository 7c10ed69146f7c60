"""Credentials and the client of one account entry: one pipeline, shared by every thread, that can only read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

import requests
from azure.core.pipeline.policies import (
    CustomHookPolicy,
    HeadersPolicy,
    ProxyPolicy,
    UserAgentPolicy,
)
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest, HttpResponse
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy
from azure.mgmt.core.tools import get_arm_endpoints
from azure.mgmt.resource.resources import ResourceManagementClient
from requests.utils import get_environ_proxies

from auditor.providers.adapter import TimelyAdapter
from auditor.providers.azure.addresses import checked
from auditor.providers.azure.credentials import CLOUDS, credential, spoken
from auditor.providers.azure.options import Known
from auditor.providers.azure.pace import Meter, Retries
from auditor.providers.pace import Patience
from auditor.providers.reader import WORKERS

ATTEMPTS, ATTEMPTS_ELSEWHERE = 8, 3
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Where the environment names the certificates that this machine trusts."""
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 60


class Session:
    """One entry of `accounts:`, opened. Makes no call by itself; raises azure-identity's ValueError for options it cannot use."""

    def __init__(self, options: Known) -> None:
        cloud, _ = CLOUDS[options.get("cloud", "AzureCloud")]
        known = get_arm_endpoints(cloud)
        self.options = options
        self.scope: Sequence[str] = options.get("scope", ())
        self.endpoint = checked(str(options.get("endpoint") or known["resource_manager"]), "the endpoint")
        self.cache: dict[str, Any] = {}
        self.rested = 0.0
        self.meter = Meter(Patience())
        self._guards: dict[str, Lock] = {}
        # The guards themselves: each name has one, made once.
        self._lock = Lock()
        self._verify = options.get("ca_bundle") or next((os.environ[name] for name in BUNDLES if os.environ.get(name)), True)
        self._credential = credential(options, retry_total=self._attempts() - 1)
        self._transport = RequestsTransport(
            session=_pool(self.endpoint),
            session_owner=True,
            connection_verify=self._verify,
            connection_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
        )
        audience = str(options.get("audience") or "").rstrip("/")
        self._scopes = [f"{audience}/.default"] if audience else list(known["credential_scopes"])
        self._client = ResourceManagementClient(
            self._credential, "-", self.endpoint, cloud_setting=cloud, policies=self._policies(), transport=self._transport
        )

    def _policies(self) -> list[Any]:
        """Our own pipeline: the SDK's would register a missing resource provider by itself, which is a write, and follow redirects."""
        return [
            HeadersPolicy(),
            UserAgentPolicy("residency-auditor"),
            ProxyPolicy(),
            Retries(self.meter, retry_total=self._attempts() - 1),
            self.meter,
            ARMChallengeAuthenticationPolicy(self._credential, *self._scopes),
            CustomHookPolicy(),
        ]

    def claims(self) -> Mapping[str, Any]:
        """What our token says of us; empty for a token that only Azure can read. Raises azure-core's errors when there is none."""
        return spoken(self._credential.get_token(*self._scopes).token)

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


def _pool(endpoint: str) -> requests.Session:
    """Connections for every thread of several units, all to one address; azure-core does the retrying."""
    session = requests.Session()
    # What the environment says of proxies is looked up once, and not again for each of thousands of requests to the same host.
    session.trust_env, session.proxies = False, get_environ_proxies(endpoint)
    adapter = TimelyAdapter(pool_connections=4, pool_maxsize=16 * WORKERS, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
