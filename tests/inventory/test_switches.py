"""An option that must be switched on: what an API says of it answers the question, and nothing else does in its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.configuration import Activity, Configuration, Selector
from auditor.evidence import Answer, Evidence
from auditor.inventory.derive import derived
from auditor.inventory.known import Known
from auditor.inventory.switches import PLACE, Switches, Verdicts, _expected
from auditor.model import Coverage, Manifest, Resource
from auditor.reference.registers import reference

TODAY = date(2026, 11, 28)


def answered(*said: bool | str | None, people: str = "", coverage: tuple[Coverage, ...] = ()) -> str | None:
    """What HDS-005 is answered with for an activity whose machines say these; None when nobody knows."""
    machines = []
    for number, one in enumerate(said):
        facts: dict[str, Any] = {"site": {"country": None}} | ({} if isinstance(one, str) or one is None else {"hds": {"enabled": one}})
        unknown = {"hds.enabled": one} if isinstance(one, str) else {}
        machines.append(Resource(f"pcc-{number}", "machine", "OVH::PrivateCloud", "ovh", "a", "rbx", "pcc", facts=facts, unknown=unknown))
    activity = Activity("soins", categories=("health",), select=(Selector(name="pcc"),))
    given = (Answer(rule="HDS-005", answer=people, by="dpo", on="2026-11-01", until="2027-11-01", document="contrat"),) if people else ()  # type: ignore[arg-type]
    configuration = Configuration(activities=(activity,), known=Evidence(answers=given))
    manifest = Manifest("", "", "", accounts={"a": ["rbx"]}, resources=len(machines))
    found = derived(lambda: machines, manifest, coverage, reference(TODAY), configuration)
    (told,) = (each for each in found if each.kind == "activity")
    answers: dict[str, str] = told.facts["answers"]
    return answers.get("HDS-005")


@pytest.mark.parametrize(
    ("said", "people", "found"),
    [
        ((True,), "", "yes"),
        ((True, True), "", "yes"),
        ((True, False), "", "no"),
        ((False,), "yes", "no"),
        ((True, None), "", None),
        ((True, "access_denied: dedicatedCloud:GetHds"), "", None),
        ((None,), "", None),
        ((None,), "yes", "yes"),
        ((True,), "no", "no"),
        ((), "", None),
    ],
)
def test_the_api_answers_where_it_tells(said: tuple[Any, ...], people: str, found: str | None) -> None:
    """No of one is no, whatever people said; yes of all is yes; yes of some, and silence, leave it to people."""
    assert answered(*said, people=people) == found


def test_a_list_that_was_refused_may_hold_one_without() -> None:
    """Yes of all that was read is no yes of all; no stays no."""
    refused = Coverage("ovh", "a", None, "private-cloud", "refused", "dedicatedCloud:ListDatacenters", "access_denied: x")
    assert answered(True, coverage=(refused,)) is None
    assert answered(True, False, coverage=(refused,)) == "no"


LICENSED, REFUSED = True, "access_denied: subscribedSkus:ListSubscribedSkus (LicenseAssignment.Read.All)"


@pytest.mark.parametrize(
    ("lockbox", "people", "offer", "found", "reason"),
    [
        (False, "", "m365", "no", ""),
        (False, "yes", "m365", "yes", ""),
        (False, "no", "m365", "no", ""),
        (LICENSED, "", "m365", None, "Customer Lockbox"),
        (LICENSED, "yes", "m365", "yes", ""),
        (REFUSED, "", "m365", None, "LicenseAssignment.Read.All"),
        (REFUSED, "no", "m365", "no", ""),
        (None, "", "m365", None, ""),
        (False, "", "googleworkspace", None, ""),
    ],
)
def test_support_from_abroad_that_nobody_has_to_let_in(
    lockbox: bool | str | None, people: str, offer: str, found: str | None, reason: str
) -> None:
    """No where it needs nobody's leave, else a question with the reason; a contract may say more, so that people's answer stands."""
    facts: dict[str, Any] = {"tenant": {} if isinstance(lockbox, str) or lockbox is None else {"lockbox": lockbox}}
    unknown = {"tenant.lockbox": lockbox} if isinstance(lockbox, str) else {}
    tenant = Resource("t", "settings", "M365::Tenant", "m365", "a", None, "Ville", facts=facts, unknown=unknown, offer=offer)
    given = (Answer(rule="TRF-004", answer=people, by="dpo", on="2026-11-01", until="2027-11-01"),) if people else ()  # type: ignore[arg-type]
    manifest = Manifest("", "", "", accounts={"a": []}, offers={"a": offer}, resources=1)
    line = Coverage("m365", "a", None, "tenant", "read", "organization:ListOrganizations")
    told = derived(lambda: [tenant], manifest, (line,), reference(TODAY), Configuration(known=Evidence(answers=given)))
    (account,) = (each for each in told if each.kind == "account")
    assert account.facts["answers"].get("TRF-004") == found
    assert reason in account.unknown.get("answers.TRF-004", "")
    assert bool(reason) == ("answers.TRF-004" in account.unknown)


def test_everything_is_where_it_should_be_only_where_every_place_is() -> None:
    """One place outside is a no, whatever the others are and whatever is not known; one that is not known is no yes."""

    def expected(*places: dict[str, Any]) -> bool | None:
        known = Known(Resource("x", "mail_service", "X", "m365", "a", None, "x"))
        known.facts["places"] = [{"role": "primary", **place} for place in places]
        known.unknown |= {f"places[{number}].country": "not_collected: x" for number, place in enumerate(places) if "country" not in place}
        return _expected(known)

    inside: dict[str, Any] = {"country": "FR", "announced": True, "permitted": True}
    outside: dict[str, Any] = {"country": "US", "announced": False}
    unread: dict[str, Any] = {"permitted": True}
    assert expected(inside, inside) is True
    assert expected(inside, outside) is False
    assert expected(outside, unread) is False
    assert expected(inside, unread) is None
    assert expected(inside, {**outside, "role": "log"}) is True


@pytest.mark.parametrize(("said", "found"), [((True, True), "yes"), ((True, None), None), ((True, False), "no"), ((None,), None)])
def test_everything_of_an_activity_is_in_its_place_only_where_that_is_known_of_each(
    said: tuple[bool | None, ...], found: str | None
) -> None:
    """One of which nobody knows is no yes."""
    switches = Switches(None)
    for one in said:
        switches.note(Verdicts(((PLACE, one),)), ["accueil"])
    known = Known(Resource("x", "activity", "X", "m365", "a", None, "x"))
    known.facts["answers"] = {}
    switches.answer("accueil", len(said), known, whole=True)
    assert known.facts["answers"].get(PLACE) == found
