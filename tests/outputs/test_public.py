"""The version that can be handed out: nothing in it tells where an account or a resource is."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import msgspec
import pytest

from auditor.model import Resource
from auditor.outputs.html import write
from auditor.outputs.inert import discreet
from tests.outputs.builder import ACTIVITIES, build
from tests.outputs.page import Page

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
]


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
    assert "compte 1" in public.one("body").text
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
