"""A register entry of each mark, for each register, through to the finding: its confidence and the entry it names."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.configuration import Configuration
from auditor.i18n import speaking
from auditor.inventory.derive import derived
from auditor.model import Citation, Confidence, Coverage, Finding, Manifest, Resource
from auditor.outputs.explained import support
from auditor.outputs.html import registers_of, write as html
from auditor.outputs.inert import visible
from auditor.outputs.wording import adequacy, mark
from auditor.reference import categories, labels, operators, places, registers, requirements, retention, shelf
from auditor.reference.marks import SHELF_LIFE, WORST
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset, judge
from auditor.ruleset.rule import Rule
from auditor.run import read_findings
from tests.outputs.builder import build, write_found
from tests.outputs.page import Page
from tests.ruleset.build import shipped_rules

pytestmark = pytest.mark.long

DAY = date(2026, 11, 28)
OLD = (DAY - SHELF_LIFE - timedelta(days=1)).isoformat()
MARKS = ("verified", "partly_verified", "to_confirm", "stale")
ACCOUNT = "123456789012"
RULES = {rule.id: rule for rule in shipped_rules(DAY)}
Write = Callable[[str, Callable[[dict[str, Any]], None]], None]


def marked(entry: dict[str, Any], wanted: str) -> None:
    """Give an entry a mark, as a register writes it."""
    entry["evidence"] = "verified" if wanted == "stale" else wanted
    entry["checked_on"] = OLD if wanted == "stale" else DAY.isoformat()


def forget() -> None:
    """Let every reading of a register be made again."""
    for room in (categories, labels, operators, places, registers, requirements, retention, shelf):
        for one in vars(room).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


@pytest.fixture(name="write")
def _write(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Every register with all its entries verified that day, then one of them changed by the test."""
    forget()
    read = shelf.register.__wrapped__
    held: dict[str, dict[str, Any]] = {}

    def register(name: str) -> dict[str, Any]:
        if name not in held:
            held[name] = sure(copy.deepcopy(read(name)))
        return held[name]

    for room in (categories, labels, operators, places, registers, requirements, retention, shelf):
        if hasattr(room, "register"):
            monkeypatch.setattr(room, "register", register)
    yield lambda name, change: change(register(name))
    forget()


def sure(node: Any) -> Any:
    """The same register, all verified."""
    if isinstance(node, dict):
        if "evidence" in node:
            marked(node, "verified")
        for each in node.values():
            sure(each)
    for each in node if isinstance(node, list) else ():
        sure(each)
    return node


def findings(rule: str, resource: Resource, **context: Any) -> list[dict[str, Any]]:
    """What a rule says of a resource, as findings.jsonl holds it."""
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=1)
    configuration = Configuration.from_context(context)
    known = reference(DAY, (), configuration.allowed_countries)
    found = derived(lambda: [resource], manifest, [Coverage("aws", ACCOUNT, "eu-west-3", "s3", "read")], known, configuration)
    said: list[Finding] = [*judge(found, Ruleset([RULES[rule]], known), as_of=DAY)]
    return [json.loads(msgspec.json.encode(each)) for each in said if each.resource.id == resource.id]


def bucket(region: str = "us-east-1", **facts: Any) -> Resource:
    """A store of civil status data."""
    tags = {"rgpd:categorie": "civil_status"}
    return Resource("arn:a", "object_store", "AWS::S3::Bucket", "aws", ACCOUNT, region, "a", tags=tags, facts=facts)


def _region(data: dict[str, Any], wanted: str) -> None:
    marked(data["regions"]["us-east-1"], wanted)


def _adequacy(data: dict[str, Any], wanted: str) -> None:
    for entry in data["adequacy"]:
        if entry["country"] == "US":
            marked(entry, wanted)


def _operator(data: dict[str, Any], wanted: str) -> None:
    marked(data["operators"]["aws"], wanted)


def _law(data: dict[str, Any], wanted: str) -> None:
    marked(data["laws"]["US-CLOUD-ACT"], wanted)


def _category(data: dict[str, Any], wanted: str) -> None:
    marked(data["categories"]["civil_status"], wanted)


def _texts(data: dict[str, Any], wanted: str) -> None:
    for entry in (*data["texts"].values(), *data["articles"].values()):
        marked(entry, wanted)


