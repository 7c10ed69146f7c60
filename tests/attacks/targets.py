"""Everything that reads what somebody else wrote: a small valid input of each, and what is done with one."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from auditor import pipeline
from auditor.configuration import Configuration
from auditor.errors import AuditorError
from auditor.findings import Findings, write_part
from auditor.inventory.seal import Sealing
from auditor.inventory.snapshot import new_snapshot, read_manifest
from auditor.judging import Bench
from auditor.model import Coverage, Manifest, Resource
from auditor.providers.azure.services import policy
from auditor.providers.contract import Call, Unit
from auditor.providers.reader import UnitReader
from auditor.providers.terraform import PROVIDER
from auditor.providers.terraform.cloudformation.tagged import template as stack
from auditor.reason import Reason, reason_of
from auditor.reference.assume import parse
from auditor.reference.places import countries
from auditor.run import RUN
from tests.attacks.hostile import (
    CONFIGURATION,
    MESSAGE,
    POLICY,
    WAIVERS,
    _grounds,
    configured,
    judged,
    policies,
    received,
    rule,
    ruled,
    sample,
    waived,
    write,
)
from tests.outputs import builder
from tests.providers.terraform import language
from tests.providers.terraform.estates import AWS_ESTATE, AZURE_ESTATE
from tests.providers.terraform.plans import plan
from tests.providers.terraform.test_templates import ACTES, ESTATE

FORMATS = ("html", "json", "csv", "ods", "art30")
EVIDENCE: dict[str, Any] = {
    "answers": [{"rule": "GOV-003", "answer": "yes", "by": "DGS", "on": "2026-01-01", "until": "2027-01-01", "activity": "etat-civil"}],
    "labels": [
        {
            **{"provider": "aws", "label": "hds", "number": "1", "valid_from": "2026-01-01", "valid_until": "2027-01-01"},
            **{"seen_by": "DPO", "seen_on": "2026-02-01", "version": "2.0", "scope": {"regions": ["eu-west-3"], "activities": ["1"]}},
        }
    ],
    "safeguards": [{"instrument": "scc", "reference": "r", "valid_until": "2027-01-01", "country": "US", "tia": "2026-01-01"}],
}
CONTEXT: dict[str, Any] = {
    **{key: value for key, value in CONFIGURATION.items() if key != "accounts"},
    "known": {**EVIDENCE, "waivers": [{**WAIVERS[0]}]},
    "to_complete": [{"file": "r.csv", "row": 2, "column": "pays", "text": "?"}],
}
REGISTER = [["Référence", "Traitement", "Catégories", "Pays", "Durée de conservation"], ["T1", "Paie", "paie", "France, Irlande", "5 ans"]]
SCHEDULE = [["Catégorie", "DUA", "Maximum", "Sort final"], ["paie", "5 ans", "50 ans", "E"]]
STATEMENTS = ["not adequate(US)", "adequate(BR) until 2026-01-01", "eea - NO", "label(ovh, hds-2) until 2027-06-30", "not label(ovh, hds)"]
SCOPE = "/subscriptions/1"
AUTHORIZATION = "/providers/Microsoft.Authorization"
AZURE: dict[str, Any] = {
    "assignments": [
        {
            "id": f"{SCOPE}{AUTHORIZATION}/policyAssignments/a",
            "properties": {
                "displayName": "a",
                "policyDefinitionId": f"{AUTHORIZATION}/policySetDefinitions/s",
                "parameters": {"places": {"value": ["francecentral"]}},
                "notScopes": [f"{SCOPE}/resourceGroups/g"],
                "enforcementMode": "Default",
                "definitionVersion": "1.*",
                "resourceSelectors": [{"selectors": [{"kind": "resourceLocation", "in": ["westeurope"]}]}],
                "overrides": [{"kind": "policyEffect", "value": "Deny", "selectors": []}],
            },
        }
    ],
    "exemptions": [
        {
            "id": f"{SCOPE}/resourceGroups/g{AUTHORIZATION}/policyExemptions/e",
            "properties": {
                "policyAssignmentId": f"{SCOPE}{AUTHORIZATION}/policyAssignments/a",
                "expiresOn": "2030-01-01T00:00:00Z",
                "policyDefinitionReferenceIds": ["r"],
            },
        }
    ],
    "set": {
        "properties": {
            "parameters": {"places": {"defaultValue": ["westeurope"]}},
            "policyDefinitions": [
                {
                    "policyDefinitionId": f"{AUTHORIZATION}/policyDefinitions/d",
                    "policyDefinitionReferenceId": "r",
                    "parameters": {"list": {"value": "[parameters('places')]"}},
                }
            ],
        }
    },
    "definition": {
        "properties": {
            "mode": "Indexed",
            "version": "1.0.0",
            "parameters": {"list": {}, "effect": {"defaultValue": "deny"}},
            "policyRule": {
                "if": {"allOf": [{"field": "location", "notIn": "[parameters('list')]"}, {"not": {"field": "type", "like": "x*"}}]},
                "then": {"effect": "[parameters('effect')]"},
            },
        }
    },
    "subscription": {"tenantId": "1"},
}


@dataclass(frozen=True)
class Target:
    """A reader: the name of its file, a valid content as data, how that is written, and what reads a file so written."""

    file: str
    content: Callable[[], Any]
    written: Callable[[Any], bytes]
    read: Callable[[Path], object]
    bytes_too: bool = True
    """Whether it reads the bytes of a file, which may be spoilt too, or only the data."""


def plain(data: Any) -> bytes:
    """JSON, which is YAML too."""
    return json.dumps(data).encode("utf-8", "surrogatepass")


def table(rows: Any) -> bytes:
    """CSV of what may be no table."""
    lines = rows if isinstance(rows, list) else [rows]
    return "\n".join(";".join(map(str, row)) if isinstance(row, list) else str(row) for row in lines).encode("utf-8", "surrogatepass")


def named(section: str, path: Path) -> None:
    """A configuration that names the file."""
    said = {**CONFIGURATION, section: path.name}
    beside = path.with_name("auditor.yaml")
    beside.write_bytes(plain(said))
    configured(beside)


def told(path: Path) -> Any:
    """The data of a file of ours."""
    return json.loads(path.read_bytes())


def in_context(path: Path) -> None:
    """What a snapshot carries, and a judgement under it."""
    context = told(path)
    configuration = Configuration.from_context(context if isinstance(context, dict) else {})
    by = replace(_grounds(), configuration=configuration)
    directory = one_bucket(path.parent)
    for _finding in Bench(directory, read_manifest(directory), by).all():
        pass


def one_bucket(folder: Path) -> Path:
    """A snapshot."""
    directory = folder / "one"
    if not directory.exists():
        bucket = Resource("arn:aws:s3:::etat-civil", "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", "etat-civil")
        with new_snapshot(directory) as writer:
            writer.add([bucket], [Coverage("aws", "1", "eu-west-3", "s3", "read")])
            at = "2026-11-21T02:00:00Z"
            writer.finish(lambda _: Manifest(at, at, "0", accounts={"1": ["eu-west-3"]}, context=CONTEXT, resources=1))
    return directory


def in_snapshot(version: int, path: Path) -> None:
    """A snapshot of that data, and a judgement of it."""
    data = told(path)
    if isinstance(data, dict):
        kept = data.get("resources")
        judged(write(path.parent / "s", kept if isinstance(kept, list) else [kept], data.get("manifest"), data.get("coverage"), version))


def whole_snapshot() -> dict[str, Any]:
    """As many resources as there are kinds."""
    kit = sample()
    return {**kit, "manifest": {**kit["manifest"], "resources": len(kit["resources"]), "context": CONTEXT}}


@cache
def run_files() -> dict[str, Any]:
    """The first page of a run and its findings, as data, and the directory that they come from."""
    with TemporaryDirectory(prefix="auditor-fuzz-") as name:
        folder = Path(name)
        pipeline.judge(one_bucket(folder), folder / "run", as_of=_grounds().as_of, configuration=Configuration.from_context(CONTEXT))
        page = json.loads((folder / "run" / RUN).read_bytes())
        stream = io.BytesIO()
        write_part(builder.judged([*Findings(folder / "run")]), Sealing(stream), few=0)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    passing = next(one for one in lines if "pass" in one)
    passing["pass"] = passing["pass"][:2]
    names = [one for one in lines if one.get("as") in passing["pass"]]
    whole = {one["outcome"]: one for one in lines if "outcome" in one}
    kept = [lines[0], *names, passing, *whole.values()]
    rules = {one["standing"]["rule"] for one in names} | {one["rule"] for one in whole.values()}
    page = {**page, "seals": {}, "totals": {}, "rules": {name: rule for name, rule in page["rules"].items() if name in rules}}
    return {"run": page, "findings": kept}


def reported(path: Path) -> None:
    """A run directory, and its report in every format that needs no other program."""
    data = told(path)
    if isinstance(data, dict):
        found = data.get("findings")
        path.with_name(RUN).write_bytes(plain(data.get("run")))
        lines = found if isinstance(found, list) else [found]
        path.with_name("findings.jsonl").write_bytes(b"".join(plain(one) + b"\n" for one in lines))
        shutil.copytree(one_bucket(path.parent), path.parent / "snapshot", dirs_exist_ok=True)
        pipeline.report(path.parent, path.parent / "out", FORMATS, "fr")


class Answered:
    """Azure as an answer says it is."""

    errors: tuple[type[Exception], ...] = (ConnectionError,)
    requests = 0

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said

    def ask(self, call: Call, _region: str | None, _parameters: Mapping[str, Any]) -> Any:
        """One of the answers."""
        return self.said.get({policy.SET.name: "set", policy.DEFINITION.name: "definition"}.get(call.name, "subscription"))

    def pages(self, call: Call, _region: str | None, _parameters: Mapping[str, Any]) -> Iterator[Any]:
        """Lists of them; of a list Azure's reader has seen that each is an object with an id."""
        rows = self.said.get("assignments" if call.name == policy.ASSIGNMENTS.name else "exemptions")
        yield [one for one in rows if isinstance(one, dict) and isinstance(one.get("id"), str)] if isinstance(rows, list) else []

    def reason(self, error: Exception, _call: Call) -> tuple[str, Reason]:
        """Nothing is refused."""
        return type(error).__name__, reason_of(str(error))


