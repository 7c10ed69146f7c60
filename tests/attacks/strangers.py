"""Three hundred files as strangers could hand them over: what each is, and the command that is asked to read it."""

from __future__ import annotations

import bz2
import gzip
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from auditor import demo
from tests.attacks.hostile import CONFIGURATION, RAW, write
from tests.attacks.targets import ODS, plain, run_files, whole_snapshot

Case = tuple[str, list[str]]
"""What it is, and the arguments."""
DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000
BOMB = gzip.compress(b"x" * 1_000_000, 9) * 300
"""Three hundred members, which a reader takes for one file; to pack as much in one takes a second of every process that collects tests."""
MORE: dict[str, bytes] = {
    "utf-32": '{"a": 1}'.encode("utf-32"),
    "utf-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
    "ebcdic": b"\xc0\x7f\x81\x7f\x7a\xf1\xd0",
    "bom twice": b"\xef\xbb\xbf" * 2 + b"{}",
    "deep and closed": DEEP,
    "one line of 20 MB": b"a: " + b"x" * 20_000_000,
    "a million keys": b"\n".join(b"k%d: 1" % one for one in range(300_000)),
    "the same key": b"a: 1\n" * 100_000,
    "billion laughs": b"a: &a [1]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b"*%c," % (97 + i) * 9) for i in range(20)),
    "merge of oneself": b"a: &a\n  <<: *a\n",
    "python tag": b"!!python/object/apply:subprocess.check_output [[id]]",
    "binary tag": b"a: !!binary R0lGODlhDAAMAIQAAP==\n",
    "directive": b"%YAML 9.9\n---\na: 1\n",
    "tag directive": b"%TAG ! tag:x,2000:\n---\n!a b: 1\n",
    "tabs": b"a:\n\t- b\n",
    "complex key": b"? {a: [b]}\n: c\n",
    "hexadecimal": b"schema_version: 0xFFFFFFFFFFFFFFFFFFFF\n",
    "octal": b"accounts: 0o777\n",
    "sexagesimal": b"accounts: 190:20:30\n",
    "infinite": b"accounts: .inf\n",
    "not a number": b"accounts: .nan\n",
    "year 99999": b"accounts: 99999-01-01\n",
    "nul in a text": b'accounts: ["a\\0b"]\n',
    "half a character": b'accounts: ["\\ud800"]\n',
    "bidi": 'accounts: [{id: "\u202ea\u2066", provider: aws}]\n'.encode(),
    "escape": b'accounts: [{id: "\\e]0;x\\a", provider: aws}]\n',
    "carriage returns": b"accounts:\r- 1\r",
    "line separators": "a: 1\u2028b: 2\u2029".encode(),
    "unclosed quote": b'a: "' + b"x" * 100_000,
    "percent": b"a: %(x)s %s %n {0} {{7*7}}\n",
    "unpacks to 300 MB": BOMB,
    "packed twice": gzip.compress(gzip.compress(b"{}")),
    "packed and cut": gzip.compress(b'{"a": 1}' * 1000)[:-9],
    "packed with more": gzip.compress(b"{}") + b"more",
    "bzip2": bz2.compress(b"{}"),
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "html": b"<!doctype html><script>alert(1)</script>",
    "xml entities": b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>',
    "external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "shell": b"#!/bin/sh\ntouch /tmp/owned\n",
}
FILES = {**RAW, **MORE}
NAMED = (("evidence", "e.yaml"), ("waivers", "w.yaml"), ("register", "r.csv"), ("register", "r.ods"))
NEWER: tuple[object, ...] = (0, 3, 99, -1, 2**63, 2**70, 1.5, "2", None, True, [], {})


def files(folder: Path) -> Iterator[Case]:
    """Each content where each kind of file is expected."""
    for turn, (what, raw) in enumerate(FILES.items()):
        here = folder / f"f{turn}"
        here.mkdir()
        (here / "x").write_bytes(raw)
        yield f"configuration: {what}", ["config", "check", "-c", str(here / "x")]
        for section, name in (
            ("evidence", "e.yaml"),
            ("waivers", "w.yaml"),
            ("register", "r.csv"),
            ("register", "r.ods"),
            ("retention_table", "t.xlsx"),
        ):
            (here / name).write_bytes(raw)
            (here / f"{name}.auditor.yaml").write_bytes(plain({**CONFIGURATION, section: name}))
            yield f"{section} {name}: {what}", ["config", "check", "-c", str(here / f"{name}.auditor.yaml")]
        (here / "TST-001.yaml").write_bytes(raw)
        yield f"rule: {what}", ["rules", "lint", str(here / "TST-001.yaml")]
        (here / "logo.png").write_bytes(raw)
        (here / "logo.auditor.yaml").write_bytes(plain({**CONFIGURATION, "organisation": {"name": "V", "logo": "logo.png"}}))
        yield f"logo: {what}", ["config", "check", "-c", str(here / "logo.auditor.yaml")]


