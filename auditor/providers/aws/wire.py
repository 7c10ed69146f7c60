"""How requests reach AWS: through one HTTP session for all clients of an entry, which reads the trusted certificates once.

botocore reads them for each connection, and a scan opens some for every service of every region: it would cost more than the calls.
An answer is taken whole or not at all: botocore takes what came for the whole, and waits for as long as something trickles.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Set
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from ssl import SSLContext
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError, SSLError
from botocore.httpsession import URLLib3Session, create_urllib3_context, get_cert_path
from botocore.parsers import ResponseParserError
from botocore.utils import get_environ_proxies
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError as SilentError

from auditor.providers.pace import BODY_BYTES
from auditor.providers.timely import timely

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient

CHUNK = 1 << 16
HOSTS = 128
"""Hosts whose lines are kept open, those last used: every service of every region is one, and files that may be open are often 1,024."""
LINES = 512
"""Lines kept open to one address that stands for all."""
SECOND_THOUGHT = 0.2
"""Seconds before what does not seem to know an operation is asked again: a gateway may have been without its servers."""


class TrustOnce(URLLib3Session):
    """botocore's session with one TLS context, made beforehand, that holds the certificates already."""

    def __init__(self, trust: SSLContext, **options: Any) -> None:
        self._trust = trust
        super().__init__(**options)
        pools: dict[str, Any] = self._pool_classes_by_scheme  # type: ignore[attr-defined]  # not in the stubs
        pools.update({scheme: timely(pool) for scheme, pool in pools.items()})

    def send(self, request: Any) -> Any:
        """The answer with its body, whole. Raises botocore's errors; it tries again after a line that was cut or fell silent."""
        request.stream_output = True
        response: Any = super().send(request)
        try:
            response._content = _body(response, request)
        finally:
            # A line with half an answer in it is of no use to the next request.
            close = response.raw.close if response._content is None else response.raw.release_conn
            close()
        return response

    def _get_ssl_context(self) -> SSLContext:
        return self._trust

    def _get_pool_manager_kwargs(self, **more: object) -> dict[str, Any]:
        given: dict[str, Any] = super()._get_pool_manager_kwargs(**more)  # type: ignore[misc]  # not in the stubs
        return {**given, "num_pools": HOSTS}

    def _setup_ssl_cert(self, conn: Any, url: str, verify: object) -> None:  # noqa: ARG002  # botocore's signature
        # Always verified: there is no option not to, and a context without certificates would refuse everybody.
        conn.cert_reqs, conn.ca_certs = "CERT_REQUIRED", None


class Wire:
    """The HTTP sessions of an entry, one for each set of proxies. `bundle` is the file of trusted certificates; None is the usual one."""

    def __init__(self, bundle: str | None) -> None:
        self._bundle = bundle or os.environ.get("REQUESTS_CA_BUNDLE") or get_cert_path(True)
        self._trust: SSLContext | None = None
        self._in_plain_text: SSLContext | None = None
        self._sessions: dict[str, TrustOnce] = {}
        self._believed: set[str] = set()

    def carry(
        self, client: BaseClient, doubted: Set[int] = frozenset(), turn: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        """From now on, that client's requests go this way, each in its `turn`; raises botocore's SSLError for a bundle that cannot be read.

        A web page with a status of those `doubted` is believed of an operation only once it has come twice.
        """
        # Last, after whoever may refuse to send.
        client.meta.events.register_last("before-send", partial(self._send, self._session(client), doubted, turn))

    def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            session.close()

    def _send(
        self,
        session: TrustOnce,
        doubted: Set[int],
        turn: Callable[[], AbstractContextManager[object]],
        request: AWSPreparedRequest,
        event_name: str = "",
        **_: object,
    ) -> Any:
        with turn():
            answer = session.send(request)
        if answer.status_code in doubted and is_page(answer.headers) and event_name not in self._believed:
            time.sleep(SECOND_THOUGHT)
            request.reset_stream()
            with turn():
                answer = session.send(request)
            if answer.status_code in doubted and is_page(answer.headers):
                self._believed.add(event_name)
        return answer

    def _session(self, client: Any) -> TrustOnce:
        address, config = client.meta.endpoint_url, client.meta.config
        proxies = get_environ_proxies(address) if config.proxies is None else config.proxies
        secure = address.startswith("https")
        name = repr((secure, sorted(proxies.items())))
        if name not in self._sessions:
            timeout = (config.connect_timeout, config.read_timeout)
            # Behind an address in plain text (an emulator's) are all services of all regions: there are as many lines as threads.
            trust, most = self._trusted(address, secure), config.max_pool_connections if secure else LINES
            self._sessions[name] = TrustOnce(trust, proxies=proxies, timeout=timeout, max_pool_connections=most)
        return self._sessions[name]

    def _trusted(self, address: str, secure: bool) -> SSLContext:
        """A context made once; of an address in plain text, one that nobody asks for its certificates."""
        if not secure:
            self._in_plain_text = self._in_plain_text or create_urllib3_context()
            return self._in_plain_text
        self._trust = self._trust or self._certificates(address)
        return self._trust

    def _certificates(self, address: str) -> SSLContext:
        trust: SSLContext = create_urllib3_context()
        try:
            trust.load_verify_locations(self._bundle)
        except OSError as error:
            raise SSLError(endpoint_url=address, error=OSError(f"{self._bundle}: {error}")) from error
        return trust


def is_page(headers: Mapping[str, str]) -> bool:
    """Whether an answer is a web page, which no service of AWS answers with."""
    return str(headers.get("content-type", "")).startswith("text/html")


def _body(response: Any, request: AWSPreparedRequest) -> bytes:
    """The body, as it comes, with an end to its length; `timely` puts one to the time it takes."""
    address, chunks, size = request.url, [], 0
    try:
        while chunk := response.raw.read1(CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > BODY_BYTES:
                raise ResponseParserError(f"an answer of more than {BODY_BYTES} bytes")
    except SilentError as error:
        raise ReadTimeoutError(endpoint_url=address, error=error) from error
    except ProtocolError as error:
        raise ConnectionClosedError(endpoint_url=address, request=request, error=error) from error
    except (HTTPError, OSError) as error:
        raise HTTPClientError(error=error) from error
    announced = response.headers.get("Content-Length", "")
    if request.method != "HEAD" and announced.isdigit() and int(announced) != size:
        raise ConnectionClosedError(endpoint_url=address, request=request, error=f"{size} bytes of the {announced} announced")
    return b"".join(chunks)