def policed(path: Path) -> None:
    """The evaluator of Azure Policy over what Azure said."""
    said = told(path)
    if isinstance(said, dict):
        reader = UnitReader(Unit("azure", "1", None, "policy"), policy.COLLECTOR, Answered(said))
        for one in policy.collect(reader):
            assert set(one.unknown) | set(msgspec.to_builtins(one.facts)), one


def assumed(path: Path) -> None:
    """Every line as an option."""
    parse(path.read_bytes().decode("utf-8", "surrogateescape").split("\n"), countries())


def zipped(parts: Any) -> bytes:
    """An archive of texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items() if isinstance(parts, dict) else ():
            archive.writestr(str(name).encode("utf-8", "replace").decode().replace("\0", "") or "-", str(text).encode("utf-8", "replace"))
    return out.getvalue()


_OPENED = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
_NAMES = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


ODS: dict[str, str] = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    "content.xml": f'{_OPENED} {_NAMES}><office:body><office:spreadsheet><table:table table:name="a">'
    + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in REGISTER)
    + "</table:table></office:spreadsheet></office:body></office:document-content>",
}
_SHEETS = "http://schemas.openxmlformats.org/"
_MAIN, _PARTS = f'xmlns="{_SHEETS}spreadsheetml/2006/main"', f"{_SHEETS}officeDocument/2006/relationships"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _related(sort: str, target: str) -> str:
    part = f'<Relationship Id="r1" Type="{_PARTS}/{sort}" Target="{target}"/>'
    return f'<Relationships xmlns="{_SHEETS}package/2006/relationships">{part}</Relationships>'


def _row(number: int, row: list[str]) -> str:
    cells = (f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(row))
    return f'<row r="{number}">{"".join(cells)}</row>'


XLSX: dict[str, str] = {
    "[Content_Types].xml": f'<Types xmlns="{_SHEETS}package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/></Types>',
    "_rels/.rels": _related("officeDocument", "xl/workbook.xml"),
    "xl/_rels/workbook.xml.rels": _related("worksheet", "worksheets/sheet1.xml"),
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_PARTS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/worksheets/sheet1.xml": f"<worksheet {_MAIN}><sheetData>"
    + "".join(_row(number, row) for number, row in enumerate(REGISTER, 1))
    + "</sheetData></worksheet>",
}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def with_logo(path: Path) -> None:
    """A configuration whose logo it is."""
    beside = path.with_name("auditor.yaml")
    beside.write_bytes(plain({**CONFIGURATION, "organisation": {"name": "Ville", "logo": path.name}}))
    configured(beside)


def waivers_both(path: Path) -> None:
    """Both readers of waivers: for a judgement, and for what a snapshot carries."""
    waived(path)
    named("waivers", path)


def planned(path: Path) -> None:
    """A plan, a template, or a folder of Terraform's language: every resource of it."""
    entry = {"id": "p", "provider": "terraform", "files": [str(path)]}
    try:
        for unit in PROVIDER.open(entry).units:
            PROVIDER.run(unit)
    finally:
        PROVIDER.close()