def snapshots(folder: Path) -> Iterator[Case]:
    """Each content in the place of each file of a snapshot and of a run; versions that nobody has."""
    kit = whole_snapshot()
    good = write(folder / "good", kit["resources"], kit["manifest"], kit["coverage"])
    page, findings = plain(run_files()["run"]), b"".join(plain(one) + b"\n" for one in run_files()["findings"])
    for turn, (what, raw) in enumerate(FILES.items()):
        for name in ("manifest.json", "coverage.jsonl", "resources-0000.jsonl.gz"):
            spoilt = Path(shutil.copytree(good, folder / f"s{turn}{name[0]}"))
            (spoilt / name).write_bytes(raw)
            yield f"{name}: {what}", ["judge", str(spoilt), "--out", str(folder / "out")]
        for name in ("run.json", "findings.jsonl"):
            run = folder / f"r{turn}{name[0]}"
            run.mkdir()
            (run / "run.json").write_bytes(page)
            (run / "findings.jsonl").write_bytes(findings)
            (run / name).write_bytes(raw)
            yield f"{name}: {what}", ["report", str(run), "--out", str(folder / "out"), "--format", "json,csv"]
    for turn, version in enumerate(NEWER):
        spoilt = Path(shutil.copytree(good, folder / f"v{turn}"))
        (spoilt / "manifest.json").write_bytes(plain({**kit["manifest"], "schema_version": version}))
        yield f"snapshot of version {version}", ["judge", str(spoilt), "--out", str(folder / "out")]


def _closed(path: Path) -> None:
    path.touch()
    path.chmod(0)


def places(folder: Path) -> Iterator[Case]:
    """What is no file where one is expected: folders, links, pipes, devices, names that are too long."""
    kit = whole_snapshot()
    odd: dict[str, Callable[[Path], object]] = {
        "a folder": lambda path: path.mkdir(),
        "a link to a file of the system": lambda path: path.symlink_to("/etc/passwd"),
        "a link to itself": lambda path: path.symlink_to(path),
        "a link to nothing": lambda path: path.symlink_to("/nowhere"),
        "a pipe": lambda path: os.mkfifo(path),
        "a link to an endless device": lambda path: path.symlink_to("/dev/zero"),
        "a link to a terminal": lambda path: path.symlink_to("/dev/tty"),
        "a link to the memory": lambda path: path.symlink_to("/proc/self/mem"),
        "a file that nobody may read": _closed,
    }
    for turn, (what, make) in enumerate(odd.items()):
        here = folder / f"p{turn}"
        here.mkdir()
        for name in ("auditor.yaml", "e.yaml", "w.yaml", "r.csv", "r.ods", "TST-001.yaml"):
            make(here / name)
        yield f"{what} as auditor.yaml", ["config", "check", "-c", str(here / "auditor.yaml")]
        for section, name in NAMED:
            (here / f"{name}.c").write_bytes(plain({**CONFIGURATION, section: name}))
            yield f"{what} as {name}", ["config", "check", "-c", str(here / f"{name}.c")]
        yield f"{what} as a rule", ["rules", "lint", str(here / "TST-001.yaml")]
        for name in ("manifest.json", "coverage.jsonl", "resources-0000.jsonl.gz"):
            spoilt = write(here / name[0], kit["resources"][:1], {**kit["manifest"], "resources": 1}, kit["coverage"])
            (spoilt / name).unlink()
            make(spoilt / name)
            yield f"{what} as {name}", ["judge", str(spoilt), "--out", str(folder / "out")]
    yield "a name of 300 letters", ["config", "check", "-c", "x" * 300]
    yield "a name of bytes that are no text", ["config", "check", "-c", os.fsdecode(b"\xff\xfe")]
    yield "a snapshot whose name has an end of line", ["judge", str(folder / "a\nb"), "--out", str(folder / "out")]


def books(folder: Path) -> Iterator[Case]:
    """Workbooks that unfold, loop or lie."""
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    content = ODS["content.xml"]

    def changed(before: str, after: str, count: int = -1) -> dict[str, str]:
        return {**ODS, "content.xml": content.replace(before, after, count)}

    cell, a_row = "<table:table-cell ", "<table:table-row>"
    system, much = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>', f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]>'
    known: dict[str, dict[str, str]] = {
        "50 MB in a cell": changed("<text:p>", "<text:p>" + "x" * 50_000_000, 1),
        "a row repeated": changed(a_row, '<table:table-row table:number-rows-repeated="1000000000">'),
        "a column repeated": changed(cell, f'{cell}table:number-columns-repeated="1000000000" '),
        "entities": {**ODS, "content.xml": much + content.replace("Paie", "&a;" * 10_000)},
        "an entity of the system": {**ODS, "content.xml": system + content.replace("Paie", "&a;")},
        "nested elements": changed("Paie", "<text:p>" * 100_000),
        "no content": {"mimetype": ODS["mimetype"]},
        "names that climb": {**ODS, "../../../../tmp/owned": "x"},
        "many rows": changed("</table:table>", row * 100_000 + "</table:table>"),
    }
    for turn, (what, parts) in enumerate(known.items()):
        here = folder / f"b{turn}"
        here.mkdir()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(name, text)
        for name in ("r.ods", "r.xlsx"):
            (here / name).write_bytes(out.getvalue())
            (here / f"{name}.c").write_bytes(plain({**CONFIGURATION, "register": name}))
            yield f"{name}: {what}", ["config", "check", "-c", str(here / f"{name}.c")]


