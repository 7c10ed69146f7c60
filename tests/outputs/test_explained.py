"""Reasons in words: which fact, what it is, what was expected, why it could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest

from auditor.i18n import language, use
from auditor.model import STATUSES, Because, Finding, Outcome, Place, status
from auditor.outputs.annex import safeguard
from auditor.outputs.causes import Cause, cause
from auditor.outputs.explained import _operators, citation, expected, explained, path, places
from auditor.outputs.wording import duration, word
from auditor.reference.facts import facts
from auditor.reference.registers import Reference, reference
from auditor.ruleset.operators import OPERATORS
from tests.outputs.builder import findings


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Words in French, the language put back afterwards."""
    before = language()
    use("fr")
    yield
    use(before)


@pytest.fixture(scope="module")
def registers() -> Reference:
    """The registers of the day."""
    return reference(date(2026, 11, 22))


def finding(fact: str, actual: Any, asked: str = "", outcome: Outcome = Outcome.FAIL) -> Finding:
    """One finding with one reason."""
    reasons = [Because(fact, actual, asked, "LOC-004.yaml:14", "s3:GetBucketReplication", "2026-11-22T02:13:05Z")]
    return msgspec.structs.replace(next(findings(1)), outcome=outcome, reasons=reasons, waived=False)


@pytest.mark.parametrize(
    ("fact", "actual", "asked", "said"),
    [
        ("country", "NO", "in $EEA", ("pays", "Norvège", "un pays de l’EEE")),
        ("places[1].country", "US", "in FR, DE", ("pays (réplique, us-east-1)", "États-Unis", "l’un de\u202f: France, Allemagne")),
        ("places[1].announced", False, "equal to true", ("annoncé au registre (réplique, us-east-1)", "non", "oui")),
        ("places[9].country", None, "", ("pays (?)", "lieu sans pays unique (service mondial, partage public)", "")),
        ("retention.max", None, "at most P1M", ("durée de conservation", "conservé sans limite", "au plus 1\u00a0mois")),
        ("retention.max", "P90D", "at least P6M", ("durée de conservation", "90\u00a0jours", "au moins 6\u00a0mois")),
        ("data.categories", ["health", "inconnue"], "containing any of video", ("catégories de données", "données de santé, inconnue", "")),
        ("data.activities", [], "set", ("traitements", "aucun", "renseigné")),
        (
            "encryption.key_manager",
            "provider",
            "different from provider",
            ("gestion de la clé", "le fournisseur", "autre que le fournisseur"),
        ),
        ("new.fact", {"b": 1, "a": 2}, "as the moon", ("new.fact", "a\u202f: 2, b\u202f: 1", "as the moon")),
        ("flows.share[0].account", 12345, "not in x", ("partage 1, account", "12\u202f345", "hors de\u202f: x")),
    ],
)
def test_a_fact_its_value_and_what_was_expected(
    registers: Reference, fact: str, actual: Any, asked: str, said: tuple[str, str, str]
) -> None:
    """Labels come from the dictionary, names from the registers; what nobody knows comes back as it is."""
    told = next(explained(finding(fact, actual, asked), registers))
    assert (told.fact, told.actual) == said[:2]
    assert said[2] == "" or told.expected == said[2]
    assert told.cause is None


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("different from false", "oui"),
        ("not set", "non renseigné"),
        ("not at most P1M", "pas\u202f: au plus P1M"),
        ("some item", "au moins un"),
        ("every item", "tous"),
        ("in $FRENCH_TERRITORY, $EEA", "l’un de\u202f: le territoire français, un pays de l’EEE"),
        ("equal to null", "non renseigné"),
    ],
)
def test_every_phrase_of_the_rule_language_has_words(registers: Reference, phrase: str, words: str) -> None:
    """Operators with their contrary, lists by name, and what an empty list lacks."""
    assert expected(phrase, None, registers) == words


def test_every_operator_of_the_rule_language_has_words() -> None:
    """A new operator must be said too."""
    phrases = {operator.phrase.replace("{}", "").strip() for operator in OPERATORS.values()} - {""}
    assert phrases == set(_operators("fr"))


def test_what_could_not_be_read_gives_its_reason_and_remedy(registers: Reference) -> None:
    """The call, and the permission when it is not the call's own name."""
    reason = "access_denied: s3:GetBucketReplication (s3:GetReplicationConfiguration)"
    told = next(explained(finding("places[1].country", reason, "in $EEA", Outcome.UNKNOWN), registers))
    assert told.cause == Cause(
        "access_denied",
        "s3:GetBucketReplication",
        "Accès refusé",
        "Accorder ce droit à l’identité d’audit.",
        "s3:GetReplicationConfiguration",
    )
    assert told.actual == ""


