"""What Entra ID answers to who signs in: tokens that only the emulator takes, and that say whose they are."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Mapping
from typing import Any

TENANT = "11111111-aaaa-4aaa-8aaa-111111111111"
PRINCIPAL = "22222222-bbbb-4bbb-8bbb-222222222222"
LASTS = 3600
GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def configuration(url: str, path: str) -> dict[str, Any]:
    """Where an authority gives the tokens of the tenant that a path names."""
    base = f"{url}/{_tenant(path)}"
    ends = {"token_endpoint": f"{base}/oauth2/v2.0/token", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize"}
    return {**ends, "issuer": f"{base}/v2.0", "tenant_region_scope": "EU"}


def granted(path: str, asked: Mapping[str, object]) -> dict[str, Any]:
    """A token for the scope that was asked for, of the tenant that the path names."""
    audience = str(asked.get("scope") or asked.get("resource") or "").removesuffix("/.default")
    ends = int(time.time()) + LASTS
    token = issued({"tid": _tenant(path), "oid": PRINCIPAL, "appid": asked.get("client_id") or PRINCIPAL, "aud": audience, "exp": ends})
    body = {"access_token": token, "token_type": "Bearer", "expires_in": LASTS, "resource": audience}
    return {**body, "expires_on": str(ends)} if "/msi/" in path else body


def _tenant(path: str) -> str:
    return next((one for one in path.lower().split("/") if GUID.fullmatch(one)), TENANT)


def issued(claims: Mapping[str, object]) -> str:
    """A token with these claims, signed by nobody."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({"alg": "none"}, claims))
    return f"{'.'.join(parts)}.emulated"
