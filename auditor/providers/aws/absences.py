"""What AWS has no setting for, where several services share the reason; collectors cite the page of their own service beside it."""

from __future__ import annotations

from auditor.providers.contract import Absence

DOCS = "https://docs.aws.amazon.com"


def unshared(*of: str) -> Absence:
    """Of services that nobody else can be let into: no policy hangs on their things, and AWS RAM shares none of them."""
    page = f"{DOCS}/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html"
    return Absence(("flows.share",), f"{page}: no policies on resources; and AWS RAM shares none (ram/latest/userguide/shareable.html)", of)


def unlocked(*of: str) -> Absence:
    """Of copies that a service keeps itself, outside the vaults of AWS Backup."""
    return Absence(("lock.min",), f"{DOCS}/aws-backup/latest/devguide/vault-lock.html: a lock is of a vault of AWS Backup", of)
