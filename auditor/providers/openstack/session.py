"""Who we are in one OpenStack cloud: clouds.yaml, one token a project, one catalogue each, and the connections that all units share."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import requests
from keystoneauth1 import loading
from keystoneauth1.access import AccessInfo
from keystoneauth1.exceptions import ClientException
from keystoneauth1.identity import BaseIdentityPlugin
from keystoneauth1.session import Session as Signed
from openstack.config import OpenStackConfig
from openstack.config.cloud_region import CloudRegion
from openstack.exceptions import ConfigException
from requests.auth import AuthBase
from requests.utils import get_environ_proxies

from auditor.providers.adapter import TimelyAdapter
from auditor.providers.http import CONNECT_TIMEOUT, READ_TIMEOUT, Api, body
from auditor.providers.openstack.catalogue import SERVICES, address
from auditor.providers.openstack.options import Options
from auditor.providers.pace import Patience

VERSION = re.compile(r"/v[23](\.\d+)?/?$")
SCOPE = frozenset(
    "project project_id project_name project_domain_id project_domain_name domain_id domain_name system_scope tenant_id tenant_name".split()
)
"""What in clouds.yaml says of which project a token is: each of ours names its own."""
VERSIONED = {"password": "v3password", "token": "v3token"}
"""Kinds that would first ask Keystone for its address, and follow it wherever it leads: we know it, and the version."""
NO_CONTENT = frozenset({200, 204})
BOUND = "applicationcredential"
"""How the kinds of credentials end that are of one project for good."""


class _Whole(requests.Session):
    """What Keystone is asked through: an end to the size of an answer and to the time it takes, no redirect, no ~/.netrc."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.trust_env, self.proxies = False, get_environ_proxies(address)
        for scheme in ("https://", "http://"):
            self.mount(scheme, TimelyAdapter())

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """One answer, whole."""
        bounds = {"stream": True, "timeout": (CONNECT_TIMEOUT, READ_TIMEOUT), "allow_redirects": False}
        answer = super().request(*arguments, **{**options, **bounds})
        answer._content = body(answer)
        return answer


class _Token(AuthBase):
    """Signs a request with the token of one project, renewed when it is about to expire."""

    def __init__(self, signed: Signed) -> None:
        self._signed = signed

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its token. Raises keystoneauth's errors where there is none."""
        request.headers["X-Auth-Token"] = str(self._signed.get_token())
        return request


class Endpoint:
    """One service in one region, seen by one project, as http.JsonSource asks it."""

    def __init__(self, api: Api, base: str, headers: Mapping[str, str], token: AuthBase, cert: str | tuple[str, str] | None) -> None:
        self.base = base
        self._api = api
        self._signed: dict[str, Any] = {"auth": token, "headers": dict(headers), **({"cert": cert} if cert else {})}

    def get(self, path: str, parameters: Mapping[str, object], place: tuple[str, str, str]) -> requests.Response:
        """One answer."""
        return self._api.send("GET", path, place, params=dict(parameters), **self._signed)

    def head(self, path: str, place: tuple[str, str, str]) -> requests.Response:
        """One answer that is its headers alone."""
        return self._api.send("HEAD", path, place, answers=NO_CONTENT, **self._signed)


