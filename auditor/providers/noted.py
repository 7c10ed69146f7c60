"""What the console of a suite says of a place and no API does: noted on a day, kept as a document, declared in the entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from msgspec import Meta

from auditor.clock import utc
from auditor.i18n import filled
from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown
from auditor.reference.source import Path_

Day = Annotated[str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z", extra={"what": "a day (2026-11-28)"})]
Place = Annotated[
    str, Meta(pattern=r"\A\S.{0,98}\S\Z", extra={"what": "a data location as the console writes it (France, FRA, EU Data Boundary)"})
]
NO_PAGE = Unknown.of("not_collected", "no API tells the data location of this workload, and the entry does not declare the console's page")


def noted(reader: Reader, workload: str) -> tuple[Any, dict[str, Any]]:
    """Where a workload is, as the page that the entry declares has it, with its day and the document; Unknown without it."""
    page = reader.options.get("data_location") or {}
    place = (page.get("workloads") or {}).get(workload)
    told = {"location.declared_on": page["on"], "location.document": page["document"]} if place else {}
    return place or NO_PAGE, told


def too_early(entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
    """What is wrong with the day of the page that an entry declares, and where: nobody can have seen it yet."""
    page = entry.get("data_location")
    on = str(page.get("on") or "") if isinstance(page, dict) else ""
    if len(on) == len("2026-01-01") and on > utc().date().isoformat():
        yield ("data_location", "on"), filled("%(day)s is still to come", day=on)
