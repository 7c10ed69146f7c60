"""The page: what it says first, that it holds together, and that nothing in it can run."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.errors import OutputError
from auditor.i18n import language
from auditor.model import Coverage, Outcome, Resource
from auditor.outputs.html import write
from auditor.run import read_findings
from tests.outputs.builder import ACTIVITIES, GAPS, RULES, build, spoil, write_found
from tests.outputs.page import Page


def rendered(directory: Path, count: int = 120, lang: str = "fr", **options: Any) -> Page:
    """The page of a synthetic run."""
    run = build(directory, count, **options)
    write(run, directory, directory / "report.html", lang)
    return Page((directory / "report.html").read_text("utf-8"))


def words(text: str) -> str:
    """Text as read: one ordinary space between words."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A run with failures, waivers, points to verify and a refused service."""
    return rendered(tmp_path_factory.mktemp("run"))


def test_first_screen_says_who_when_and_what_was_read(page: Page) -> None:
    """Organisation, date in words, as-of day and perimeter come before anything else."""
    header = words(page.one("header", class_="page").text)
    assert header.startswith("Ville de Rivemont – Où sont nos données ?")
    assert "Document interne" in header
    assert "Relevé du 22 novembre 2026 à 3 h 13 (heure de Paris)" in header
    assert "droit et règles au 22 novembre 2026" in header
    assert "périmètre : Amazon Web Services" in header
    assert "Périmètre : 1 compte, 3 régions, 20 ressources." in words(page.by_id("summary").text)


def test_partial_reading_is_on_the_first_screen(page: Page) -> None:
    """The box names each hole, grouped, with the permission to grant and who can, beside the decisions; the headline's line counts them."""
    order = [element.attributes.get("class") or "" for element in page.elements]
    partial = words(page.one("div", class_="partial").text)
    assert order.index("partial") < order.index("totals")
    assert "Relevé partiel" in partial
    assert "111122223333 (eu-west-1, eu-west-3, us-east-1) – Accès refusé Aucune ressource" in partial
    assert "Droit à accorder, par l’administrateur du compte : backup:ListBackupVaults." in partial
    assert f"{3 + 13} lectures ont échoué, qui ne sont pas comptées comme conformes" in words(page.one("p", class_="told").text)
    assert "Droit à accorder, par l’administrateur du compte : s3:GetReplicationConfiguration." in partial


def test_headline_says_what_and_where_then_the_counts(page: Page) -> None:
    """Which data is where, of the gravest open failures; then how many there are; waived failures are not open."""
    assert words(page.one("p", class_="verdict").text).startswith("Des données ")
    assert words(page.one("p", class_="told").text).startswith(
        "19 écarts constatés, dont 12 critiques, et 13 points à vérifier, sur 6 règles évaluées."
    )
    totals = [words(element.text) for element in page.all("dd") if "dl" in element.parents and "main" in element.parents][:4]
    assert totals == ["19", "9", "13", "79"]


def test_totals_agree_with_severities_and_rules(page: Page) -> None:
    """The four numbers are the sums of the table by severity."""
    rows = [words(element.text).split() for element in page.all("tr")]
    severities = [row for row in rows if row and row[0] in {"Critique", "Majeure", "Modérée"}]
    whole = next(row for row in rows if row and row[0] == "Ensemble")
    assert (
        [sum(int(row[column]) for row in severities) for column in range(1, 5)] == [int(number) for number in whole[1:]] == [19, 9, 13, 79]
    )


@pytest.mark.parametrize(
    ("options", "tone", "sentence"),
    [
        ({"count": 0, "coverage": []}, "unknown", "Aucune ressource n’a pu être lue : rien ne peut être dit du lieu des données."),
        ({"count": 0}, "unknown", "Aucune ressource n’a pu être lue : rien ne peut être dit du lieu des données."),
        ({"count": 300, "outcome": "pass", "coverage": []}, "pass", "Aucun écart constaté, 0 point à vérifier, sur 6 règles évaluées."),
        ({"count": 300, "outcome": "pass"}, "unknown", "Aucun écart constaté, 0 point à vérifier, sur 6 règles évaluées."),
        ({"count": 1, "outcome": "unknown", "coverage": []}, "unknown", "Aucun écart constaté, 1 point à vérifier, sur 1 règle évaluée."),
        (
            {"count": 1, "outcome": "fail", "coverage": []},
            "fail",
            "1 écart constaté, dont 1 critique, et 0 point à vérifier, sur 1 règle évaluée.",
        ),
    ],
)
def test_verdict_is_green_only_when_everything_was_read_and_passed(
    tmp_path: Path, options: dict[str, Any], tone: str, sentence: str
) -> None:
    """Nothing read, nothing evaluated, something unread or unknown: never green."""
    page = rendered(tmp_path, **options)
    assert page.one("p", class_="verdict").attributes["class"] == f"verdict {tone}"
    assert sentence in words(page.by_id("summary").text)


