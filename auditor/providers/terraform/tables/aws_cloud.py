"""Amazon Web Services as a whole: who runs it, where things lie when they do not say, and every row."""

from __future__ import annotations

from auditor.providers.terraform.table import Cloud, Setting, Type
from auditor.providers.terraform.tables import aws, aws_facts, aws_plumbing, aws_services

ROWS = {**aws.ROWS, **aws_services.ROWS}
CLOUD = Cloud(
    provider="aws",
    offer="aws",
    region=aws_facts.region,
    types={name: row for name, row in ROWS.items() if isinstance(row, Type)},
    settings={name: row for name, row in ROWS.items() if isinstance(row, Setting)},
    plumbing=aws_plumbing.PLUMBING,
    like="aws",
    tags=("tags_all", "tags"),
)
