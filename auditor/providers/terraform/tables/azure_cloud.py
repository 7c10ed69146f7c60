"""Microsoft Azure as a whole: who runs it, where things lie, and every row."""

from __future__ import annotations

from auditor.providers.terraform.table import Cloud
from auditor.providers.terraform.tables import azure, azure_facts, azure_plumbing, azure_services

ROWS = {**azure.ROWS, **azure_services.ROWS}
CLOUD = Cloud(
    provider="azurerm",
    offer="azure",
    region=azure_facts.region,
    rows=ROWS,
    plumbing=azure_plumbing.PLUMBING,
    unlike=azure_plumbing.UNLIKE,
    like="azure",
)
