"""Who we are to Azure: one credential an entry of `accounts:`, whose secrets come from the environment and never from our file."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from typing import Any

from azure.core import AzureClouds
from azure.identity import (
    AzureAuthorityHosts,
    AzureCliCredential,
    CertificateCredential,
    ClientSecretCredential,
    DefaultAzureCredential,
    EnvironmentCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
)

from auditor.providers.azure.addresses import checked
from auditor.providers.azure.options import Signing
from auditor.providers.azure.pace import Patient
from auditor.providers.offer import is_loopback

CLOUDS = {
    "AzureCloud": (AzureClouds.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_PUBLIC_CLOUD),
    "AzureChinaCloud": (AzureClouds.AZURE_CHINA_CLOUD, AzureAuthorityHosts.AZURE_CHINA),
    "AzureUSGovernment": (AzureClouds.AZURE_US_GOVERNMENT, AzureAuthorityHosts.AZURE_GOVERNMENT),
}
NEEDED = {"certificate": ("tenant_id", "client_id", "certificate_path")}
"""Form → the options without which it cannot be."""
PASSWORD = "AZURE_CLIENT_CERTIFICATE_PASSWORD"  # noqa: S105  # the name of the variable that azure-identity reads too


def authority_of(options: Signing) -> str:
    """Where tokens are asked for: what the entry says, its cloud's, else what the environment says.

    Raises ValueError for what is no plain address.
    """
    named = options.get("authority") or (os.environ.get("AZURE_AUTHORITY_HOST") if "cloud" not in options else "")
    authority = str(named or CLOUDS[options.get("cloud", "AzureCloud")][1])
    checked(authority if "://" in authority else f"https://{authority}", "the authority")
    return authority


def credential(options: Signing, *, retry_total: int) -> Any:
    """The credential of an entry. Raises ValueError for options that make none."""
    authority = authority_of(options)
    tenant, client, form = options.get("tenant_id"), options.get("client_id"), options.get("credential", "default")
    if missing := [name for name in NEEDED.get(form, ()) if not options.get(name)]:
        raise ValueError(f"a credential of the form '{form}' needs {', '.join(missing)}")
    way: dict[str, Any] = {"connection_verify": options.get("ca_bundle") or True, "connection_timeout": 10, "read_timeout": 60}
    transport = Patient(**way)
    common: dict[str, Any] = {"authority": authority, "retry_total": min(retry_total, 2), "transport": transport, **way}
    if authority.removeprefix("https://").rstrip("/") not in {known for _, known in CLOUDS.values()}:
        # Microsoft does not know this authority, and must not be asked about it.
        common["disable_instance_discovery"] = True
    if options.get("emulator") and is_loopback(str(options.get("endpoint"))):
        return ClientSecretCredential(tenant or "emulator", client or "emulator", "emulator", **common)
    known: dict[str, Any] = {name: value for name, value in {"tenant_id": tenant, "client_id": client}.items() if value}
    match form:
        case "certificate":
            password = os.environ.get(PASSWORD)
            return CertificateCredential(str(tenant), str(client), options["certificate_path"], password=password, **common)
        case "environment":
            return EnvironmentCredential(**common)
        case "managed_identity":
            return ManagedIdentityCredential(client_id=client, retry_total=retry_total, transport=transport)
        case "workload_identity":
            return WorkloadIdentityCredential(**known, **common)
        case "cli":
            return AzureCliCredential(tenant_id=tenant or "")
        case _:
            more = {"managed_identity_client_id": client} if client else {}
            return DefaultAzureCredential(**common, **more)


def spoken(token: str) -> Mapping[str, Any]:
    """The claims of a token, unverified: whom it was given to is for Azure to check, and for us to show. Empty for an opaque one."""
    parts = token.split(".")
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))) if len(parts) == 3 else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
