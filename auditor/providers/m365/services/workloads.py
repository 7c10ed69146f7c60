"""Copilot and Viva, where they are licensed: nothing but the admin centre's page places them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.m365.common import SKUS_AT, among, held, skus, workload

COPILOT, VIVA = "M365::Copilot", "M365::Viva"
BOUGHT = skus(lists=True)
WORDS = (
    (COPILOT, "Microsoft 365 Copilot", "copilot", ("*COPILOT",)),
    (VIVA, "Microsoft Viva", "viva", ("VIVA", "YAMMER", "WORKPLACE_ANALYTICS")),
)
"""Native type, title, name on the page, and what the names of its service plans begin with, or hold after a `*`."""


def collect(reader: Reader) -> Iterator[Resource]:
    """One each."""
    bought = held(reader.pages(BOUGHT, at=SKUS_AT))
    for native_type, title, name, words in WORDS:
        if among(bought, *words):
            yield workload(reader, native_type, title, name, {})


COLLECTOR = Collector("workloads", {COPILOT: "application", VIVA: "application"}, (BOUGHT,), collect, where="account")
