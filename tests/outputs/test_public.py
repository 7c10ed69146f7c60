"""The version that can be handed out: nothing in it tells where an account or a resource is."""

from __future__ import annotations

import gzip
import re
import time
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest

from auditor.masking import masked
from auditor.model import Coverage, Resource
from auditor.outputs.html import write
from auditor.outputs.inert import discreet, nameless, visible
from auditor.outputs.public import coverage
from auditor.run import read_findings
from tests.outputs.builder import ACTIVITIES, build, write_found
from tests.outputs.page import Page, unfolded

SHAPES = {
    "arn": r"arn:aws",
    "azure": r"/subscriptions/",
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "ipv4": r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])",
    "ipv6": r"2001:db8",
    "account": r"(?<!\d)\d{12}(?!\d)|\d{4}-\d{4}-\d{4}(?!\d)",
    "e-mail": r"[\w.+-]+@[\w-]+\.[a-z]+",
    "key": r"AKIA[0-9A-Z]{16}|-----BEGIN|sig=\w|eyJhbGci|ghp_\w{20}|[0-9a-f]{40}",
    "resource": r"vol-0abc|i-0123456789|rivemont-(etat-civil-actes|ccas-dossiers|paie-exports)",
}
LEAKS = [
    "arn:aws:s3:::dossiers-sociaux",
    "/subscriptions/0f8fad5b-d9cb-469f-a165-70867728950e/resourceGroups/rg",
    "0f8fad5b-d9cb-469f-a165-70867728950e",
    "base 10.20.30.40/24 et 2001:db8::1",
    "111122223333",
    "1111-2222-3333",
    "marie.dupont@rivemont.fr",
    "AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN RSA PRIVATE KEY-----",
    "https://x.blob.core.windows.net/?sv=1&sig=abcdef0123456789",
    "Bearer eyJhbGciOiJIUzI1NiJ9.e30.abcdefghijklmnop",
    "ghp_0123456789abcdefghij0123456789abcdef",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "vol-0abc1234567890def",
    "i-0123456789abcdef0",
    "1111 2222 3333",
    "::ffff:7f00:1",
    "/providers/Microsoft.Storage/storageAccounts/dossiers",
    "o-a1b2c3d4e5",
    "https://lecteur:Zx9!pass@wiki.rivemont.fr/page",
]
ELSEWHERE = [
    "//storage.googleapis.com/projects/_/buckets/dossiers-sociaux",
    "projects/rivemont-prod/locations/europe-west9/keyRings/paie",
    "ocid1.bucket.oc1.eu-paris-1.aaaaaaaa7rivemont7dossiers7sociaux7abcdefghij",
    "crn:v1:bluemix:public:cloud-object-storage:global:a/dossiers:sociaux::",
    "urn:vcloud:vm:dossiers-sociaux",
    "coffre/resourceGroups/dossiers-sociaux",
    "id:/subscriptions/mairie/resourceGroups/dossiers-sociaux",
    "voir arn:nuage:s3:::dossiers-sociaux",
]
"""Ids of clouds that nobody has taught this report."""

WRITTEN = [
    "db.interne.rivemont.fr",
    "dossiers.blob.core.windows.net",
    "https://intranet/convention.pdf",
    "s3://dossiers-sociaux/2026",
    "postgresql://bdd/paie",
]
"""What a title can hold, and what the texts of the rules hold for good."""


