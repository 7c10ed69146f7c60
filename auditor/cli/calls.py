"""`--explain-calls`: what a scan is going to ask, and how often, worked out from what the collectors declare. No call is made for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.configuration import Configuration
from auditor.i18n import _, ngettext, number
from auditor.providers import provider
from auditor.providers.contract import Paced
from auditor.reference.places import regions

NAME, COUNT = 28, 9


def explain(configuration: Configuration) -> Iterator[str]:
    """The plan of each entry: its lists, where they are asked, and what each resource found may cost on top."""
    for entry in configuration.accounts:
        there = _regions(entry)
        count = ngettext("%(count)s region", "%(count)s regions", there) % {"count": number(there)}
        yield f"{entry['id']} ({entry['provider']}): " + (count if there else _("each list once an account"))
        lists = 0
        for collector in provider(entry["provider"]).collectors():
            asked = sum(call.lists for call in collector.calls) * (there if collector.where == "region" and there else 1)
            lists += asked
            chosen = [call for call in collector.calls if call.option]
            detail = len(collector.calls) - sum(call.lists for call in collector.calls) - len(chosen)
            on_top = ngettext("+ up to %(n)s call a resource", "+ up to %(n)s calls a resource", detail) % {"n": number(detail)}
            yield f"  {collector.service:<{NAME}}{number(asked):>{COUNT}}  {on_top if detail else ''}".rstrip()
            for call in chosen:
                words = {"option": f"{call.option}: true", "call": call.told}
                asks = (
                    _("%(option)s: %(call)s too, once a region for many") if entry.get(call.option) else _("%(call)s only with %(option)s")
                )
                yield f"  {'':<{NAME + COUNT}}  {asks % words}"
        whole = ngettext("At least %(n)s call an account.", "At least %(n)s calls an account.", lists) % {"n": number(lists)}
        yield f"  {whole}" + (
            " " + _("How many accounts the organisation has is known once it is asked.") if entry.get("organization") else ""
        )
        if isinstance(asked_of := provider(entry["provider"]), Paced):
            bound = _("At most %(n)s requests of a service under way at once; half as many when it says that they are too many.")
            yield f"  {bound % {'n': number(asked_of.in_flight)}}"


def told(configuration: Configuration, **wanted: object) -> tuple[dict[str, Any], ...]:
    """The entries of `accounts:` with those options of the command line that are given, where the provider takes them.

    What people ask to be notified of is asked for, too, where an entry says nothing else.
    """
    given = {option: value for option, value in wanted.items() if value}
    asks = configuration.notify.asks if configuration.notify else {}
    return tuple(_taken(entry, asks) | entry | _taken(entry, given) for entry in configuration.accounts)


def _taken(entry: Mapping[str, object], options: Mapping[str, object]) -> dict[str, Any]:
    """Those that its provider knows."""
    return {option: value for option, value in options.items() if _takes(entry, option)}


def _regions(entry: Mapping[str, Any]) -> int:
    """How many regions are asked: those chosen, else all the register has; none for a provider that is not asked region by region."""
    if not _takes(entry, "regions"):
        return 0
    chosen = entry.get("regions", "all")
    if isinstance(chosen, list):
        return len(chosen)
    partition = entry.get("partition", entry["provider"])
    return sum(one.kind == "region" and one.partition in (partition, None) for one in regions(entry["provider"]))


def _takes(entry: Mapping[str, Any], option: str) -> bool:
    return option in provider(entry["provider"]).options.__annotations__