CLAUSES = {"instrument": "scc", "reference": "contrat 7", "country": "US", "valid_until": "2027-10-01", "tia": "2026-03-01"}
CASES = {
    "regions/aws": ("LOC-001", _region, "us-east-1"),
    "zones": ("LOC-001", _adequacy, "US · (EU) 2023/1795"),
    "operators": ("SEC-003", _operator, "aws"),
    "laws": ("SEC-003", _law, "US-CLOUD-ACT"),
    "categories": ("LOC-001", _category, "civil_status"),
    "requirements": ("LOC-001", _texts, "RGPD-44"),
}


@pytest.mark.parametrize("wanted", MARKS)
@pytest.mark.parametrize("register", CASES)
def test_the_mark_of_an_entry_reaches_the_findings_that_rest_on_it(write: Write, register: str, wanted: str) -> None:
    """Verified lately is observed; anything less says so, and names the entry and its mark."""
    rule, change, entry = CASES[register]
    write(register, lambda data: change(data, wanted))
    found = findings(rule, bucket(), known={"safeguards": [CLAUSES]})
    assert found
    for finding in found:
        named = {(each["register"], each["entry"]): each["mark"] for each in finding["unconfirmed"]}
        if wanted == "verified":
            assert named == {}
            assert finding["confidence"] == "observed"
        else:
            assert named[register, entry] == wanted
            assert finding["confidence"] == "to_confirm"


@pytest.mark.parametrize("wanted", MARKS)
def test_police_data_rests_on_the_decisions_of_its_own_directive(write: Write, wanted: str) -> None:
    """London: the decision of directive 2016/680, not that of the GDPR."""

    def change(data: dict[str, Any]) -> None:
        for entry in (*data["law_enforcement"], *data["adequacy"]):
            marked(entry, wanted)

    write("zones", change)
    police = msgspec.structs.replace(bucket("eu-west-2"), tags={"rgpd:categorie": "municipal_police"})
    (finding,) = findings("LOC-022", police)
    entry = {"register": "zones", "entry": "GB · renewal of (EU) 2021/1773", "mark": wanted}
    assert finding["unconfirmed"] == ([] if wanted == "verified" else [entry])
    assert finding["confidence"] == ("observed" if wanted == "verified" else "to_confirm")


def test_a_country_that_no_decision_names_rests_on_the_list_as_a_whole(write: Write) -> None:
    """That Singapore has no decision is as sure as the list of decisions."""
    write("zones", lambda data: data.update(evidence="partly_verified"))
    (finding,) = findings("LOC-001", bucket("ap-southeast-1"))
    assert finding["unconfirmed"] == [{"register": "zones", "entry": "adequacy", "mark": "partly_verified"}]


@pytest.mark.parametrize("wanted", MARKS)
def test_a_row_of_the_schedule_reaches_the_finding(write: Write, wanted: str) -> None:
    """Kept and broken bounds alike rest on the row."""
    write("retention", lambda data: marked(data["rows"]["wifi-traffic"], wanted))
    kept = bucket("eu-west-3", retention={"max": "P3Y"})
    found = findings(
        "RET-014",
        msgspec.structs.replace(kept, kind="log_store", tags={"rgpd:categorie": "public_wifi"}),
        retention={"public_wifi": {"row": "wifi-traffic"}},
    )
    for finding in found:
        marks = [*{each["mark"] for each in finding["unconfirmed"] if each["register"] == "retention"}]
        assert marks == ([] if wanted == "verified" else [wanted])
    assert found


VALID = {"status": "valid", "valid_from": "2025-01-01", "valid_until": "2027-01-01"}
STATES: tuple[tuple[dict[str, Any], str | None], ...] = (
    (VALID, None),
    (VALID | {"evidence": "partly_verified"}, "partly_verified"),
    (VALID | {"evidence": "to_confirm"}, "to_confirm"),
    (VALID | {"checked_on": OLD}, "stale"),
    ({"status": "claimed"}, "claimed"),
    ({"status": "to_reconfirm"}, "to_reconfirm"),
    ({"status": "claimed", "provider": "ovh"}, "absent"),
)
LABELLED: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "hds": ("HDS-001", "health", "eu-west-3", {}),
    "secnumcloud": ("SNC-001", "hr", "eu-west-3", {"required_labels": ["secnumcloud"]}),
    "dpf": ("LOC-001", "hr", "us-east-1", {}),
    "siaf": ("LOC-006", "archives intermédiaires", "eu-west-3", {}),
}
"""The labels that rules ask for: the rule, the data, the region and what the authority says."""


