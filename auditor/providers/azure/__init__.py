"""Microsoft Azure, and what speaks Azure Resource Manager at another endpoint. Imports no SDK until an account is opened."""

from __future__ import annotations

from auditor.providers.azure.provider import AzureProvider

PROVIDER = AzureProvider()