def test_a_value_that_looks_like_a_reason_is_still_a_value(registers: Reference) -> None:
    """A tag or a name cannot make a failure pass for a hole, nor an unknown word for a code."""
    assert next(explained(finding("region", "access_denied"), registers)).cause is None
    assert next(explained(finding("region", "whatever: it is", "", Outcome.UNKNOWN), registers)).actual == "whatever: it is"


@pytest.mark.parametrize(
    ("reason", "permission"),
    [
        ("access_denied: kms:DescribeKey", "kms:DescribeKey"),
        ("guard_rail: s3:GetBucketPolicyStatus", "s3:GetBucketPolicyStatus"),
        ("throttled: s3:GetBucketPolicyStatus", ""),
        ("key_not_read: arn:aws:kms:eu-west-3:999988887777:key/1 (alias/x)", ""),
    ],
)
def test_only_a_refusal_names_the_permission_by_its_call(reason: str, permission: str) -> None:
    """A slow provider needs no permission."""
    assert cause(reason).permission == permission


@pytest.mark.parametrize("code", ["collector_error", "throttled", "timed_out", "unreachable", "no_answer", "empty_answer", "partial_list"])
def test_no_right_is_asked_for_where_none_would_help(code: str) -> None:
    """Whatever permission the line of coverage names: an error of the auditor is not mended by a grant."""
    assert cause(f"{code}: s3:ListBuckets (s3:ListAllMyBuckets)", "s3:ListAllMyBuckets").permission == ""


def test_every_reason_code_of_the_contract_has_words() -> None:
    """No code reaches a reader bare."""
    codes = "access_denied throttled timed_out unreachable no_answer empty_answer not_collected region_not_in_register target_not_read"
    for code in [*codes.split(), "category_unknown", "key_not_read", "partial_list", "guard_rail", "policy_not_understood"]:
        assert cause(f"{code}: x").what != f"{code}: x"


def test_every_value_of_an_enum_has_words() -> None:
    """Except the grades of exposure, which are words of the doctrine."""
    values = {value for fact in facts().facts.values() for of in (fact, *fact.fields.values()) for value in of.values}
    assert {value for value in values if word(value) == value} - {"cache", "original", "E0", "E1", "E2", "E3"} == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [("P1Y6M", "1\u00a0an 6\u00a0mois"), ("PT12H", "12\u00a0heures"), ("P0D", "0\u00a0jour"), ("P", "P"), ("bientôt", "bientôt")],
)
def test_durations(text: str, words: str) -> None:
    """ISO 8601 in words; anything else as it is."""
    assert duration(text) == words


def test_a_text_is_cited_with_its_article(registers: Reference) -> None:
    """The law's name and the article; a requirement the registers lack keeps its own title."""
    assert citation({"id": "RGPD-44", "title": {"fr": "principe général"}}, registers) == (
        "Règlement (UE) 2016/679 (RGPD), art. 44 : principe général"
    )
    assert citation({"id": "CSP-L1111-8", "title": {"fr": "code, art. L1111-8"}}, registers) == "Code, art. L1111-8"
    assert citation({"id": "ARRETE-42", "title": ""}, registers) == "ARRETE-42"


def test_a_waived_pass_is_a_pass() -> None:
    """A waiver that is no longer needed does not hide that the rule is kept."""
    kept = msgspec.structs.replace(finding("region", "x", outcome=Outcome.PASS), waived=True)
    assert status(kept) == "pass"
    assert {status(one) for one in findings(120)} == set(STATUSES)


def test_equal_places_are_said_once(registers: Reference) -> None:
    """Two flows to one region are one place to a reader."""
    copy = Place("replica", "US", "us-east-1")
    twice = msgspec.structs.replace(finding("region", "x"), places=[Place("primary", "FR", "eu-west-3"), copy, copy, Place("share")])
    assert places(twice, registers) == [
        ("original", "France", "eu-west-3"),
        ("réplique", "États-Unis", "us-east-1"),
        ("partage", "lieu non déterminé", ""),
    ]


def test_a_path_names_resources_and_no_setting() -> None:
    """What a flow goes through; the code of a fact is for no reader."""
    assert path("arn:aws:s3:::a → flows.replication") == "arn:aws:s3:::a"
    assert path("flows.share") == ""
    assert path("public") == "tout Internet"


@pytest.mark.parametrize(
    ("proof", "told"),
    [
        ("scc · contrat 7 · TIA 2026-03-02", "clauses contractuelles types · contrat 7 · AITD du 2 mars 2026"),
        ("bcr · TIAN-1", "règles d’entreprise contraignantes · TIAN-1"),
    ],
)
def test_a_safeguard_is_said_in_words(proof: str, told: str) -> None:
    """The instrument by its name, and its impact assessment as French texts call it."""
    assert safeguard(proof).replace("\u202f", " ").replace("\u00a0", " ") == told
