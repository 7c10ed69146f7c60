"""A thin provider, written as a newcomer would in a folder of its own and registered in one line: it holds the whole contract."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from auditor import providers
from auditor.cli import main
from auditor.inventory.snapshot import GAPS
from auditor.providers import http, provider
from auditor.providers.contract import Call, Collector, UnitResult
from auditor.providers.paging import Cursor, Link, Offset, Paging, Whole
from tests.emulators.json import FAULTS, JsonStub, by_cursor, by_header, by_link, paged
from tests.providers.contract import PROMISES, Seeded

SOURCE = Path(__file__).with_name("thin") / "nuage"
LENGTHS = {"options.py": 15, "__init__.py": 40, "services/volumes.py": 30, "services/buckets.py": 30}
SELF = {"self": {"project": "p1", "user": "audit"}}
VOLUMES = [{"id": f"v{number}", "name": f"disk-{number}", "encrypted": number > 0, "tags": {"n": str(number)}} for number in range(3)]
BUCKETS = [{"id": f"b{number}", "name": f"files-{number}", "tags": {}} for number in range(3)]


def whole() -> dict[str, Any]:
    """What Nuage answers."""
    access = {f"/v1/buckets/b{number}/access": {"public": number == 0} for number in range(3)}
    return {"/v1/self": SELF, "/v1/paris/volumes": paged(VOLUMES, "volumes"), "/v1/paris/buckets": paged(BUCKETS, "buckets"), **access}


@pytest.fixture
def nuage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[JsonStub]:
    """The cloud on loopback, and its provider in a temporary folder, registered."""
    copytree(SOURCE, tmp_path / "packages/nuage", ignore=lambda *_: ["__pycache__"])
    monkeypatch.syspath_prepend(str(tmp_path / "packages"))
    monkeypatch.setitem(providers.PROVIDERS, "nuage", "nuage:PROVIDER")
    with JsonStub(whole()) as stub:
        yield stub
        provider("nuage").close()
    for name in [name for name in sys.modules if name.split(".")[0] == "nuage"]:
        del sys.modules[name]


@dataclass
class SeededNuage:
    """One of its collectors on the stub."""

    stub: JsonStub
    collector: Collector
    expected: Mapping[str, Mapping[str, Any]]

    @cached_property
    def seen(self) -> UnitResult:
        """An undisturbed scan."""
        return self.scan()

    def scan(self, **_: Any) -> UnitResult:
        """Everything it finds."""
        opened = provider("nuage").open(entry(self.stub))
        (unit,) = [one for one in opened.units if one.service == self.collector.service]
        return provider("nuage").run(unit)

    @contextmanager
    def refusing(self, call: Call, after: int = 0) -> Iterator[None]:
        """Every path of that call answers 403."""
        paths = [path for path in self.stub.routes if of(path) == call.name]
        with self.stub.fault(paths[0], "refused", after):
            if len(paths) == 1:
                yield
            else:
                with self.stub.fault(paths[1], "refused"), self.stub.fault(paths[2], "refused"):
                    yield

    def pageable(self, call: Call) -> bool:
        """All its lists are."""
        return call.lists

    def in_pages(self) -> None:
        """They are already: two elements a page."""

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """The calls that the stub saw."""
        self.stub.seen.clear()
        act()
        return {of(path) for path in self.stub.seen} - {"iam:GetSelf"}


def of(path: str) -> str:
    """The call that a path belongs to."""
    said = {"self": "iam:GetSelf", "access": "object:GetAccess", "volumes": "block:ListVolumes", "buckets": "object:ListBuckets"}
    return said[path.rsplit("/", 1)[1]]


def entry(stub: JsonStub) -> dict[str, Any]:
    """Its entry of `accounts:`."""
    return {"id": "n", "provider": "nuage", "endpoint": stub.url, "regions": ["paris"], "operator": "ovh", "max_attempts": 2}


def seeded(stub: JsonStub, service: str) -> SeededNuage:
    """A collector and what it must find."""
    volumes = {f"nuage:p1:paris:Nuage::Volume:v{number}": {"encryption.at_rest": number > 0} for number in range(3)}
    buckets = {f"nuage:p1:paris:Nuage::Bucket:b{number}": {"public.access": number == 0} for number in range(3)}
    (collector,) = [one for one in provider("nuage").collectors() if one.service == service]
    return SeededNuage(stub, collector, volumes if service == "block" else buckets)


def test_it_is_as_short_as_we_promise() -> None:
    """Lines of each file, blank ones included."""
    assert {name: len((SOURCE / name).read_text().splitlines()) <= most for name, most in LENGTHS.items()} == dict.fromkeys(LENGTHS, True)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("service", ["block", "object"])
def test_contract(nuage: JsonStub, service: str, promise: Callable[[Seeded], None]) -> None:
    """Each promise, each collector."""
    promise(seeded(nuage, service))


REASONS = {
    "refused": "access_denied",
    "unsigned": "credentials_invalid",
    "empty": "no_answer",
    "nothing": "empty_answer",
    "text": "empty_answer",
    "html": "no_answer",
    "cut": "no_answer",
    "slow": "timed_out",
    "busy": "throttled",
    "broken": "no_answer",
    "moved": "no_answer",
}
"""What each fault is told as."""


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_is_a_gap_and_never_an_empty_list(nuage: JsonStub, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Whatever comes in place of a list: a gap; in place of a detail: an unknown fact; in place of the identity: nothing is opened."""
    monkeypatch.setattr(http, "READ_TIMEOUT", 1 if fault == "slow" else http.READ_TIMEOUT)
    one = seeded(nuage, "object")
    with nuage.fault("/v1/paris/buckets", fault):
        result = one.scan()
    assert not [*result.resources]
    assert [(line.status, line.reason.split(":")[0]) for line in result.coverage] == [
        ("refused" if fault == "refused" else "failed", REASONS[fault])
    ]
    with nuage.fault("/v1/buckets/b1/access", fault):
        unread = {resource.name: resource.unknown.get("public.access", "") for resource in one.scan().resources}
    assert {name: reason.split(":")[0] for name, reason in unread.items()} == {"files-0": "", "files-1": REASONS[fault], "files-2": ""}
    with nuage.fault("/v1/self", fault):
        accounts, units, (gap,) = provider("nuage").open(entry(nuage))
    assert (accounts, units, gap.account, gap.status in GAPS) == ({}, [], "n", True)


