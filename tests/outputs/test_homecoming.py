"""What coming home costs, held to figures worked out by hand: volumes, egress, work, storage, and when it has paid for itself."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, strategies as st

from auditor.costing import Costs
from auditor.model import Because, Manifest, Place, Resource, Run
from auditor.outputs import output
from auditor.outputs.homecoming import Homecoming, Row
from auditor.outputs.moving import Moving
from auditor.outputs.ranges import euros, volume, years
from auditor.outputs.reckoning import named
from auditor.outputs.worst import offences
from auditor.reference.amounts import NOTHING, UNKNOWN, Between, payback
from auditor.reference.prices import prices, quoted, rates
from tests.outputs.builder import build, findings, write_found

HAND = yaml.safe_load(Path(__file__).with_name("homecoming.yaml").read_text("utf-8"))
GIB = 1 << 30
BUCKET: dict[str, Any] = {"id": "arn:aws:s3:::dossiers", "kind": "object_store", "size": {"used": 2048 * GIB}}
DISK: dict[str, Any] = {"id": "arn:aws:ec2:us-east-1:1:volume/vol-1", "kind": "volume", "size": {"allocated": 500 * GIB}}
DARK: dict[str, Any] = {"id": "arn:aws:ec2:us-east-1:1:volume/vol-2", "kind": "volume", "size": {}}


def made(told: dict[str, Any]) -> Resource:
    """A resource of AWS in Virginia."""
    facts = {"size": told["size"]} if told["size"] else {}
    return Resource(told["id"], told["kind"], "AWS::Some::Thing", "aws", "111122223333", "us-east-1", told["id"][-5:], facts=facts)


def found(told: dict[str, Any], *roles: str) -> Any:
    """The failure of a resource of which these places, in the United States, are out of place; the others are in France."""
    example = next(findings(1))
    places = [Place("primary", "US" if "primary" in roles else "FR", "us-east-1"), Place("replica", "US", "us-east-2")]
    reasons = [Because(f"places[{0 if role == 'primary' else 1}].permitted", False, "yes", "l. 1", "", "") for role in roles]
    one = made(told)
    about = msgspec.structs.replace(
        example.resource, id=one.id, kind=one.kind, provider="aws", offer="", region=one.region, account=one.account
    )
    return msgspec.structs.replace(example, rule="LOC-001", resource=about, places=places, reasons=reasons)


def note(told: Moving, one: dict[str, Any], *roles: str) -> None:
    """Tell of the failure of a resource, as the tally does."""
    failure = found(one, *roles)
    told.note(failure, [*offences(failure)])


def moving(*told: dict[str, Any]) -> Moving:
    """These resources, all to be moved."""
    result = Moving()
    for one in told:
        note(result, one, "primary")
        result.weigh(made(one))
    return result


def run(as_of: str = "2026-11-28") -> Run:
    """A run of that day."""
    return Run(as_of, [], Manifest("2026-11-28T00:00:00Z", "2026-11-28T00:01:00Z", "1"), {}, {}, {}, 0, {}, "1")


def rows(*told: dict[str, Any], as_of: str = "2026-11-28", **changed: Any) -> dict[str, Row]:
    """The rows by destination, under the assumptions of the data but for what is changed."""
    costs = msgspec.convert({**HAND["costs"], **changed}, Costs)
    return {row.destination: row for row in Homecoming(run(as_of), moving(*told), costs).rows}


@pytest.mark.parametrize("name", HAND["rows"])
def test_the_figures_are_those_of_the_hand(name: str) -> None:
    """Every range, to a tenth of a cent."""
    row = rows(BUCKET, DISK)[name]
    for what, (low, high) in HAND["rows"][name].items():
        unit = GIB if what == "volume" else 1
        told = getattr(row, what)
        assert told.low == pytest.approx(low * unit, abs=6e-4 * unit), what
        assert told.high == (None if high is None else pytest.approx(high * unit, abs=6e-4 * unit)), what
    assert (row.resources, row.unsized) == (2, 0)


def test_leaving_is_free_from_the_day_of_the_law_and_moving_within_an_operator_is_not() -> None:
    """Regulation (EU) 2023/2854, art. 29: from 12 January 2027, and not the day before."""
    after = rows(BUCKET, DISK, moved_on="2027-01-12")
    assert after["Salle"].egress == NOTHING
    assert after["Paris"].egress.low == pytest.approx(20.232)
    assert rows(BUCKET, DISK, moved_on="2027-01-11")["Salle"].egress.high == pytest.approx(229.32)
    assert "data_act" in {one.entry for one in after["Salle"].cited}


def test_what_nobody_measured_is_never_nothing() -> None:
    """A disk without a size leaves no upper end to anything that depends on it, and is counted."""
    row = rows(BUCKET, DARK)["Salle"]
    assert row.unsized == 1
    assert (row.volume, row.egress, row.there.high) == (Between(2048 * GIB, None), UNKNOWN, None)
    assert row.back is not None
    assert row.back.high is None


def test_a_cost_that_may_be_nothing_may_be_paid_back_at_once() -> None:
    """Whatever is saved."""
    assert payback(Between(0, 10), Between(1, 2)) == Between(0, 10)
    assert payback(Between(None, None), Between(1, 2)) == Between(0, None)


def test_a_price_in_a_currency_whose_rate_is_old_or_unknown_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """However fresh the price; what the authority supposes of the currency stands before the register."""
    day, one = date(2026, 11, 28), next(price for price in prices().values() if price.currency != "EUR")
    assert quoted(one.offer, one.what, day, {}) is not None
    for known in ({one.currency: replace(rates()[one.currency], checked_on="2026-01-01")}, {}):
        monkeypatch.setattr("auditor.reference.prices.rates", lambda known=known: known)
        assert quoted(one.offer, one.what, day, {}) is None
        assert quoted(one.offer, one.what, day, {one.currency: Between(1, 1)}) is not None


def test_a_price_looked_at_too_long_ago_is_unknown() -> None:
    """Half a year after the register, staying has no known price, and the line says which are missing."""
    row = rows(BUCKET, as_of="2027-08-01")["Salle"]
    assert row.staying == UNKNOWN
    assert row.missing
    assert all(quoted(offer, what, date(2027, 8, 1), {}) is None for offer, what in prices())


@pytest.mark.usefixtures("english")
def test_a_resource_goes_to_the_first_destination_that_takes_it_and_else_to_none_that_is_known() -> None:
    """By kind here; what nobody takes is told, with what is not known of it."""
    takes = {"name": "Disques", "offer": "ovh", "takes": {"kinds": ["volume"]}}
    told = rows(BUCKET, DISK, methods=[{"name": "m", "destinations": [takes]}])
    assert {name: row.resources for name, row in told.items()} == {"Disques": 1, "to be chosen": 1}
    assert told["to be chosen"].there == UNKNOWN


def test_only_an_original_out_of_place_moves() -> None:
    """A replica abroad is made again from its original at home."""
    told = Moving()
    note(told, BUCKET, "replica")
    assert (told.loads(), told.copies) == ({}, 1)
    note(told, BUCKET, "primary")
    assert (len(told.loads()), told.copies) == (1, 0)


def test_what_is_not_verified_is_said_so() -> None:
    """Each entry that is not verified is named with its mark in what is told beside the lines."""
    home = Homecoming(run(), moving(BUCKET, DISK), msgspec.convert(HAND["costs"], Costs))
    marks = {one.entry: one.mark for one in home.cited}
    assert marks["aws_volume"] == "partly_verified"
    told = " ".join(home.notes)
    assert all(named(name) in told for name, mark in marks.items() if mark != "verified")
    assert "aws_volume" not in told


def test_every_price_is_a_range_with_a_source() -> None:
    """And every currency has a rate."""
    for price in prices().values():
        assert 0 <= price.low <= price.high
        assert price.source
        assert price.currency in {"EUR", *rates()}


SIZED = st.floats(0, 1e6)


@given(SIZED, SIZED, SIZED, SIZED)
def test_no_end_of_a_payback_is_past_the_truth(cost: float, more: float, saved: float, better: float) -> None:
    """Whatever the real cost and saving within their ranges are, the real payback is within the range."""
    told = payback(Between(cost, cost + more), Between(saved, saved + better))
    for spent, gained in ((cost, saved + better), (cost + more, saved), (cost + more / 2, saved + better / 2)):
        if gained <= 0:
            assert told is None or told.high is None
        else:
            assert told is not None
            assert (told.low or 0) <= spent / gained * (1 + 1e-9)
            assert told.high is None or spent / gained <= told.high * (1 + 1e-9)


@pytest.mark.usefixtures("english")
def test_ranges_are_rounded_outwards() -> None:
    """Two figures, never tighter than what is known."""
    assert euros(Between(1234, 5678)) == "1,200 to 5,700 €"
    assert euros(Between(-801.8, 153.4)) == "−810 to 160 €"
    assert euros(Between(0, None)) == "unknown"
    assert euros(Between(12, None)) == "at least 12 €"
    assert volume(Between(2248 * GIB, 2548 * GIB)) == "2.4 to 2.8 TB"
    assert volume(Between(5e8, 5e8)) == "0 to 1 GB"
    assert years(Between(0.748, None)) == "0.7 years at least, perhaps never"
    assert years(None) == "never: a year there costs no less"


def test_all_outputs_show_the_same_lines(tmp_path: Path) -> None:
    """The page, the sheet, the csv and the issues, cell by cell."""
    built = build(tmp_path, 12)
    told = [found(BUCKET, "primary"), found(DISK, "primary")]
    write_found(tmp_path, told, built)
    costs = msgspec.convert(HAND["costs"], Costs)
    written = {}
    for name in ("html", "plan", "plan-csv", "plan-md"):
        output(name)(built, tmp_path, tmp_path / name, "fr", costs=costs)
        written[name] = (tmp_path / name).read_bytes()
    lines = csv.reader(io.StringIO(written["plan-csv"].decode("utf-8-sig"), newline=""), delimiter=";")
    homes = [[cell.removeprefix("'") for cell in line[-10:]] for line in lines][1:]
    homes = [line for line in homes if line[0]]
    assert [line[1] for line in homes] == ["Salle", "Paris", "Cave"]
    sheet = zipfile.ZipFile(io.BytesIO(written["plan"])).read("content.xml").decode()
    texts = [unescape(text).replace("\\", "") for text in (written["plan-md"].decode(), written["html"].decode(), sheet)]
    spaced = [" ".join(text.split()) for text in texts]
    for cell in (" ".join(cell.split()) for line in homes for cell in line):
        assert all(cell in text for text in spaced), cell