def _public(directory: Path, lang: str = "fr", **options: object) -> Page:
    run = build(directory, 240, **options)  # type: ignore[arg-type]
    context = {
        "organisation": {"name": "Ville de Rivemont " + " ".join(LEAKS)},
        "processing_activities": [{**each, "title": each["title"] + " " + " ".join(LEAKS)} for each in ACTIVITIES],
    }
    run = msgspec.structs.replace(run, snapshot=msgspec.structs.replace(run.snapshot, context=context), assumptions=[])
    write(run, directory, directory / "public.html", lang, public=True)
    return Page((directory / "public.html").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_identifier_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    """Not in a name, not in a title, not in a reason, not in an attribute: the whole file is looked through."""
    monkeypatch.setattr("tests.outputs.builder.HOSTILE", LEAKS)
    page = _public(tmp_path, lang, hostile=True)
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>|<path[^>]*>", "", page.source, flags=re.DOTALL)
    found = {name: re.findall(shape, text)[:3] for name, shape in SHAPES.items() if re.search(shape, text)}
    assert found == {}


def test_nothing_that_somebody_named_reaches_a_public_page(tmp_path: Path) -> None:
    """Words without any shape, one in each field that a cloud or a person fills: none is left, in the source or in the packed data."""
    run = build(tmp_path, 240)
    words = [f"nom{number:03}secret" for number in range(40)]
    name = iter(words)
    resource, place, why, where = next(name), next(name), next(name), next(name)
    told = []
    for finding in read_findings(tmp_path):
        told.append(
            msgspec.structs.replace(
                finding,
                resource=msgspec.structs.replace(
                    finding.resource, name=resource, id=f"{finding.resource.id}/{words[30]}", account=words[31]
                ),
                places=[
                    msgspec.structs.replace(each, holder=place, via=words[32], safeguard=f"scc · {words[33]}") for each in finding.places
                ],
                reasons=[
                    msgspec.structs.replace(each, actual=f"access_denied: {why}", call=f"answer {words[34]}", rule_line=words[35])
                    for each in finding.reasons
                ],
                waiver=words[36],
            )
        )
    lines = [
        Coverage("aws", words[31], f"{where} x", f"{next(name)} é", status, next(name), f"{code}: {next(name)} x", next(name))
        for status, code in (
            ("refused", "access_denied"),
            ("failed", "collector_error"),
            ("skipped", "access_denied"),
            ("not_understood", "access_denied"),
            ("guarded", "guard_rail"),
        )
    ]
    lines.append(Coverage("aws", next(name), None, "s3", "failed", reason=f"Texte libre {next(name)}"))
    lines.append(Coverage("aws", next(name), None, "s3", "failed", reason=f"collector_error: {next(name)} x"))
    lines.append(Coverage("aws", next(name), None, "s3", "refused", reason=f"access_denied: {next(name)} x"))
    (tmp_path / "snapshot/coverage.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    manifest = msgspec.structs.replace(
        run.snapshot,
        identities={words[31]: words[37]},
        entries={words[38]: [words[31]]},
        expected={words[38]: [words[31], words[39]]},
        accounts={words[31]: ["eu-west-3"]},
        context={**run.snapshot.context, "known": {"answers": [{"by": words[36], "document": words[35]}]}},
    )
    run = msgspec.structs.replace(run, snapshot=manifest)
    unread = Resource(
        f"x/{words[30]}",
        "object_store",
        "T",
        "aws",
        words[31],
        None,
        resource,
        tags={words[30]: words[32]},
        unknown={"a.b": f"throttled: {why}"},
    )
    with gzip.open(tmp_path / "snapshot/resources-0000.jsonl.gz", "wb") as stream:
        stream.write(msgspec.json.encode(unread))
    write_found(tmp_path, told, run)
    for public in (False, True):
        write(run, tmp_path, tmp_path / "report.html", "fr", public=public)
        source = (tmp_path / "report.html").read_text("utf-8")
        packed = re.search(r'id="findings"[^>]*>([^<]+)', source)
        source += "".join(chain.from_iterable(unfolded(packed[1]).values())) if packed else ""
        assert (len({word for word in words if word in source}) > 25) is not public
        assert not public or not re.findall(r"nom\d{3}secret", source)


@pytest.mark.parametrize("text", WRITTEN)
def test_what_people_write_names_no_machine(text: str) -> None:
    """In a title; a text of law keeps its address."""
    assert nameless(f"Paie ({text})") == "Paie ([…])"


@pytest.mark.parametrize(
    "part", ["x", "a-", "a.", "a:", "1.", "a@", "://a:", "eyJ", "-----BEGIN ", "=token=", "0123-", "\u202e", '"password":', "é"]
)
def test_a_text_of_any_length_is_looked_through_at_once(part: str) -> None:
    """A name as long as somebody wants costs no more than its length."""
    start = time.process_time()
    for look in (nameless, masked, visible):
        look(part * (100_000 // len(part)))
    assert time.process_time() - start < 2


def test_links_to_texts_of_law_stay_whole(tmp_path: Path) -> None:
    """The same address, of which no number looks like an account's."""
    url = "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006074236/"
    run = build(tmp_path, 24)
    for texts in run.rules.values():
        texts["requirements"] = [{"id": "X", "title": "X", "url": url}]
    write(run, tmp_path, tmp_path / "report.html", "fr", public=True)
    links = {link.attributes["href"] or "" for link in Page((tmp_path / "report.html").read_text("utf-8")).all("a")}
    (found,) = {link for link in links if link.startswith("https:")}
    assert unquote(found) == url
    assert not re.search(r"\d{12}", found)


def test_counts_countries_and_actions_are_left(tmp_path: Path) -> None:
    """What is of public interest stays: totals, places, flows, what is asked and by when."""
    run = build(tmp_path, 240)
    write(run, tmp_path, tmp_path / "public.html", "fr", public=True)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    public, internal = (Page((tmp_path / name).read_text("utf-8")) for name in ("public.html", "report.html"))
    for page in (public, internal):
        assert page.one("dl", class_="totals").text == internal.one("dl", class_="totals").text
        assert page.one("table", class_="lands").text == internal.one("table", class_="lands").text
    assert "Document interne" not in public.source
    assert "Version communicable" in public.one("header", class_="page").text
    assert "compte\u00a01" in public.one("body").text
    assert [section.attributes["id"] for section in public.all("section")] == [
        section.attributes["id"] for section in internal.all("section") if section.attributes["id"] != "detail"
    ]
    assert "Document interne" in internal.one("header", class_="page").text


def test_ordinary_words_are_left_alone() -> None:
    """Dates, articles, regions, calls and amounts have no identifier's shape."""
    words = [
        "22 novembre 2026",
        "2026-11-22",
        "eu-west-3",
        "s3:GetBucketReplication",
        "Règlement (UE) 2016/679",
        "1 262 sur 1 341",
        "02:13",
    ]
    assert [discreet(text) for text in words] == words


@pytest.mark.parametrize("text", LEAKS)
def test_every_shape_is_known(text: str) -> None:
    """One by one."""
    assert "[…]" in discreet(text)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_every_cloud_s_ids_are_known_by_their_shape(text: str) -> None:
    """Of a cloud that no line names: what is left says neither whose nor what it is."""
    assert not re.search("dossiers|rivemont|paie|mairie", discreet(text))


@pytest.mark.parametrize(
    "text", ["Rivemont::paie", "rivemont/paie", "Rivemont.fr/paie", "Rivemont.Paie/dossiers-2026", "paie:dossiers", "A.B"]
)
def test_a_name_in_place_of_a_call_is_not_shown(text: str) -> None:
    """Only the shapes of calls and types are: a verb that begins with a capital, a path of words, a name space with its type."""
    (line,) = coverage([Coverage("aws", "1", None, "s3", "refused", text, f"access_denied: {text}", text)])
    assert (line.call, line.permission, line.reason) == ("", "", "access_denied")


@pytest.mark.parametrize("text", ["s3:GetX", "Microsoft.Cache/redis/read", "object:ListBuckets", "Vendor.Storage/buckets/read"])
def test_calls_of_any_cloud_are_shown(text: str) -> None:
    """By their shape."""
    (line,) = coverage([Coverage("aws", "1", None, "s3", "refused", text, f"access_denied: {text} ({text})", text)])
    assert (line.call, line.permission, line.reason) == (text, text, f"access_denied: {text} ({text})")


def test_key_material_in_a_fact_is_not_in_any_report(tmp_path: Path) -> None:
    """A resource's own facts are counted, never printed."""
    run = build(tmp_path, 12, coverage=[])
    facts = {"encryption": {"at_rest": True, "key": LEAKS[7]}}
    resource = Resource("arn:aws:s3:::x", "object_store", "T", "aws", "1", None, "x", facts=facts)
    with gzip.open(tmp_path / "snapshot/resources-0000.jsonl.gz", "wb") as stream:
        stream.write(msgspec.json.encode(resource))
    for public in (False, True):
        write(run, tmp_path, tmp_path / "report.html", "fr", public=public)
        assert LEAKS[7] not in (tmp_path / "report.html").read_text("utf-8")
