"""Who we are to Google: google-auth signs in with the key of a service account, in the name of an administrator."""

from __future__ import annotations

from threading import Lock

import google.auth
from google.auth.credentials import Credentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import Request
from requests import PreparedRequest
from requests.auth import AuthBase

from auditor.providers.contract import Call
from auditor.providers.googleworkspace.options import Options
from auditor.providers.http import Api, JsonSource
from auditor.reason import Reason

ENDPOINT = "https://cloudidentity.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/cloud-identity.policies.readonly"


class WorkspaceApi(Api):
    """The endpoint of an entry. Raises ValueError where there is no key to sign in with."""

    def __init__(self, options: Options) -> None:
        super().__init__(
            str(options.get("endpoint") or ENDPOINT),
            {},
            rate=options.get("max_calls_per_second") or 0,
            attempts=options.get("max_attempts") or 0,
            bundle=options.get("ca_bundle"),
        )
        try:
            found, _ = google.auth.default(scopes=[SCOPE])
        except DefaultCredentialsError as error:
            raise ValueError(f"no key of a service account: {error}"[:200]) from error
        self.sign(_Bearer(found.with_subject(options["admin"]) if hasattr(found, "with_subject") else found))


class WorkspaceSource(JsonSource):
    """Its answers as the shared reader sees them."""

    errors = (*JsonSource.errors, GoogleAuthError)

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """Refusals of the sign-in told from those of a right."""
        if isinstance(error, GoogleAuthError):
            return type(error).__name__, call.reason("unreachable" if isinstance(error, TransportError) else "credentials_invalid")
        return super().reason(error, call)


class _Bearer(AuthBase):
    """The token of the entry, fetched again before its end."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        # One token for all threads.
        self._fetching = Lock()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """The request with the token."""
        with self._fetching:
            if not self._credentials.valid:
                self._refresh()
        request.headers["Authorization"] = f"Bearer {self._credentials.token}"
        return request

    def _refresh(self) -> None:
        """Another token; what is no answer is none, whatever google-auth makes of it."""
        try:
            self._credentials.refresh(Request())  # type: ignore[no-untyped-call]
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise RefreshError("an answer that is no token") from error  # type: ignore[no-untyped-call]
