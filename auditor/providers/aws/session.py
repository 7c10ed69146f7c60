"""Credentials and clients of one account entry: one botocore client per (service, region), made once, shared by every thread."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager, closing
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from urllib.request import getproxies

import boto3
import botocore.session
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import UnknownEndpointError

from auditor.providers.aws import answers
from auditor.providers.aws.acting import Acting, acting, assumed, whom
from auditor.providers.aws.common import HOMES, partition_of
from auditor.providers.aws.hooks import of_service
from auditor.providers.aws.lean import Kept, loader
from auditor.providers.aws.listings import Listings
from auditor.providers.aws.options import Known
from auditor.providers.aws.pace import Breaker, Meter, Pace, heed
from auditor.providers.aws.wire import Wire, is_page
from auditor.providers.offer import is_loopback
from auditor.providers.pace import Ceiling, Patience
from auditor.providers.reader import WORKERS

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.model import OperationModel

ATTEMPTS = 8
OTHER_HOMES = 2
CONNECT_TIMEOUT, READ_TIMEOUT = 10, 25
CLIENTS = 256
"""Clients kept, each of 70 kB: as many as the units that run at once use, and those begun just before."""
NONE_YET = object()
MEMBER_ROLE = "OrganizationAccountAccessRole"
"""The role AWS Organizations makes in every account it creates."""
NOT_KNOWN = frozenset({404, 501})
NOBODY = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""What a resolver says of a name that nobody has."""


class Session:
    """One entry of `accounts:`, opened, for the calls in `kept` (for any, when empty). Raises botocore's errors for an unknown profile.

    Makes no call by itself.

    Options: profile, role_arn with external_id, organization with role_name, partition, regions, endpoint_url, max_attempts,
    home (learnt by opening), max_calls_per_second, page_size, emulator (made-up credentials, for a loopback endpoint only).
    """

    def __init__(self, options: Known, kept: Kept = frozenset()) -> None:
        self.options = options
        self.endpoint = options.get("endpoint_url") or None
        self.elsewhere = self.endpoint is not None and not _is_amazon(self.endpoint)
        self.foreign = self.elsewhere and not options.get("emulator")
        """Whether what answers is no AWS, and no emulator of it: what it leaves out, it may not know."""
        self._core = botocore.session.Session(profile=options.get("profile"))
        self._core.register_component("data_loader", loader(kept))
        self._core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=answers.moment)
        # Raises at once for a profile nobody wrote, which would otherwise look like a call that failed.
        self._core.get_scoped_config()
        _look_up_once(self._core)
        if self.endpoint and options.get("emulator") and is_loopback(self.endpoint):
            self._core.set_credentials("emulator", "emulator")
        self._boto = boto3.Session(botocore_session=self._core)
        self.home = self._home()
        self._config = self._client_config()
        self._clients: dict[tuple[str, str], Any] = {}
        self._hooks: dict[str, Any] = {}
        self._members: dict[str, Credentials] = {}
        # Clients and members' credentials: botocore's session may make only one at a time.
        self._making = Lock()
        self._breaker = Breaker()
        self._meter = Meter(Patience(), whom)
        self.ceiling = Ceiling()
        self.listings = Listings()
        self._wire = Wire(self._core.get_config_variable("ca_bundle"))
        rate = options.get("max_calls_per_second") or 0
        self._pace = Pace(rate) if rate > 0 else None
        self._sign_by_turns()

    def client(self, service: str, region: str | None) -> Any:
        """The client of that service; of the account's home region when `region` is None.

        Raises UnknownEndpointError where the service is not offered.
        """
        key = (service, region or self.home)
        client = self._clients.get(key, NONE_YET)
        if client is NONE_YET:
            with self._making:
                client = self._kept(key)
        if client is None:
            raise UnknownEndpointError(service_name=service, region_name=key[1])
        return client

    def other_homes(self) -> list[str]:
        """Regions to ask in when nobody answers at home: the first of those chosen, else of those the SDK knows."""
        chosen = self.options.get("regions")
        known = chosen if isinstance(chosen, list) else self.regions_of(partition_of(self.home))
        return [region for region in known if region != self.home][:OTHER_HOMES]

    def anonymous(self, service: str, partition: str) -> Any:
        """The client that signs nothing, of the partition's home region."""
        key = (f"{service}, unsigned", HOMES.get(partition, self.home))
        with self._making:
            if key not in self._clients:
                self._clients[key] = self._make(service, key[1], self._config.merge(Config(signature_version=UNSIGNED)))
            return self._clients[key]

    def acting_in(self, account: str | None, partition: str) -> AbstractContextManager[None]:
        """Sign as the role of that member of the organisation for the block; None is the account the entry opens."""
        if account is None:
            return acting(None)
        with self._making:
            if account not in self._members:
                role = self.role_in(account, partition)
                self._members[account] = assumed(self._sts, role, self.options.get("external_id"), None)
            return acting(self._members[account])

    def role_in(self, account: str, partition: str) -> str:
        """The ARN of the role to take in a member account."""
        return f"arn:{partition}:iam::{account}:role/{self.options.get('role_name') or MEMBER_ROLE}"

    def paging(self, service: str, operation: str) -> Mapping[str, Any]:
        """How the SDK pages a list: `limit_key`, by which pages of a size are asked for, `output_token` and more."""
        paging: Mapping[str, Any] = self._core.get_paginator_model(service).get_paginator(operation)
        return paging

    def regions_of(self, partition: str) -> list[str]:
        """What the SDK knows of a partition's regions, for want of the account's own list."""
        return sorted(self._boto.get_available_regions("ec2", partition_name=partition))

    def close(self) -> None:
        """Close every connection."""
        with self._making:
            for client in filter(None, self._clients.values()):
                client.close()
            self._clients.clear()
        self._wire.close()

    def _kept(self, key: tuple[str, str]) -> Any:
        """The client of a service in a region, made unless it is kept; those made long ago are let go of, and made anew if need be."""
        if key not in self._clients:
            self._clients[key] = self._make(*key)
            if len(self._clients) > CLIENTS:
                # It has no connection of its own, and who is using it holds it.
                self._clients.pop(next(iter(self._clients)))
        return self._clients[key]

    def _make(self, service: str, region: str, config: Config | None = None) -> Any:
        self._core.register_component("event_emitter", self._hooks_of(service))
        # boto3's types want a literal service name; ours comes from a Call.
        client = self._boto.client(service, region_name=region, endpoint_url=self.endpoint, config=config or self._config)  # type: ignore[call-overload]
        self._breaker.watch(client, service, region)
        self._meter.watch(client, service, region)
        self._wire.carry(client, NOT_KNOWN if self.elsewhere else frozenset(), partial(self.ceiling.under_way, service))
        if self._pace:
            self._pace.keep(client)
        if not self.endpoint and self._absent(service, region, client.meta.endpoint_url):
            client.close()
            return None
        return client

    def _hooks_of(self, service: str) -> Any:
        """What happens around that service's calls, wherever they are made; a client that is made next copies it."""
        if service not in self._hooks:
            self._hooks[service] = events = of_service(self._core.get_service_model(service).service_id.hyphenize())
            events.register("before-parse", answers.check)
            heed(self.ceiling, events, service)
            if self.endpoint:
                events.register("before-sign", partial(_strip_host_prefix, urlsplit(self.endpoint).netloc))
            if self.elsewhere:
                events.register("before-parse", _refuse_page)
            if self.foreign:
                events.register("before-call.s3.ListDirectoryBuckets", _sell_no_directory_buckets)
        return self._hooks[service]

    def _absent(self, service: str, region: str, endpoint: str) -> bool:
        """Whether the region is without the service: nobody has its name, and the SDK lists it in other regions only.

        What the SDK lists nowhere is newer than its lists: there the region's own name has to be found where the service's is not.
        """
        offered = partial(self._boto.get_available_regions, service, partition_name=partition_of(region))
        regions = offered()
        if region in regions or (not regions and offered(allow_non_regional=True)) or _may_exist(endpoint):
            return False
        with closing(self._boto.client("ec2", region_name=region, config=self._config)) as known:
            return bool(regions) or _may_exist(known.meta.endpoint_url)

    def _client_config(self) -> Config:
        # A session for each directory bucket is for reading objects, which nobody does here.
        s3: Any = {"disable_s3_express_session_auth": True, **({"addressing_style": "path"} if self.elsewhere else {})}
        return Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            retries={"mode": "standard", "total_max_attempts": self.options.get("max_attempts") or ATTEMPTS},
            max_pool_connections=2 * WORKERS,
            user_agent_extra="residency-auditor",
            # Where the environment names no proxy, no client has to look through it again.
            proxies=None if getproxies() else {},
            s3=s3,
        )

    def _home(self) -> str:
        if home := self.options.get("home"):
            return str(home)
        chosen = self.options.get("regions")
        first = chosen[0] if isinstance(chosen, list) and chosen else None
        if first is None:
            partition = self.options.get("partition")
            return HOMES[partition] if partition in HOMES else self._boto.region_name or HOMES["aws"]
        return HOMES.get(partition_of(first), HOMES["aws"])

    def _sign_by_turns(self) -> None:
        """Clients look up whom to sign as at each request: botocore offers no public way to give a session such credentials."""
        own = self._core.get_credentials()
        if own is None:
            return
        if role := self.options.get("role_arn"):
            own = assumed(self._sts, role, self.options.get("external_id"), own)
        core: Any = self._core
        core._credentials = Acting(own)

    def _sts(self) -> Any:
        return self.client("sts", None)