def test_a_list_that_goes_round_or_stops_short_is_partial(nuage: JsonStub) -> None:
    """The same page again, and fewer elements than were announced."""
    for answer in ({"volumes": VOLUMES[:2], "total": 9}, {"volumes": [], "total": 9}):
        nuage.routes["/v1/paris/volumes"] = answer
        (line,) = seeded(nuage, "block").scan().coverage
        assert (line.status, line.reason.split(":")[0]) == ("failed", "partial_list"), answer


LIST = "/v1/paris/volumes"


def numbered(query: Mapping[str, str]) -> dict[str, Any]:
    """Two a page, the first page being 1."""
    start = 2 * (int(query["page"]) - 1)
    return {"volumes": VOLUMES[start : start + int(query["per_page"])]}


WAYS: dict[str, tuple[Paging, Any]] = {
    "whole": (Whole(), {"volumes": VOLUMES}),
    "offset": (Offset(size=2), paged(VOLUMES, "volumes", total=False)),
    "numbered": (Offset("page", "per_page", size=2, numbered=True), numbered),
    "cursor": (Cursor("next", "cursor"), by_cursor(VOLUMES, "volumes")),
    "link": (Link("next"), by_link(VOLUMES, "volumes", lambda query: f"{LIST}?{query}")),
    "relative": (Link("next"), by_link(VOLUMES, "volumes", lambda query: f"volumes?{query}&empty=&again=1&again=2")),
    "related": (
        Link("next"),
        by_link(VOLUMES, "volumes", lambda query: [{"rel": "self", "href": LIST}, {"rel": "next", "href": f"?{query}"}]),
    ),
    "header": (Link(), by_header(VOLUMES, "volumes", lambda query: f"{LIST}?{query}")),
}
"""How a list goes on, and a route that does."""


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_list_is_followed_to_its_end_however_it_goes_on(nuage: JsonStub, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Every element, once; and what came before a page that fails, with a gap."""
    paging, nuage.routes[LIST] = WAYS[way]
    monkeypatch.setattr(provider("nuage"), "paging", paging)
    one = seeded(nuage, "block")
    result = one.scan()
    assert [resource.name for resource in result.resources] == ["disk-0", "disk-1", "disk-2"]
    assert [(line.status, line.resources) for line in result.coverage] == [("read", 3)]
    if way != "whole":
        with nuage.fault(LIST, "cut", after=1):
            result = one.scan()
        assert [resource.name for resource in result.resources] == ["disk-0", "disk-1"]
        assert [(line.status, line.reason.split(":")[0]) for line in result.coverage] == [("failed", "no_answer")]


ELSEWHERE = ("{evil}" + LIST, "//{netloc}" + LIST, "http://x:y@{netloc}" + LIST, "{evil}" + LIST + "#", "\\\\{netloc}" + LIST)
"""Addresses at somebody else's."""
ASTRAY: dict[str, Any] = {
    "itself": LIST,
    "no address": "http://[",
    "no text": 7,
    "an object": {"href": LIST},
    "objects": [{"rel": "next", "href": {"x": LIST}}],
    "a script": "javascript:alert(1)",
    "a file": "file:///etc/passwd",
    "another call": "/v1/self",
    "above": "/../../volumes",
    "a header": LIST + "?x=\r\nX-Evil: 1",
    "a header in the path": "/v1\r\nX-Evil: 1",
    "too long": LIST + "?x=" + 100_000 * "a",
}
"""Next pages that are none."""


@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("way", [by_link, by_header], ids=lambda way: way.__name__)
def test_no_link_leads_elsewhere(nuage: JsonStub, monkeypatch: pytest.MonkeyPatch, way: Any, address: str) -> None:
    """Another host is never asked, nor sees our key: of a link, path and query are followed at our own, or it is a gap."""
    monkeypatch.setenv("NUAGE_TOKEN", "s3cret")
    monkeypatch.setattr(provider("nuage"), "paging", Link("next" if way is by_link else ""))
    with JsonStub({LIST: {"volumes": [{"id": "evil", "name": "evil", "encrypted": True, "tags": {}}]}}) as evil:
        where = address.format(evil=evil.url, netloc=evil.url.removeprefix("http://"))
        nuage.routes[LIST] = way(VOLUMES, "volumes", lambda query: f"{where}?{query}")
        result = seeded(nuage, "block").scan()
        assert evil.seen == []
    found = [resource.name for resource in result.resources]
    assert found[:2] == ["disk-0", "disk-1"]
    assert "evil" not in found
    (line,) = result.coverage
    assert (line.status == "read") is (len(found) == len(VOLUMES))
    assert any("s3cret" in header for header in nuage.headers)


@pytest.mark.parametrize("name", sorted(ASTRAY))
def test_a_next_page_that_is_none_is_a_gap(nuage: JsonStub, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """What came is kept, nobody crashes, nothing goes on without end, and no header is smuggled in."""
    monkeypatch.setattr(provider("nuage"), "paging", Link("next"))
    nuage.routes[LIST] = {"volumes": VOLUMES[:2], "next": ASTRAY[name]}
    result = seeded(nuage, "block").scan()
    assert {resource.name for resource in result.resources} == {"disk-0", "disk-1"}
    (line,) = result.coverage
    assert line.status in GAPS
    assert len(nuage.seen) < 10
    assert not any("Evil" in header for header in nuage.headers)


@pytest.mark.parametrize("token", [{"x": 1}, ["a"], "always the same", 100_000 * "a"], ids=["object", "list", "again", "long"])
def test_a_token_that_is_none_is_a_gap(nuage: JsonStub, monkeypatch: pytest.MonkeyPatch, token: Any) -> None:
    """As a link that is none."""
    monkeypatch.setattr(provider("nuage"), "paging", Cursor("next", "cursor"))
    nuage.routes[LIST] = {"volumes": VOLUMES[:2], "next": token}
    (line,) = seeded(nuage, "block").scan().coverage
    assert line.status in GAPS
    assert len(nuage.seen) < 10


def test_command_line_serves_it_unchanged(
    nuage: JsonStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`permissions` and its help, `doctor`, a misspelt option with its place, and a run whose report speaks of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def auditor(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*arguments])
        return code, *capsys.readouterr()

    assert json.loads(auditor("permissions", "nuage")[1]) == {"permissions": ["block:read", "iam:read", "object:list", "object:read"]}
    organisation = "organisation: {name: Ville d'Essai}\naccounts:\n  - "
    (tmp_path / "auditor.yaml").write_text(organisation + json.dumps(entry(nuage)).replace('"regions"', '"region"'))
    wrong = auditor("doctor", "--lang", "en")[2]
    assert re.search(r"auditor\.yaml:3:\d+: unknown key 'region' \(did you mean 'regions'\?\)", wrong)
    (tmp_path / "auditor.yaml").write_text(organisation + json.dumps(entry(nuage)))
    _, healthy, _ = auditor("doctor", "--lang", "en")
    assert "✓ audit" in healthy
    assert "✓ object:GetAccess (object:read)" in healthy
    code, _, said = auditor("run", "--lang", "en", "--format", "html,json")
    assert code in (0, 3), said
    assert "files-0" in (tmp_path / "audit/report.html").read_text()


def test_docs_check_asks_for_its_options(nuage: JsonStub) -> None:
    """The test of the documents takes every registered provider: one whose options no page names would fail it."""
    from tests.test_project import undocumented

    assert undocumented(provider("nuage").options) == []


def test_a_type_that_only_begins_like_one_that_is_read_is_not_understood() -> None:
    """Whatever is read of it would be judged as another thing."""
    cloud = provider("ovh")
    for native in {native for one in cloud.collectors() for native in one.native_types}:
        assert [cloud.understood(f"ovh:1:gra:{native}{more}") for more in (":a", ":a:b", "x:a", "")] == [True, True, False, False]