def test_resources_read_but_no_rule_evaluated_is_never_green(tmp_path: Path) -> None:
    """Zero rules evaluated says nothing, and says so."""
    run = build(tmp_path, 0, coverage=[])
    read = msgspec.structs.replace(run, snapshot=msgspec.structs.replace(run.snapshot, resources=12))
    write(read, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert words(page.one("p", class_="verdict").text).startswith("Aucune règle n’a pu être évaluée")
    assert page.one("p", class_="verdict").attributes["class"] == "verdict unknown"


def test_an_assumption_is_shown_as_one(tmp_path: Path) -> None:
    """A drill must not be mistaken for the law."""
    header = words(rendered(tmp_path, assumptions=["not adequate(US)"]).one("header", class_="page").text)
    assert "Sous l’hypothèse not adequate(US)" in header
    assert "Ce n’est pas le droit en vigueur" in header


def test_countries_come_with_their_legal_zone(page: Page) -> None:
    """Where the data is, in words, what could not be placed last."""
    table = page.one("table", class_="lands").text
    rows = [words(row.text) for row in page.all("tr") if "tbody" in row.parents and row.text in table]
    lands = [row for row in rows if row.startswith(("France", "Irlande", "États-Unis", "Lieu non déterminé"))]
    assert lands[0].startswith("France Territoire français 20 20 0")
    assert any(row.startswith("États-Unis Pays tiers, adéquation sous conditions") for row in lands)
    assert lands[-1].startswith("Lieu non déterminé ou sans pays unique À vérifier")


def test_every_activity_is_there_and_what_is_attached_to_none_is_last(page: Page) -> None:
    """The register's order; a country the register does not announce is flagged."""
    articles = [words(element.text) for element in page.all("details") if "activity" in (element.attributes.get("class") or "")]
    titles = [activity["title"] for activity in ACTIVITIES]
    assert [article.startswith(title) for article, title in zip(articles, titles, strict=True)] == [True] * 4
    assert "Rattaché à aucun traitement" in words(page.one("table", class_="matrix").text).partition(titles[-1])[2]
    assert "États-Unis non annoncé" in articles[0]


def test_a_rule_tells_its_story_in_order(page: Page) -> None:
    """Fact found, text, why, what to do, proof, what could not be seen."""
    article = page.by_id("rule-LOC-004")
    told = words(article.text)
    steps = ["Constat", "Texte", "Pourquoi", "Qui agit", "Que faire", "Comment vérifié", "Ce qui n’a pas pu être vu"]
    places = [told.index(f" {step} ") for step in steps]
    assert places == sorted(places)
    assert "Des données de santé sont conservées hors de l’EEE" in told
    assert "Référentiel HDS 2.0, exigence 28 *" in told
    assert "pays (réplique, us-east-1) : États-Unis attendu : un pays de l’EEE" in told
    assert "lu par s3:GetBucketReplication le 22 novembre 2026 à 3 h 13 (heure de Paris) · règle LOC-004.yaml:14" in told
    assert "présumé d’après le nom" in told
    assert "fait à confirmer" in told
    assert "Dérogation : Convention en cours de renégociation" in told


def test_values_are_in_words(page: Page) -> None:
    """Durations, booleans and empty lists are not shown as code."""
    assert "durée de conservation : 90 jours attendu : au plus 1 mois" in words(page.by_id("rule-RET-002").text)
    assert "accès public : oui attendu : non" in words(page.by_id("rule-SEC-001").text)


def test_activities_with_nothing_to_do_are_one_table(tmp_path: Path) -> None:
    """A declared activity without a resource is in it, and the table says what that means."""
    page = rendered(tmp_path, 6, outcome="pass", coverage=[])
    table = words(page.one("table", class_="matrix").text)
    assert [activity["title"] in table for activity in ACTIVITIES] == [True] * 4
    assert "rien de ce qui a été lu n’y est rattaché" in words(page.by_id("content").text)


def test_rules_come_gravest_first(tmp_path: Path) -> None:
    """What fails before what is only to verify, then by severity; the first three are where to start."""
    page = rendered(tmp_path, 120)
    order = [
        element.attributes["id"] for element in page.all("article") if "rule" in (element.attributes["class"] or "").split() == ["rule"]
    ]
    severities = [RULES[(name or "").removeprefix("rule-")]["severity"] for name in order]
    assert severities == ["critical", "critical", "critical", "major", "moderate"]
    assert words(page.one("ol", class_="decisions").text).count("Critique") == 3


def test_a_rule_only_to_verify_is_not_called_a_failure(tmp_path: Path) -> None:
    """Its heading says what it asks, in its article and under the activity."""
    text = words(rendered(tmp_path, 1, outcome="unknown").by_id("content").text)
    assert "Les données de santé restent dans l’EEE" in text
    assert "Des données de santé sont conservées" not in text


def test_the_same_hole_in_two_accounts_is_said_once(tmp_path: Path) -> None:
    """Grouped when call, reason and regions are the same; told apart otherwise."""
    elsewhere = [msgspec.structs.replace(line, account="444455556666") for line in GAPS]
    apart = [msgspec.structs.replace(GAPS[0], account="777788889999")]
    partial = words(rendered(tmp_path, 0, coverage=[*GAPS, *elsewhere, *apart]).one("div", class_="partial").text)
    assert "111122223333, 444455556666 (eu-west-1, eu-west-3, us-east-1) – Accès refusé" in partial
    assert "777788889999 (eu-west-3) – Accès refusé" in partial


def test_a_detail_that_no_rule_needed_is_still_a_hole(tmp_path: Path) -> None:
    """Something asked and not answered is shown before any number, and nothing is green."""
    run = build(tmp_path, 42, outcome="pass", coverage=[])
    refused = Resource(
        "arn:aws:s3:::a", "object_store", "AWS::S3::Bucket", "aws", "111122223333", "eu-west-3", "a", unknown={"x": "throttled: s3:GetX"}
    )
    with gzip.open(tmp_path / "snapshot/resources-0000.jsonl.gz", "wb") as stream:
        stream.write(msgspec.json.encode(refused))
    run = msgspec.structs.replace(run, snapshot=msgspec.structs.replace(run.snapshot, unread=1))
    write(run, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert "s3:GetX 1 ressource lue en partie seulement" in words(page.one("div", class_="partial").text)
    assert page.one("p", class_="verdict").attributes["class"] == "verdict unknown"


def guarded(account: str, region: str | None = None, native: str = "AWS::Organizations::Account", **facts: Any) -> Resource:
    """A resource of settings."""
    kind = "settings" if region else "organization"
    return Resource(f"{native}/{account}/{region}", kind, native, "aws", account, region, account, facts=facts)


def test_guard_rails_are_shown(tmp_path: Path) -> None:
    """What organisations impose and accounts set, those that are alike together; what could not be read with its reason."""
    closed = {"binding": True, "regions": ["eu-west-3"], "policies": ["europe"], "exemptions": ["iam:*"], "declared": ["s3 = all (d)"]}
    unread = msgspec.structs.replace(guarded("333333333333"), unknown={"guardrail.regions": "access_denied: organizations:ListPolicies"})
    encrypted = [
        guarded("111111111111", region, "AWS::EC2::EbsEncryptionByDefault", encryption={"default": True, "default_key": None})
        for region in ("eu-west-3", "eu-west-1")
    ]
    resources = [guarded(account, guardrail=closed) for account in ("111111111111", "222222222222")] + [unread, *encrypted]
    run = build(tmp_path, 1)
    with gzip.open(tmp_path / "snapshot/resources-0000.jsonl.gz", "wb") as stream:
        stream.writelines(msgspec.json.encode(one) + b"\n" for one in resources)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    text = words(Page((tmp_path / "report.html").read_text("utf-8")).one("section", id="method").text)
    assert "111111111111, 222222222222 Lié par les politiques : oui Organisation : aucune qui ait été lue" in text
    assert "Comptes de l’organisation : aucune organisation Régions laissées ouvertes" in text
    assert "Régions laissées ouvertes : eu-west-3" in text
    assert "s3 = all (d)" in text
    assert "Régions laissées ouvertes : Accès refusé (organizations:ListPolicies)" in text
    assert "111111111111 · eu-west-1, eu-west-3 Chiffrement d’office : oui" in text
    write(run, tmp_path, tmp_path / "public.html", "fr", public=True)
    assert "europe" not in words(Page((tmp_path / "public.html").read_text("utf-8")).one("section", id="method").text)


def test_accounts_that_were_not_read_are_named(tmp_path: Path) -> None:
    """Beside those that were, with how many there are and why."""
    left_out = Coverage(
        "aws", "444455556666", None, "organizations", "skipped", "organizations:ListAccounts", "not_collected: eau is suspended"
    )
    manifest = build(tmp_path, 0).snapshot
    told = msgspec.structs.replace(manifest, expected={"org": ["111122223333", "444455556666"]})
    text = words(rendered(tmp_path, 0, coverage=[left_out], snapshot=told).one("section", id="method").text)
    assert "444455556666 – Non lu : Non lu par cette version (eau is suspended)" in text
    assert "1 compte lu sur les 2 que comptent les entrées." in text


def test_rules_without_failure_and_without_object_are_listed(page: Page) -> None:
    """What passed and what concerned nothing are told apart."""
    assert words(page.by_id("rule-SEC-002").text).startswith("SEC-002 Les données sont chiffrées au repos 20 ")
    idle = words(next(table.text for table in page.all("table") if "Règles sans objet pour les ressources lues" in table.text))
    assert idle.endswith("RET-005 Les journaux ont une fin modérée")


def test_the_law_is_never_pronounced(page: Page) -> None:
    """Neither "conforme RGPD" nor "illégal": a finding is a fact held against a written rule."""
    text = words(page.one("body").text).lower()
    assert not re.search(r"conforme (au |à la )?(rgpd|loi)|illégal|hors la loi", text)
    assert "aide à la décision, pas un avis juridique" in text
    assert "testé automatiquement, non audité rgaa" in text


def test_policy_admits_exactly_the_style_and_script_of_the_page(page: Page) -> None:
    """Hashes are those of what the page holds; nothing else may run, load or be sent."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    style, script = (re.findall(rf"<{tag}>(.*?)</{tag}>", page.source, re.DOTALL) for tag in ("style", "script"))
    assert page.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"] == (
        f"default-src 'none'; script-src 'sha256-{digest(script[0])}'; style-src 'sha256-{digest(style[0])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert (len(style), len(script)) == (1, 1)


@pytest.mark.parametrize("hostile", [False, True])
def test_nothing_in_the_page_runs_or_loads(tmp_path: Path, hostile: bool) -> None:
    """No style or on… attribute, nothing fetched, only https links; hostile names stay text."""
    page = rendered(tmp_path, 200, hostile=hostile)
    assert page.unbalanced == []
    assert [script.attributes.get("type") for script in page.all("script")] == ["text/plain", None]
    assert len(page.all("style")) == 1
    assert not page.all("img") + page.all("iframe") + page.all("link") + page.all("object")
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on") or name == "src"]
        target = element.attributes.get("href") or "#"
        assert target.startswith(("#", "https://")), target


@pytest.mark.parametrize("public", [False, True])
def test_a_run_written_by_an_attacker_stays_text(tmp_path: Path, public: bool) -> None:
    """Every field hostile, the rules, the register and the accounts too: no element, no attribute and no address of theirs."""
    build(tmp_path, 120, hostile=True)
    write(spoil(tmp_path), tmp_path, tmp_path / "report.html", "fr", public=public)
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert page.unbalanced == []
    assert not any(page.all(tag) for tag in ("img", "iframe", "link", "object", "base", "textarea"))
    assert [len(page.all(tag)) for tag in ("style", "script", "meta")] == ([1, 1, 6] if public else [1, 2, 7])
    for element in page.elements:
        assert not [name for name in element.attributes if name == "style" or name.startswith("on") or name in ("src", "autofocus")]
        assert (element.attributes.get("href") or "#").startswith(("#", "https://"))


def test_hostile_names_are_shown_whole_and_inert(tmp_path: Path) -> None:
    """Marks that hide or reorder are written out; a long name can be read to its end; templates are not evaluated."""
    page = rendered(tmp_path, 400, hostile=True)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page.source)
    shown = page.one("body").text
    for text in (
        "{{7*7}}{% raw %}",
        "facture‹U+202E›gpj.exe",
        "nul‹U+0000›nul",
        "🏛️ mairie 👩🏽‍💻",
        "<script>alert(1)</script>",
        "%s %(n)s {0}",
    ):
        assert text in shown
    assert "x" * 10_240 in shown


def test_structure_can_be_read_without_sight(page: Page) -> None:
    """One h1, no level skipped, captions and scopes, unique ids, links that lead somewhere, drawings hidden or named."""
    levels = [int(element.tag[1]) for element in page.elements if re.fullmatch("h[1-6]", element.tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(element.attributes.get("scope") for element in page.all("th"))
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    targets = {
        (element.attributes.get("href") or "")[1:]
        for element in page.all("a") + page.all("use")
        if (element.attributes.get("href") or "").startswith("#")
    }
    assert targets <= set(ids)
    drawings = [element.attributes for element in page.all("svg")]
    assert all(each.get("aria-hidden") == "true" or (each.get("role") == "img" and each["aria-labelledby"] in ids) for each in drawings)
    assert page.one("html").attributes["lang"] == "fr"
    assert page.all("a")[0].attributes["href"] == "#content"


def test_everything_can_be_read_without_javascript(page: Page) -> None:
    """Only the button that needs a script waits for it."""
    assert [element.tag for element in page.elements if "hidden" in element.attributes] == ["form", "div"]
    assert len(page.all("article")) == 5
    assert {"summary", "plan", "places", "activities", "rules", "brief", "method"} <= {
        element.attributes.get("id") for element in page.all("section")
    }


def test_french_page_is_typeset(page: Page) -> None:
    """A narrow space before ; : ? !, and no English word of ours."""
    text = re.sub(r"https?://\S+", "", page.one("body").text)
    for code in page.all("code"):
        text = text.replace(code.text, " ", 1)
    prose = re.sub(r"\S*[A-Z0-9_-]+\.yaml\S*|\w+:\w+|\S*::\S*|Resource Groups & Tag Editor", "", text)
    assert not re.findall(r"\w [;:?!](?:\s|$)|\w[;?!](?:\s|$)", prose)
    assert not re.findall(r"\b(the|and|with|rule|resource|failure|waived|read by|expected|unknown|country)\b", prose, re.IGNORECASE)


def test_english_page_has_no_french(tmp_path: Path) -> None:
    """The whole page in the other language; the language of the terminal is left as it was."""
    before = language()
    page = rendered(tmp_path, lang="en")
    text = words(page.one("body").text)
    assert page.one("html").attributes["lang"] == "en"
    assert "19 failures found, of which 12 critical, and 13 points to verify, over 6 rules evaluated." in text
    assert not re.findall(
        r"\b(règle|écart|données|ressource|constat|lieu|pays|attendu)s?\b", re.sub("|".join(a["title"] for a in ACTIVITIES), "", text)
    )
    assert language() == before


def test_many_findings_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    """The page does not grow with the run: what is not shown is counted, and the page says where it is."""
    page = rendered(tmp_path, 9_000)
    article = words(page.by_id("rule-LOC-004").text)
    assert "300 constats – les 50 premiers" in article
    assert "Tous ses constats dans le tableau" in article
    assert "dans le tableau à la fin, et dans les sorties ods, csv et json" in words(page.by_id("rules").text)
    assert len(page.source.encode()) < 1_000_000


def test_an_account_that_could_not_be_read_comes_first_and_is_never_compliant(tmp_path: Path) -> None:
    """By its name, before the verdict, in the plan and on the page for the chief executive; nothing is green."""
    closed = Coverage(
        "azure", "azure-sdis", None, "resources", "refused", "ListSubscriptions", "access_denied: no credential", at=GAPS[0].at
    )
    page = rendered(tmp_path, 6 * 7, outcome="pass", coverage=[closed])
    told = "1 compte sur 2 n’a pas pu être lu : azure-sdis."
    assert told in words(page.one("div", class_="partial").text)
    brief = words(page.by_id("brief").text)
    assert -1 < brief.index(told) < brief.index("Aucun écart constaté")
    first = next(row for row in page.all("tr") if words(row.text).startswith("azure-sdis"))
    assert words(first.text) == "azure-sdis Non lu Que faire 0 0 0 0 –"
    assert page.one("p", class_="verdict").attributes["class"] == "verdict unknown"
    assert words(page.by_id("method").text).index("Accès refusé no credential Vérifier l’accès de cette entrée avec auditor doctor.") > -1


def test_what_the_law_says_of_an_unread_account_is_not_shown_as_compliant(tmp_path: Path) -> None:
    """A rule that asks a register of the account may pass without reading it: the account's own line shows no success."""
    run = build(tmp_path, 6, coverage=[msgspec.structs.replace(GAPS[0], account="azure-sdis")])
    kept = [
        msgspec.structs.replace(finding, outcome=Outcome.PASS, resource=msgspec.structs.replace(finding.resource, account="azure-sdis"))
        for finding in read_findings(tmp_path)
    ]
    write_found(tmp_path, kept, run)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    line = next(words(row.text) for row in page.all("tr") if words(row.text).startswith("azure-sdis"))
    assert line.startswith("azure-sdis Non lu Que faire 0 0 0 0 ")


def test_where_the_data_is_stands_on_the_first_screen_whole(page: Page) -> None:
    """Every country of the table, under its zone, with the same number; on the page for the chief executive too."""
    bars = [words(element.text) for element in page.all("table") if element.attributes.get("class") == "bars"]
    assert len(bars) == 2
    for told in bars:
        assert told.endswith("France 20 Irlande UE et EEE 20 États-Unis adéquation sous conditions 20 Lieu non déterminé 13")
    lands = words(page.one("table", class_="lands").text)
    for row in ("France Territoire français 20 20", "Irlande Union européenne 20 0", "conditions 20 0 20", "À vérifier 13 0 13"):
        assert row in lands


def test_activities_are_held_against_legal_zones(page: Page) -> None:
    """A line an activity; its numbers are those of its article and of the register."""
    table = page.one("table", class_="matrix")
    assert words(table.text).startswith(
        "Ressources de chaque traitement par zone juridique, et constats Traitement France UE et EEE Adéquation sous conditions "
        "Lieu non déterminé Écart Dérogation À vérifier Gestion de l'état civil 4 4 4 3 3 2 3 "
    )
    lines = [words(row.text) for row in page.all("tr")]
    line = next(line for line in lines if line.startswith("Gestion de l'état civil 4"))
    sheet = words(next(element.text for element in page.all("details") if "activity" in (element.attributes.get("class") or "")))
    failed, _waived, unknown = line.split()[-3:]
    assert f"Écart {failed} À vérifier {unknown} " in sheet


def test_what_is_attached_to_nothing_is_counted_as_it_is_listed(tmp_path: Path) -> None:
    """Questions to the authority itself, or about an account, are no resource: neither in the number nor in the list."""
    run = build(tmp_path, 60)
    asked = [
        msgspec.structs.replace(
            finding,
            activities=[],
            resource=msgspec.structs.replace(finding.resource, id=f"q{number}", kind=kind, native_type=kind, account=account),
        )
        for number, finding in enumerate(read_findings(tmp_path))
        for kind, account in (("activity", ""), ("account", "111122223333"))
    ]
    write_found(tmp_path, [*read_findings(tmp_path), *asked], run)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    annex = words(page.by_id("annex").text)
    assert "2 ressources ne sont rattachées à rien" in annex
    assert annex.count("rivemont-divers-") == 2
    assert "10 ressources lues, 10 concernées par au moins une règle" in words(page.by_id("method").text)


def test_coverage_left_out_by_configuration_is_no_hole(tmp_path: Path) -> None:
    """What the configuration skips is said in the method, not in the banner."""
    skipped = [
        Coverage(
            "aws", "111122223333", "sa-east-1", "ec2", "skipped", "ec2:DescribeRegions", "not_collected: left out by the configuration"
        )
    ]
    page = rendered(tmp_path, 6 * 7, outcome="pass", coverage=skipped)
    assert not [element for element in page.all("div") if element.attributes.get("class") == "partial"]
    table = next(table for table in page.all("table") if "Écarté du relevé, et pourquoi" in table.text)
    assert words(table.text).endswith(
        "ec2:DescribeRegions Écarté par la configuration Aucune ressource du service Amazon EC2 n’y a été examinée"
    )


def test_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no chance."""
    first, second = (tmp_path / name for name in ("a", "b"))
    assert rendered(first).source == rendered(second).source


def test_a_page_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """The error says what to do; no half page is left."""
    run = build(tmp_path / "run", 6)
    (tmp_path / "busy").mkdir()
    with pytest.raises(OutputError):
        write(run, tmp_path / "run", tmp_path / "busy", "fr")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["busy", "run"]


def test_no_page_keeps_the_language_of_the_one_before(tmp_path: Path) -> None:
    """Templates are compiled once: what a filter makes of a constant in them is said anew each time."""
    rendered(tmp_path / "first", lang="en")
    assert "Failure" not in rendered(tmp_path / "second", lang="fr").one("body").text