def _look_up_once(core: botocore.session.Session) -> None:
    """Keep what the environment and AWS's files say of each variable: every client asks all of them, some many times.

    Where they choose defaults by another mode than the usual one, these depend on the region.
    """
    if core.get_config_variable("defaults_mode") == "legacy":
        said = core.get_component("config_store")
        for name in (*core.session_var_map, "s3"):
            said.set_config_variable(name, said.get_config_variable(name))


def _may_exist(endpoint: str) -> bool:
    """Whether a name is not known to be nobody's: a resolver that cannot say, or a proxy that resolves for us, leaves it open."""
    if "https" in getproxies():
        return True
    try:
        socket.getaddrinfo(urlsplit(endpoint).hostname, None)
    except socket.gaierror as error:
        return error.errno not in NOBODY
    return True


def _is_amazon(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws"))


def _strip_host_prefix(netloc: str, request: AWSPreparedRequest, **_: object) -> None:
    """S3 Control puts the account id before the host, which a custom endpoint's name does not have."""
    parts = urlsplit(request.url)
    if parts.netloc.endswith(f".{netloc}"):
        request.url = urlunsplit(parts._replace(netloc=netloc))


def _refuse_page(operation_model: OperationModel, response_dict: Mapping[str, Any], **_: object) -> None:
    """A web page for an error: what speaks AWS's API at an address of its own does not know the question, now or later."""
    if is_page(response_dict["headers"]) and response_dict["status_code"] in NOT_KNOWN:
        raise UnknownEndpointError(service_name=operation_model.service_model.service_name, region_name="")


def _sell_no_directory_buckets(**_: object) -> None:
    """Stores that speak S3 have none, and answer with the buckets they have, or take the signature for a wrong one."""
    raise UnknownEndpointError(service_name="s3express", region_name="")