def labelled(name: str, change: dict[str, Any], write: Write) -> dict[str, Any]:
    """The finding of the rule that asks for a label, when its register holds one entry."""

    def label(data: dict[str, Any]) -> None:
        first = {"provider": "aws", "offer": "all", "evidence": "verified", "checked_on": DAY.isoformat(), "source": "a list"}
        data["entries"] = [first | ({"version": "2.0"} if name == "hds" else {}) | change]
        data["shelf_life"] = "P180D"

    write(f"labels/{name}", label)
    rule, category, region, context = LABELLED[name]
    (finding,) = findings(rule, msgspec.structs.replace(bucket(region), tags={"rgpd:categorie": category}), **context)
    return finding


@pytest.mark.parametrize(("change", "wanted"), STATES, ids=lambda each: str(each) if not isinstance(each, dict) else "")
@pytest.mark.parametrize("name", LABELLED)
def test_a_label_says_what_its_entry_is_worth(write: Write, name: str, change: dict[str, Any], wanted: str | None) -> None:
    """Claims and absences are no proof: the finding is unknown, and says which entry would settle it."""
    finding = labelled(name, change, write)
    marks = [each["mark"] for each in finding["unconfirmed"] if each["register"] == f"labels/{name}"]
    assert marks == ([wanted] if wanted else [])
    assert finding["confidence"] == ("to_confirm" if wanted else "observed")
    assert (finding["outcome"] == "pass") == (wanted in (None, "partly_verified"))


REGISTERS = (*CASES, "retention", *(f"labels/{name}" for name in LABELLED))


@pytest.mark.parametrize("wanted", [*MARKS, "claimed", "to_reconfirm", "absent"])
def test_the_page_names_the_entry_of_any_register_and_its_mark(tmp_path: Path, wanted: str) -> None:
    """In the words of the method page; what is verified is not named."""
    run = build(tmp_path, len(REGISTERS), outcome="fail")
    doubt = Confidence.OBSERVED if wanted == "verified" else Confidence.TO_CONFIRM
    told = [
        msgspec.structs.replace(one, confidence=doubt, unconfirmed=[] if wanted == "verified" else [Citation(register, "tout", wanted)])
        for one, register in zip(read_findings(tmp_path), REGISTERS, strict=True)
    ]
    run = write_found(tmp_path, told, run)
    html(run, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    text = " ".join(page.by_id(f"rule-{rule}").text for rule in {one.rule for one in told})
    with speaking("fr"):
        registers = registers_of(run)
        named = [name for name in REGISTERS if f"{visible(support(Citation(name, 'tout', wanted), registers))} ({mark(wanted)})" in text]
    assert named == ([] if wanted == "verified" else [*REGISTERS])
    assert text.count("sur laquelle il repose n’est pas vérifiée") == len(named)


def test_the_caption_of_the_map_says_no_more_than_the_register() -> None:
    """Verified only when every decision is; the page has words for every mark."""
    with speaking("fr"):
        said = {each: adequacy(each, "2026-11-28") for each in WORST}
        assert "de mémoire" in said["to_confirm"]
        assert "en partie" in said["partly_verified"]
        assert said["verified"] == "Liste des décisions d’adéquation vérifiée le 28\u00a0novembre\u00a02026."
        assert len({mark(each) for each in (*MARKS, "claimed", "to_reconfirm", "absent")}) == 7


@pytest.mark.parametrize("wanted", MARKS)
def test_the_list_is_as_sure_as_its_least_sure_decision(write: Write, wanted: str) -> None:
    """One decision from memory is enough for the caption to say so."""
    write("zones", lambda data: _adequacy(data, wanted))
    assert places.zones_mark(DAY) == wanted


def test_rules_are_named_as_the_cases_name_them() -> None:
    """The rules of the cases exist."""
    assert {rule for rule, _change, _entry in CASES.values()} <= set(RULES)
    assert all(isinstance(rule, Rule) for rule in RULES.values())
