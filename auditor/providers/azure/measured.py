"""How much storage accounts hold, as Azure Monitor counts it: asked only when the entry says so, all accounts of a region at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from auditor.providers.azure.common import at, children, place
from auditor.providers.azure.keys import ACCOUNT
from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import sized

USED = "UsedCapacity"
SIZES = replace(children("Microsoft.Insights/metrics", "size.used", of=ACCOUNT), option="sizes")
MOST = 1000
"""Accounts that one answer tells of."""


def measured(reader: Reader, accounts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Location → the bytes of each account there by its id, or why they are not known; nothing unless the entry says `sizes: true`."""
    locations = {place(one.get("location")) for one in accounts} if reader.options.get("sizes") else ()
    return {here: lift(_by_account, reader.all(SIZES, at=_asked(reader, here))) for here in sorted(filter(None, locations))}


def size_of(sizes: Mapping[str, Any], account: Mapping[str, Any]) -> dict[str, Any]:
    """The size of one account; none where nothing was asked or counted."""
    there = sizes.get(place(account.get("location")) or "")
    return sized(used=there if isinstance(there, Unknown) else (there or {}).get(str(account["id"]).lower()))


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