class Session:
    """One entry of `accounts:`. Makes no call by itself; raises ValueError for a cloud that clouds.yaml does not tell of."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._patience = Patience()
        self._apis: dict[str, Api] = {}
        self._signed: dict[str, Signed] = {}
        # Connections and tokens are made once, whichever thread comes first.
        self._making = Lock()
        named = [options["clouds_yaml"]] if options.get("clouds_yaml") else None
        more = {"cacert": options["ca_bundle"]} if options.get("ca_bundle") else {}
        cloud = _cloud(named, options.get("cloud"), more)
        self.auth: Mapping[str, Any] = cloud.config.get("auth") or {}
        self.kind = str(cloud.config.get("auth_type"))
        self.interface = str(options.get("interface") or cloud.config.get("interface") or "public")
        self.origin = VERSION.sub("", str(self.auth.get("auth_url") or "").rstrip("/"))
        if not urlsplit(self.origin).hostname:
            raise ValueError("no auth_url; see clouds.yaml")
        self._keystone = _Whole(self.origin)
        self._verify, self._cert = cloud.get_requests_verify_args()

    @property
    def bound(self) -> bool:
        """Whether our credentials are of one project for good."""
        return self.kind.replace("_", "").lower().endswith(BOUND)

    def access(self, project: str = "") -> AccessInfo:
        """What a token says of us in a project; with none, in the one that clouds.yaml names. Raises keystoneauth's errors."""
        signed = self._of(project)
        found = signed.auth.get_access(signed) if isinstance(signed.auth, BaseIdentityPlugin) else None
        if not isinstance(found, AccessInfo):
            raise ClientException("no token")
        return found

    def endpoint(self, project: str, name: str, region: str) -> Endpoint | None:
        """Where a service of a region answers a project; None where its catalogue has none."""
        base = f"{self.origin}/v3" if name == "keystone" else address(self.catalogue(project), name, region, self.interface)
        parts = urlsplit(base)
        if not parts.hostname:
            return None
        api = self._api(f"{parts.scheme}://{parts.netloc}")
        return Endpoint(api, parts.path.rstrip("/"), SERVICES[name].headers, _Token(self._of(project)), self._cert)

    def catalogue(self, project: str) -> list[Any]:
        """The services that a project sees. Raises keystoneauth's errors."""
        return [*self.access(project).service_catalog.catalog]

    def close(self) -> None:
        """Close every connection."""
        for api in self._apis.values():
            api.close()
        self._keystone.close()

    def _api(self, origin: str) -> Api:
        rate, attempts = self._options.get("max_calls_per_second") or 0, self._options.get("max_attempts") or 0
        with self._making:
            if origin not in self._apis:
                self._apis[origin] = Api(origin, {}, rate=rate, attempts=attempts, bundle=self._verify, patience=self._patience)
            return self._apis[origin]

    def _of(self, project: str) -> Signed:
        with self._making:
            if project not in self._signed:
                loader: Any = loading.get_plugin_loader(VERSIONED.get(self.kind, self.kind))
                scope = {"project_id": project} if project and not self.bound else {}
                own = {name: value for name, value in self.auth.items() if not (scope and name in SCOPE)}
                known = {option.dest for option in loader.get_options()}
                said = {name: value for name, value in {**_domains(own), **own, **scope}.items() if name in known}
                plugin = loader.load_from_options(**{**said, "auth_url": f"{self.origin}/v3"})
                self._signed[project] = Signed(plugin, self._keystone, verify=self._verify, cert=self._cert, redirect=False)
            return self._signed[project]


def _cloud(files: list[str] | None, name: str | None, more: Mapping[str, Any]) -> CloudRegion:
    """What clouds.yaml, or the environment, says of a cloud. Raises LookupError for one that it does not tell of, else ValueError."""
    with warnings.catch_warnings():
        # The SDK warns of settings for its own measures, whether or not there are any.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            known = OpenStackConfig(config_files=files, app_name="residency-auditor")
            if name and name not in known.get_cloud_names():
                raise LookupError(name)
            return known.get_one(name, **more)
        except (ConfigException, ClientException) as error:
            raise ValueError(f"{error}; see clouds.yaml") from error


def _domains(auth: Mapping[str, object]) -> dict[str, Any]:
    """The domains that clouds.yaml gives for all at once, and that one kind of credentials knows by their own names."""
    return {
        f"{whose}_domain_{what}": auth[f"default_domain_{what}"]
        for whose in ("user", "project")
        for what in ("id", "name")
        if f"default_domain_{what}" in auth
    }
