"""A flow that could not be read: whatever may become of the data where it leads is unknown, of every kind of thing."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import STAYS_WITH, derived
from auditor.inventory.link import CARRIES_ON
from auditor.model import Manifest, Resource
from auditor.providers.observing import Unknown, split
from auditor.reason import reason_of
from auditor.reference.facts import facts
from tests.naming import read
from tests.nightly import NIGHTLY
from tests.providers.judged import EVERYTHING, Verdicts, improved, rules, verdicts

pytestmark = pytest.mark.long

ACCOUNT, STRANGER = "123456789012", "999988887777"
FLOWS = {name: fact for name, fact in facts().facts.items() if fact.role}
CARRIED = {name: fact for name, fact in FLOWS.items() if fact.role in CARRIES_ON}
HERE, THERE, FURTHER = (f"arn:aws:kinesis:{region}:1:stream/s" for region in ("eu-west-3", "eu-central-1", "us-east-1"))


def thing(id: str, kind: str, region: str, **told: Any) -> Resource:
    """One of any kind."""
    known, unknown = split({name.replace("__", "."): value for name, value in told.items()})
    return read(Resource(id, kind, "T", "aws", ACCOUNT, region, id, facts=known, unknown=unknown))


def said(*resources: Resource) -> Verdicts:
    """What the rules say of the first of them."""
    return {key: outcome for key, outcome in verdicts(resources, [], ACCOUNT, {}).items() if key[0] == resources[0].id}


@pytest.mark.parametrize("onward", sorted(FLOWS))
@pytest.mark.parametrize("aspect", sorted(CARRIED))
def test_what_leaves_from_where_nobody_looked_is_not_ruled_out(aspect: str, onward: str) -> None:
    """What a rule says of data that is sent on to strangers, it does not take back when the first flow, or its target, is not read."""
    further = [{"to": FURTHER, "account": STRANGER, "region": "us-east-1"}]
    for kind in CARRIED[aspect].kinds:
        for reached in sorted(FLOWS[onward].kinds)[:: 1 if NIGHTLY else 3]:
            there = thing(THERE, reached, "eu-central-1", **{onward: further})
            before = said(thing(HERE, kind, "eu-west-3", **{aspect: [{"to": THERE}]}), there)
            refused = thing(HERE, kind, "eu-west-3", **{aspect: Unknown(reason_of("access_denied: x"))})
            assert not improved(before, said(refused, there)), (kind, reached)
            assert not improved(before, said(thing(HERE, kind, "eu-west-3", **{aspect: [{"to": THERE}]}))), (kind, reached)


@pytest.mark.parametrize("aspect", sorted(FLOWS))
def test_a_safeguard_that_names_its_importer_covers_nobody_we_do_not_know(aspect: str) -> None:
    """Where data may be, another may hold it: only what never leaves its service is run by whom we know."""
    signed = {"instrument": "scc", "reference": "r", "provider": "aws", "valid_until": "2027-01-01", "tia": "2026-01-01"}
    covered = Configuration.from_context({**EVERYTHING.context(), "known": {"safeguards": [signed]}})
    refused = thing(HERE, sorted(FLOWS[aspect].kinds)[0], "eu-west-3", **{aspect: Unknown(reason_of("access_denied: x"))})
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=1)
    found = next(derived(lambda: [refused], manifest, [], rules().reference, covered))
    bases = {place.get("role"): place.get("basis") for place in found.facts["places"]}
    role = FLOWS[aspect].role
    assert bases.pop(role) == ("safeguard" if role in STAYS_WITH else None)
    assert bases.pop("primary") == "eea"
    assert not any(bases.values())
    assert len(bases) == (role in CARRIES_ON)


def test_where_data_may_be_is_never_where_the_original_is() -> None:
    """A copy that was not read may be anything but the original: the rule on originals is as sure as the original's own place."""
    whole = thing(HERE, "object_store", "eu-west-3", flows__replication=None)
    holed = thing(HERE, "object_store", "eu-west-3", flows__replication=Unknown(reason_of("access_denied: x")))
    assert {said(one)[HERE, "LOC-001"] for one in (whole, holed)} == {"pass"}
    assert said(holed)[HERE, "LOC-009"] == "unknown"
