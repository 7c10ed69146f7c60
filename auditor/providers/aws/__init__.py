"""Amazon Web Services, and what speaks its API at another endpoint. Imports no SDK until an account is opened."""

from __future__ import annotations

from auditor.providers.aws.provider import AwsProvider

PROVIDER = AwsProvider()
