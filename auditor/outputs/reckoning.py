"""The parts of what coming home costs: volumes, traffic, work, a year here and a year there, each as far as it is known."""

from __future__ import annotations

from datetime import date

from auditor.costing import Costs, Destination
from auditor.i18n import _, filled
from auditor.model import Citation
from auditor.outputs.moving import Load, Lot
from auditor.outputs.wording import kind, operator
from auditor.reference.amounts import NOTHING, UNKNOWN, Between
from auditor.reference.marks import cite
from auditor.reference.prices import BETWEEN_REGIONS, EGRESS, REGISTER, Quoted, prices, quoted, rates, switching

MONTHS, GIGA = 12, 10**9


class Supposed:
    """What a return is reckoned under: the assumptions, the day of the run and that of the move."""

    def __init__(self, costs: Costs, as_of: date) -> None:
        self.costs, self.as_of = costs, as_of
        self.moved_on = date.fromisoformat(costs.moved_on) if costs.moved_on else as_of
        self._exchange = {name: Between.of(pair) for name, pair in costs.exchange.items()}

    def price(self, offer: str, what: str) -> Quoted | None:
        """What a byte costs there, in euros."""
        return quoted(offer, what, self.as_of, self._exchange)


class Reckoning:
    """The parts of one line, with what they were reckoned with."""

    def __init__(self, by: Supposed, destination: Destination, chosen: bool) -> None:
        self._by, self._destination, self._chosen = by, destination, chosen
        self.cited: set[Citation] = set()
        self.missing: set[str] = set()

    def of(self, lot: Lot, load: Load) -> tuple[Between, Between, Between, Between, Between]:
        """Of one lot: bytes to move, egress, days of work, a year here and a year there."""
        low, high = (percent / 100 for percent in self._by.costs.filled)
        unsized = UNKNOWN if load.unsized else NOTHING
        volume = Between(load.used + load.allocated * low, load.used + load.allocated * high).plus(unsized)
        billed = Between(load.billed, load.billed).plus(unsized)
        days = Between.of(self._by.costs.days(lot.kind)).scaled(load.resources)
        here = self._storage(lot.offer, lot.kind, billed)
        return volume, self._egress(lot, volume), days, here, self._there(lot, billed)

    def _egress(self, lot: Lot, volume: Between) -> Between:
        """Leaving an operator costs no more than its price; by law nothing from a day on. Staying with it is not leaving."""
        leaving = not self._chosen or self._destination.offer not in (None, lot.offer)
        law = switching()
        if leaving and self._by.moved_on >= date.fromisoformat(law.free_from):
            self.cited.add(cite(REGISTER, law.id, law, self._by.as_of))
            return NOTHING
        price = self._price(lot.offer, EGRESS if leaving else BETWEEN_REGIONS, volume)
        return volume.times(Between(0, price.high) if leaving else price)

    def _there(self, lot: Lot, billed: Between) -> Between:
        quote = self._destination.storage.get(lot.kind)
        if quote:
            return billed.times(Between.of(quote).scaled(MONTHS / GIGA))
        if not self._chosen:
            return billed.times(UNKNOWN)
        return self._storage(self._destination.offer or lot.offer, lot.kind, billed)

    def _storage(self, offer: str, kind: str, billed: Between) -> Between:
        """A year of storage."""
        return billed.times(self._price(offer, kind, billed)).scaled(MONTHS)

    def _price(self, offer: str, what: str, volume: Between) -> Between:
        """What a byte costs, noted where there is one to pay for."""
        if volume == NOTHING:
            return UNKNOWN
        price = self._by.price(offer, what)
        if price is None:
            self.missing.add(_told(offer, what))
            return UNKNOWN
        self.cited.update(price.cited)
        return price.each


def named(entry: str) -> str:
    """What an entry of the register of prices is about, in words: a price, a rate of exchange, or the law."""
    price = next((one for one in prices().values() if one.id == entry), None)
    if price:
        return _told(price.offer, price.what)
    return filled("rate of exchange of %(currency)s", currency=entry) if entry in rates() else _("when leaving is free of charge")


def _told(offer: str, what: str) -> str:
    """What a price is of, in words."""
    said = {EGRESS: _("traffic that leaves"), BETWEEN_REGIONS: _("traffic between regions")}.get(what) or kind(what)
    return filled("%(offer)s: %(what)s", offer=operator(offer), what=said)