_ENTRY = "accounts: [{{id: x, provider: {provider}, {option}}}]\n"
_DEMO = Path(demo.__file__).parent


def entries(folder: Path) -> Iterator[Case]:
    """Each content as what an entry of `accounts:` reads instead of calling a cloud, and as a plan."""
    for turn, (what, raw) in enumerate(FILES.items()):
        here = folder / f"e{turn}"
        here.mkdir()
        for name in ("saas.yaml", "saas.csv", "saas.ods", "saas.xlsx", "saas.md"):
            (here / name).write_bytes(raw)
            (here / f"{name}.c").write_text(_ENTRY.format(provider="declared", option=f"file: {name}"))
            yield f"declared {name}: {what}", ["scan", "-c", str(here / f"{name}.c"), "--out", str(folder / "out")]
        for name in ("plan.json", "state.tfstate", "main.tf", "stack.yaml", "main.tf.json"):
            (here / name).write_bytes(raw)
            yield f"{name}: {what}", ["plan", str(here / name), "--out", str(folder / "out")]
        (here / "tf").mkdir()
        (here / "tf/main.tf").write_bytes(b"variable x {}\n")
        (here / "tf/terraform.tfvars").write_bytes(raw)
        yield f"tfvars: {what}", ["plan", str(here / "tf"), "--out", str(folder / "out")]


def tenders(folder: Path) -> Iterator[Case]:
    """Each content as a need, as an offer, as what a return costs, as the members of a fleet, and as what a member has beside."""
    need, offer = _DEMO / "achat/besoin.yaml", _DEMO / "achat/offre-a.yaml"
    kit = whole_snapshot()
    good = write(folder / "good", kit["resources"][:1], {**kit["manifest"], "resources": 1, "context": {}}, kit["coverage"])
    for turn, (what, raw) in enumerate(FILES.items()):
        here, out = folder / f"t{turn}", ["--out", str(folder / "out")]
        here.mkdir()
        (here / "besoin.yaml").write_bytes(raw)
        yield f"need: {what}", ["procure", str(here / "besoin.yaml"), str(offer), *out]
        yield f"questionnaire: {what}", ["procure", "questionnaire", str(here / "besoin.yaml"), *out]
        for name in ("offre.yaml", "offre.csv", "offre.ods", "offre.md", "offre.json"):
            (here / name).write_bytes(raw)
            yield f"{name}: {what}", ["procure", str(need), str(here / name), *out]
        (here / "couts.yaml").write_bytes(raw)
        (here / "costs.c").write_bytes(plain({**CONFIGURATION, "costs": "couts.yaml"}))
        yield f"costs: {what}", ["config", "check", "-c", str(here / "costs.c")]
        (here / "members.csv").write_bytes(raw)
        (here / "template.yaml").write_text("accounts: [{id: x, provider: declared, file: saas.yaml}]\n")
        yield f"members: {what}", ["fleet", "run", str(here / "members.csv"), "--template", str(here / "template.yaml"), *out]
        (here / "fleet/ville").mkdir(parents=True)
        (here / "fleet/ville/auditor.yaml").write_bytes(plain({**CONFIGURATION, "accounts": []}))
        (here / "fleet/ville/environment").write_bytes(raw)
        yield f"environment: {what}", ["fleet", "run", str(here / "fleet"), *out]
        (here / "history.sqlite").write_bytes(raw)
        yield f"history: {what}", ["history", str(here)]
        last = Path(shutil.copytree(good, here / "run/snapshot"))
        (last / "units.jsonl.gz").write_bytes(raw)
        yield f"what units brought: {what}", ["judge", str(last), *out]


def all_of(folder: Path) -> list[Case]:
    """Every case, its files written."""
    folder.mkdir(exist_ok=True)
    parts = {"files": files, "snapshots": snapshots, "places": places, "books": books, "entries": entries, "tenders": tenders}
    found: list[Case] = []
    for name, part in parts.items():
        (folder / name).mkdir()
        found += part(folder / name)
    return found
