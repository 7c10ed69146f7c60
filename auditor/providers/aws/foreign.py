"""Where buckets lie that no account read holds: S3 names the region of a bucket to anybody, even to whom it refuses the bucket."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from auditor.model import Located
from auditor.pool import pool
from auditor.providers.contract import Call
from auditor.providers.coverage import now
from auditor.providers.observing import Unknown, observe
from auditor.reason import Reason

if TYPE_CHECKING:
    from auditor.providers.aws.session import Session

HEAD = Call("s3", "HeadBucket")
"""Asked without credentials, hence without a permission, and only when somebody asks for it."""
SAID_BY = f"{HEAD.name}, asked without credentials"
BUCKET = re.compile(r"arn:(aws[a-z-]*):s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])")
REGION = "x-amz-bucket-region"
AT_ONCE = 8


def locate(session: Session, errors: tuple[type[Exception], ...], targets: Collection[str]) -> dict[str, Located]:
    """The regions of the buckets among the targets; of one that does not exist, or cannot be reached, nothing."""
    buckets = [(target, match[1], match[2]) for target in sorted(targets) if (match := BUCKET.fullmatch(target))]

    def ask(bucket: tuple[str, str, str]) -> Any:
        _, partition, name = bucket
        return observe(lambda: _region(session.anonymous("s3", partition).head_bucket(Bucket=name)), errors=errors, reason=_refused)

    with pool(AT_ONCE, "locate") as threads:
        found = list(threads.map(ask, buckets))
    at = now()
    regions = [one.reason.detail if isinstance(one, Unknown) else one for one in found]
    return {bucket[0]: Located(region, SAID_BY, at) for bucket, region in zip(buckets, regions, strict=True) if region}


def _region(answer: Mapping[str, Any]) -> str:
    return str(answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get(REGION, ""))


def _refused(error: Exception) -> tuple[str, Reason]:
    """A refusal names the region too."""
    return "", Reason.of("access_denied", _region(getattr(error, "response", {})))
