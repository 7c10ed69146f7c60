"""What each error of Azure, or of the way there, means to us: a reason code, its detail, and Azure's own word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    ServiceRequestError,
    ServiceRequestTimeoutError,
    ServiceResponseError,
    ServiceResponseTimeoutError,
)
from requests.exceptions import ConnectionError as RequestsConnectionError
from urllib3.exceptions import ReadTimeoutError

from auditor.errors import OutOfTimeError
from auditor.providers.azure.common import NOT_THERE
from auditor.providers.contract import Call
from auditor.providers.observing import GONE
from auditor.providers.pace import OUT_OF_TIME
from auditor.reason import Reason

ERRORS: tuple[type[Exception], ...] = (AzureError, ValueError, OSError)
"""Everything that a call can raise: ValueError for an answer that is no JSON object, OSError for certificates or time that lack."""
GUARD_RAILS = ("deny assignment", "disallowed by policy", "RequestDisallowedByPolicy")
SIGN_IN = {
    code: reason
    for reason, codes in {
        "credentials_expired": "7000222 700082 700084 50173 70043 70008 50132 ExpiredAuthenticationToken",
        "credentials_invalid": "7000215 700016 7000112 7000218 50034 50126 50128 700213 700211 InvalidAuthenticationToken "
        "InvalidAuthenticationTokenTenant AuthenticationFailed AuthenticationFailedInvalidHeader",
        "tenant_unknown": "90002 900023 90019 50059 500011 InvalidAuthenticationTokenAudience",
        "signature_invalid": "700027 700021 700023 50013",
        "clock_skew": "700024 AuthenticationTokenNotYetValid",
        "guard_rail": "53000 53001 53002 53003 53004 50076 50079 50105 530032",
    }.items()
    for code in codes.split()
}
"""Number of Entra ID's error (AADSTS…), or Resource Manager's code → our reason, for what is wrong with who asks."""
THROTTLED = frozenset({"TooManyRequests", "RateLimiting", "SubscriptionRequestsThrottled"})
NUMBER = re.compile(r"AADSTS(\d+)")
WAYS: Mapping[str, re.Pattern[str]] = {
    "proxy_refused": re.compile(r"ProxyError|Tunnel connection failed|Cannot connect to proxy|407 ", re.IGNORECASE),
    "certificate_untrusted": re.compile(
        r"CERTIFICATE_VERIFY_FAILED|CA certificate bundle|certificate verify failed|SSLError", re.IGNORECASE
    ),
    "no_route": re.compile(
        r"Network is unreachable|No route to host|Name or service not known|name resolution|getaddrinfo|nodename nor|NameResolutionError",
        re.IGNORECASE,
    ),
}
"""How the libraries below say why no answer came."""
NAMED = re.compile(r"[Rr]esource(?: group)? '([^']+)'")
TOLD = frozenset({"no_answer", *SIGN_IN.values()})
"""Reasons that Azure's own code says more of."""


def told(error: Exception) -> tuple[str, str, int | None]:
    """Code, message and status of an error, wherever its body keeps them."""
    if not isinstance(error, HttpResponseError) or error.response is None:
        number = NUMBER.search(str(error)) if isinstance(error, ClientAuthenticationError) else None
        return number[0] if number else type(error).__name__, str(error), None
    status = error.response.status_code
    try:
        body: Any = getattr(error.response, "json", dict)()
    except (ValueError, AzureError):
        body = {}
    inner = body.get("error", body) if isinstance(body, Mapping) else {}
    if not isinstance(inner, Mapping):
        return str(inner), str(body), status
    return str(inner.get("code") or inner.get("Code") or status), str(inner.get("message") or inner.get("Message") or ""), status


def reason(error: Exception, call: Call) -> tuple[str, Reason]:
    """ARM's error code (the exception's name when there is none) and our reason."""
    code, message, status = told(error)
    if code in NOT_THERE and _above(error, message):
        return code, call.reason(GONE, provider_code=code)
    kind = _kind(error, code, message, status)
    return code, call.reason(kind, provider_code=code if kind in TOLD else "")


def no_token(error: Exception) -> tuple[str, Reason]:
    """The error code, and our reason for having no token: the first line of what the credential says."""
    code, message, status = told(error)
    told_first = message.strip().partition("\n")[0]
    return code, Reason.of(_kind(error, code, message, status), f"no token: {told_first:.200}")


def _above(error: Exception, message: str) -> bool:
    """Whether what an error says is not there is something that the address asked for lies below."""
    request, named = getattr(getattr(error, "response", None), "request", None), NAMED.search(message)
    path = unquote(urlsplit(str(getattr(request, "url", ""))).path).lower().rstrip("/")
    gone = named[1].lower().strip("/") if named else ""
    return bool(gone) and f"/{gone}/" in f"{path}/" and not path.endswith(f"/{gone}")


def _kind(error: Exception, code: str, message: str, status: int | None) -> str:
    signing = NUMBER.search(message) if status in (None, 400, 401) else None
    if (known := SIGN_IN.get(signing[1] if signing else code)) is not None and status != 403:
        return known
    if any(word in message or word == code for word in GUARD_RAILS):
        return "guard_rail"
    if status == 429 or code in THROTTLED:
        return "throttled"
    if status == 407:
        return "proxy_refused"
    return _way(error, message) if status is None else "access_denied" if status in (401, 403) else "no_answer"


def _trickled(error: BaseException) -> bool:
    """Whether a body did not come in time, which requests tells as a connection that failed."""
    inner = getattr(error, "inner_exception", None)
    return isinstance(inner, RequestsConnectionError) and bool(inner.args) and isinstance(inner.args[0], ReadTimeoutError)


def _way(error: Exception, message: str) -> str:
    """What kept an answer from coming."""
    if isinstance(error, OutOfTimeError):
        return OUT_OF_TIME
    cause = error.__context__ if isinstance(error, ClientAuthenticationError) else error
    if isinstance(cause, (ServiceRequestError, ServiceResponseError, OSError)) and not isinstance(cause, DecodeError):
        words = next((way for way, pattern in WAYS.items() if pattern.search(f"{message} {cause}")), "")
        late = isinstance(cause, (ServiceRequestTimeoutError, ServiceResponseTimeoutError, TimeoutError))
        return words or ("timed_out" if late or _trickled(cause) else "unreachable")
    if not isinstance(error, ClientAuthenticationError):
        return "no_answer"
    return "credentials_invalid" if NUMBER.search(message) else "no_credentials"
