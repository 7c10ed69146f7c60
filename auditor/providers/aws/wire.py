"""How requests reach AWS: through one HTTP session for all clients of an entry, which reads the trusted certificates once.

botocore reads them for each connection, and a scan opens some for every service of every region: it would cost more than the calls.
"""

from __future__ import annotations

import os
from functools import partial
from ssl import SSLContext
from typing import Any

from botocore.exceptions import SSLError
from botocore.httpsession import URLLib3Session, create_urllib3_context, get_cert_path
from botocore.utils import get_environ_proxies

HOSTS = 128
"""Hosts whose lines are kept open, those last used: every service of every region is one, and files that may be open are often 1,024."""


class TrustOnce(URLLib3Session):
    """botocore's session with one TLS context, made beforehand, that holds the certificates already."""

    def __init__(self, trust: SSLContext, **options: Any) -> None:
        self._trust = trust
        super().__init__(**options)

    def _get_ssl_context(self) -> SSLContext:
        return self._trust

    def _get_pool_manager_kwargs(self, **more: Any) -> dict[str, Any]:
        given: dict[str, Any] = super()._get_pool_manager_kwargs(**more)  # type: ignore[misc]  # not in the stubs
        return {**given, "num_pools": HOSTS}

    def _setup_ssl_cert(self, conn: Any, url: str, verify: Any) -> None:  # noqa: ARG002  # botocore's signature
        # Always verified: there is no option not to, and a context without certificates would refuse everybody.
        conn.cert_reqs, conn.ca_certs = "CERT_REQUIRED", None


class Wire:
    """The HTTP sessions of an entry, one for each set of proxies. `bundle` is the file of trusted certificates; None is the usual one."""

    def __init__(self, bundle: str | None) -> None:
        self._bundle = bundle or os.environ.get("REQUESTS_CA_BUNDLE") or get_cert_path(True)
        self._trust: SSLContext | None = None
        self._sessions: dict[str, TrustOnce] = {}

    def carry(self, client: Any) -> None:
        """From now on, that client's requests go this way; raises botocore's SSLError for a bundle that cannot be read.

        A plain-text address (an emulator's) has no certificates to check, and keeps botocore's own way.
        """
        address = client.meta.endpoint_url
        if address.startswith("https"):
            # Last, after whoever may refuse to send.
            client.meta.events.register_last("before-send", partial(_send, self._session(address, client.meta.config)))

    def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            session.close()

    def _session(self, address: str, config: Any) -> TrustOnce:
        proxies = get_environ_proxies(address)
        name = repr(sorted(proxies.items()))
        if name not in self._sessions:
            timeout = (config.connect_timeout, config.read_timeout)
            self._trust = self._trust or self._certificates(address)
            self._sessions[name] = TrustOnce(
                self._trust, proxies=proxies, timeout=timeout, max_pool_connections=config.max_pool_connections
            )
        return self._sessions[name]

    def _certificates(self, address: str) -> SSLContext:
        trust: SSLContext = create_urllib3_context()
        try:
            trust.load_verify_locations(self._bundle)
        except OSError as error:
            raise SSLError(endpoint_url=address, error=OSError(f"{self._bundle}: {error}")) from error
        return trust


def _send(session: TrustOnce, request: Any, **_: Any) -> Any:
    return session.send(request)
