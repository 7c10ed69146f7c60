"""Amazon Web Services as a whole: who runs it, where things lie when they do not say, and every row."""

from __future__ import annotations

from auditor.providers.terraform.table import Cloud
from auditor.providers.terraform.tables import aws, aws_facts, aws_plumbing, aws_services

ROWS = {**aws.ROWS, **aws_services.ROWS}
CLOUD = Cloud(
    provider="aws",
    offer="aws",
    region=aws_facts.region,
    rows=ROWS,
    plumbing=aws_plumbing.PLUMBING,
    unlike=aws_plumbing.UNLIKE,
    like="aws",
    tags=("tags_all", "tags"),
)
