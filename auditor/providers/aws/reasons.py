"""What each error of AWS, or of the way there, means to us: a reason code, its detail, and AWS's own word."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import ParseError

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    HTTPClientError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
    SSOError,
    TokenRetrievalError,
    UnknownEndpointError,
)
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError

from auditor.errors import OutOfTimeError
from auditor.providers.aws.gone import gone
from auditor.providers.contract import Call
from auditor.providers.observing import GONE
from auditor.providers.pace import OUT_OF_TIME
from auditor.reason import Reason

ERRORS: tuple[type[Exception], ...] = (
    ClientError,
    BotoCoreError,
    ResponseParserError,
    HTTPError,
    TimeoutError,
    # The rest are what botocore's parsers let through when a proxy answers in AWS's place: text for a number, a page, half a document.
    ParseError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)
"""Everything that a call can raise."""
NOT_OFFERED = "UnknownEndpointError"
ASSUMED = Call("sts", "AssumeRole")
"""What the SDK asks first, for an entry with a role: its refusal is not that of the call that needed it."""
SIGN_IN = {
    code: reason
    for reason, codes in {
        "credentials_expired": "ExpiredToken ExpiredTokenException RequestExpired TokenRefreshRequired",
        "credentials_invalid": "InvalidAccessKeyId InvalidClientTokenId UnrecognizedClientException InvalidToken AuthFailure NotSignedUp",
        "signature_invalid": "SignatureDoesNotMatch IncompleteSignature InvalidSignatureException",
        "clock_skew": "RequestTimeTooSkewed RequestInTheFuture",
    }.items()
    for code in codes.split()
}
"""AWS's code → ours, for what is wrong with the credentials and not with a permission."""
SKEWED = re.compile(r"Signature (expired|not yet current)|is now earlier than|is now later than", re.IGNORECASE)
"""How a clock that is wrong shows in the message of a signature that does not match."""
REFUSED = frozenset(
    "AccessDenied AccessDeniedException AccessDeniedFault UnauthorizedOperation UnauthorizedAccess AuthorizationError "
    "AuthorizationErrorException NotAuthorized NotAuthorizedException AllAccessDisabled OptInRequired".split()
)
BY_ORGANISATION = re.compile(r"\b(service|resource) control polic(y|ies)\b")
"""How AWS says that the organisation refuses, and not a grant that is missing, a permissions boundary, a session or an endpoint."""
THROTTLED = frozenset(
    "Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException "
    "RequestLimitExceeded BandwidthLimitExceeded ProvisionedThroughputExceededException LimitExceededException SlowDown "
    "PriorRequestNotComplete TransactionInProgressException EC2ThrottledException".split()
)
NO_CREDENTIALS = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError)
EXPIRED = (NoAuthTokenError, TokenRetrievalError, SSOError)
"""Of the directory's sign-in, which lasts some hours."""
KINDS: dict[str, type[Exception] | tuple[type[Exception], ...]] = {
    "no_profile": ProfileNotFound,
    "no_credentials": NO_CREDENTIALS,
    "credentials_expired": EXPIRED,
    "proxy_refused": ProxyConnectionError,
    "certificate_untrusted": SSLError,
}
"""Reasons that an exception's class tells by itself."""
TOLD = frozenset({"no_answer", *SIGN_IN.values()})
"""Reasons that AWS's own code says more of."""
NO_ROUTE = re.compile(
    r"Network is unreachable|No route to host|Failed to resolve|Name or service not known|name resolution|getaddrinfo|nodename nor",
    re.IGNORECASE,
)


def reason(error: Exception, call: Call) -> tuple[str, Reason]:
    """AWS's error code (the exception's name when there is none) and our reason."""
    if isinstance(error, ClientError):
        code = str(error.response.get("Error", {}).get("Code") or "")
        asked = ASSUMED if error.operation_name == ASSUMED.operation else call
        kind = _kind(code, error)
        # Macie turned off and Macie refused differ by the message only.
        code = next((words for words in call.absent if " " in words and words in str(error)), code)
        if gone(code, call):
            return code, call.reason(GONE, provider_code=code)
        return code, asked.reason(kind, provider_code=code if kind in TOLD else "")
    if isinstance(error, UnknownEndpointError):
        return NOT_OFFERED, call.reason("not_collected", "not offered there")
    return type(error).__name__, call.reason(_kind_of_exception(error))


def _kind(code: str, error: ClientError) -> str:
    response: Any = error.response
    message = str(response.get("Error", {}).get("Message") or "")
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    if code in SIGN_IN:
        return "clock_skew" if SKEWED.search(message) else SIGN_IN[code]
    if code in THROTTLED or status == 429:
        return "throttled"
    if status == 407:
        return "proxy_refused"
    if code in REFUSED or status in (401, 403):
        return "guard_rail" if BY_ORGANISATION.search(message) else "access_denied"
    return "no_answer"


def _kind_of_exception(error: Exception) -> str:
    for kind, found in KINDS.items():
        if isinstance(error, found):
            return kind
    if isinstance(error, OutOfTimeError):
        return OUT_OF_TIME
    # The built-in one is ours: the region had stopped answering before this call was made.
    if isinstance(error, (ConnectTimeoutError, ReadTimeoutError, TimeoutError)):
        return "timed_out"
    # botocore's own two: refused or cut connections, names that do not resolve.
    if isinstance(error, (ConnectionError, HTTPClientError)):
        # botocore's message leaves out why, which it keeps beside.
        return "no_route" if NO_ROUTE.search(f"{error} {error.kwargs.get('error', '')}") else "unreachable"
    return "no_answer"