def lined(data: Any) -> bytes:
    """Lines of a text."""
    return "\n".join(map(str, data if isinstance(data, list) else [data])).encode("utf-8", "replace")


TARGETS: dict[str, Target] = {
    "plan": Target("plan.json", lambda: plan(*AWS_ESTATE[:6], *AZURE_ESTATE[:3]), plain, planned),
    "language": Target("main.tf", lambda: language.written(AWS_ESTATE[:6]).split("\n"), lined, planned),
    "stack": Target("stack.yaml", lambda: stack(ACTES.encode()), plain, planned),
    "deployment": Target("main.json", lambda: ESTATE, plain, planned),
    "configuration": Target("auditor.yaml", lambda: CONFIGURATION, plain, configured),
    "evidence": Target("evidence.yaml", lambda: EVIDENCE, plain, partial(named, "evidence")),
    "waivers": Target("waivers.yaml", lambda: WAIVERS, plain, waivers_both),
    "rule": Target(f"{rule()['id']}.yaml", rule, plain, ruled),
    "register": Target("register.csv", lambda: REGISTER, table, partial(named, "register")),
    "schedule": Target("schedule.csv", lambda: SCHEDULE, table, partial(named, "retention_table")),
    "workbook": Target("register.ods", lambda: ODS, zipped, partial(named, "register")),
    "excel": Target("register.xlsx", lambda: XLSX, zipped, partial(named, "register")),
    "logo": Target(
        "logo.png",
        lambda: [PNG.decode("latin-1")],
        lambda data: table(data).decode("utf-8", "replace").encode("latin-1", "replace"),
        with_logo,
    ),
    "context": Target("context.json", lambda: CONTEXT, plain, in_context, bytes_too=False),
    "snapshot": Target("snapshot.json", whole_snapshot, plain, partial(in_snapshot, 2), bytes_too=False),
    "former": Target("snapshot.json", whole_snapshot, plain, partial(in_snapshot, 1), bytes_too=False),
    "run": Target("run.txt", run_files, plain, reported, bytes_too=False),
    "assume": Target("statements", lambda: STATEMENTS, table, assumed),
    "policy": Target("policy.json", lambda: POLICY, plain, lambda path: policies(told(path)), bytes_too=False),
    "message": Target("message.json", lambda: MESSAGE, plain, received),
    "azure": Target("azure.json", lambda: AZURE, plain, policed, bytes_too=False),
}


def attempt(target: Target, raw: bytes, folder: Path) -> str:
    """Have the target read what is given; what it says of it, empty when it is accepted. Anything but an AuditorError is a crash."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / target.file
    path.write_bytes(raw)
    try:
        target.read(path)
    except AuditorError as error:
        return str(error) or "nothing"
    return ""
