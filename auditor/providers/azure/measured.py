"""How much storage accounts hold, as Azure Monitor counts it: asked only when the entry says so, all accounts of a region at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from auditor.model import Resource
from auditor.providers.azure.common import at, children, place
from auditor.providers.azure.keys import ACCOUNT
from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import holding

USED = "UsedCapacity"
SIZES = replace(children("Microsoft.Insights/metrics", "size.used", of=ACCOUNT), option="sizes")
MOST = 1000
"""Accounts that one answer tells of."""


def measured(reader: Reader, accounts: Iterable[Mapping[str, object]], found: Iterable[Resource]) -> Iterator[Resource]:
    """The resources of the accounts with what they hold; as they are where nothing was counted, or the entry does not say `sizes: true`."""
    locations = {place(one.get("location")) for one in accounts} if reader.options.get("sizes") else ()
    sizes = {here: lift(_by_account, reader.all(SIZES, at=_asked(reader, here))) for here in sorted(filter(None, locations))}
    for row, resource in zip(accounts, found, strict=True):
        there = sizes.get(place(row.get("location")) or "", {})
        yield holding(resource, there if isinstance(there, Unknown) else there.get(str(row["id"]).lower()))


def _asked(reader: Reader, location: str) -> str:
    every = quote("Microsoft.ResourceId eq '*'")
    what = f"metricnamespace={quote(ACCOUNT)}&metricnames={USED}&interval=PT1H&aggregation=Average"
    asked = f"region={location}&{what}&top={MOST}&$filter={every}"
    return f"/subscriptions/{reader.account}/providers/Microsoft.Insights/metrics?{asked}"


def _by_account(metrics: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return dict(pair for metric in metrics if at(metric, "name", "value") == USED for pair in _pairs(metric.get("timeseries") or ()))


def _pairs(series: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The last count of each account that has one."""
    for one in series:
        counts = [point["average"] for point in one.get("data") or () if point.get("average") is not None]
        for said in one.get("metadatavalues") or ():
            if counts and str(at(said, "name", "value")).lower() == "microsoft.resourceid":
                yield str(said["value"]).lower(), counts[-1]
