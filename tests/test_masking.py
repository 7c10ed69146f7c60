"""Secrets that somebody left in a name, a tag or a message: in no file, whatever its format, and on no terminal."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zipfile
from pathlib import Path

import msgspec
import pytest

from auditor.cli.console import note
from auditor.inventory.snapshot import new_snapshot, read_resources
from auditor.masking import MASK, masked, masked_line
from auditor.model import Coverage, Manifest, Resource
from auditor.outputs import OUTPUTS, output
from auditor.run import read_findings, write_summary
from tests.outputs.builder import ACTIVITIES, build

SECRETS = {
    "access key": "AKIAIOSFODNN7EXAMPLE",
    "secret key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "url": "https://lecteur:Zx9pass@host/x",
    "database": "postgresql://paie:hunter22@bdd:5432/paie",
    "sas": "https://x/?sv=1&sig=Qm9uam91ciBsZSBtb25kZQ%3D%3D&se=2026",
    "signed": "X-Amz-Signature=0123456789abcdef0123456789abcdef",
    "connection": "AccountName=x;AccountKey=Qm9uam91cg==;EndpointSuffix=core",
    "storage key": "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    "password": "Server=x;Password=hunter22;",
    "variable": "DB_PASSWORD=hunter22",
    "pem": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "bearer": "Authorization: Bearer 0123456789abcdefXYZ",
    "github": "ghp_0123456789abcdefghij0123456789abcdef",
    "entra": "a1B8Q~abcdefghijklmnopqrstuvwxyz0123456",
    "slack": "xoxb-123456789012-abcdefghij",
    "model": "sk-proj-abcdefghij0123456789",
}
LEFT = re.compile(
    "AKIAIOS|wJalr|Zx9pass|hunter22|sig=Qm9|=0123456789abcdef|Qm9uam91cg|Eby8vd|MIIEpA|eyJhbGci|0123456789abcdefXYZ|ghp_0|8Q~abc|xoxb-1|sk-proj-a"
)
ORDINARY = [
    "arn:aws:secretsmanager:eu-west-3:111122223333:secret:rivemont/db-AbCdEf",
    "arn:aws:secretsmanager:eu-west-3:111122223333:secret:bdd-2026-a1B2c3",
    "arn:aws-eusc:secretsmanager:eusc-de-east-1:111122223333:secret:test1-KGqqf5",
    "not authorized to perform: x on resource: arn:aws:secretsmanager:eu-west-3:111122223333:secret:cle1-KGqqf5 because",
    "arn:aws:secretsmanager:eu-west-3:111122223333:secret:events!connection/test/fb5f86c9-47b3-485f-8e36-1987546f96b2-mDRbA5",
    "arn:aws:secretsmanager:eu-west-3:111122223333:secret:Nantes@44+paie=2-Kq7ZxP",
    "arn:aws:secretsmanager:eu-west-3:111122223333:password:mot_de_passe_admin!2026-aB3dE6",
    "secretsmanager:GetSecretValue",
    "/aws/lambda/RivemontPaieExport2026Fonction",
    "/subscriptions/0f8fad5b-d9cb-469f-a165-70867728950e/resourceGroups/ccas/providers/Microsoft.Sql/servers/x/databases/aides",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "Microsoft.Storage/storageAccounts/blobServices/containers/",
    "https://www.legifrance.gouv.fr/codes/texte_lc/LEGITEXT000006074236",
    "access_denied: s3:GetBucketReplication (s3:GetReplicationConfiguration)",
    "AROAIOSFODNN7EXAMPLE:residency-auditor",
    "token : aucun ; mot de passe : non",
    "disk-abcdefghijklmnopqrstuvwxyz",
    "southeastasia",
    "https://a.b/c@d",
]


@pytest.mark.parametrize("name", SECRETS)
def test_every_shape_is_masked_and_nothing_around_it(name: str) -> None:
    """In a sentence, and in a line of JSON that stays JSON."""
    secret = SECRETS[name]
    assert not LEFT.search(masked(f"avant {secret} après"))
    assert masked(f"avant {secret} après").startswith("avant ")
    line = masked_line(json.dumps({"a": secret, "b": "c"}).encode())
    assert MASK in json.loads(line)["a"]
    assert json.loads(line)["b"] == "c"
    assert not LEFT.search(line.decode())


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_and_identifiers_are_left_alone(text: str) -> None:
    """An identifier is no secret: what it names could not be found again."""
    assert masked(text) == text


@pytest.mark.parametrize("key", ["password", "DB_PASSWORD", "mot-de-passe", "api_key", "secret", "pwd"])
def test_a_tag_called_a_password_has_no_value(key: str) -> None:
    """Whatever the value looks like; a tag that only speaks of one keeps it."""
    assert json.loads(masked_line(json.dumps({"tags": {key: "été 2026", "secret-owner": "ccas"}}).encode()))["tags"] == {
        key: MASK,
        "secret-owner": "ccas",
    }


def test_a_snapshot_keeps_no_secret(tmp_path: Path) -> None:
    """In names, tags, facts, reasons, gaps and the configuration it carries; a snapshot made elsewhere is masked as it is read."""
    everything = " ".join(SECRETS.values())
    resource = Resource(
        "arn:x",
        "object_store",
        "T",
        "aws",
        "1",
        None,
        everything,
        None,
        SECRETS,
        {"data": {"activities": [everything]}},
        {"public.access": everything},
    )
    with new_snapshot(tmp_path / "snapshot") as writer:
        writer.add([resource], [Coverage("aws", "1", None, "s3", "failed", reason=f"no_answer: {everything}")])
        writer.finish(lambda _writer: Manifest("2026-11-22T02:00:00Z", "2026-11-22T02:01:00Z", "", context={"note": everything}))
    files = [*(tmp_path / "snapshot").iterdir()]
    assert len(files) == 3
    for path in files:
        text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
        assert MASK in text
        assert not LEFT.search(text), path.name
    (tmp_path / "snapshot/manifest.json").write_bytes(msgspec.json.encode(Manifest("2026-11-22T02:00:00Z", "2026-11-22T02:01:00Z", "")))
    with gzip.open(tmp_path / "snapshot/resources-0000.jsonl.gz", "wb") as stream:
        stream.write(msgspec.json.encode(resource))
    assert not LEFT.search(msgspec.json.encode([*read_resources(tmp_path / "snapshot")]).decode())


@pytest.mark.parametrize("name", sorted({*OUTPUTS} - {"pdf", "art28", "hds"}))
def test_no_output_shows_a_secret(tmp_path: Path, name: str) -> None:
    """In any field that somebody fills, of a run directory written by others."""
    secrets = [*SECRETS.values()]
    run = build(tmp_path, 120)

    def pick(number: int) -> str:
        return secrets[number % len(secrets)]

    told = [
        msgspec.structs.replace(
            finding,
            resource=msgspec.structs.replace(finding.resource, name=pick(turn), id=f"{turn} {pick(turn + 1)}", account=pick(turn + 2)),
            activities=[pick(turn + 3)],
            places=[msgspec.structs.replace(place, via=pick(turn + 4), holder=pick(turn + 5)) for place in finding.places],
            reasons=[msgspec.structs.replace(reason, actual=pick(turn + 6), call=pick(turn + 7)) for reason in finding.reasons],
            waiver=pick(turn + 8) if finding.waiver else None,
        )
        for turn, finding in enumerate(read_findings(tmp_path))
    ]
    context = {
        "organisation": {"name": pick(0)},
        "processing_activities": [{**each, "title": pick(turn)} for turn, each in enumerate(ACTIVITIES)],
    }
    manifest = msgspec.structs.replace(
        run.snapshot, context=context, identities={"111122223333": pick(9)}, entries={pick(10): ["111122223333"]}
    )
    (tmp_path / "findings.jsonl").write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in told))
    run = write_summary(tmp_path, msgspec.structs.replace(run, snapshot=manifest))
    lines = [
        Coverage("aws", pick(turn), None, pick(turn + 1), "failed", pick(turn + 2), f"no_answer: {pick(turn)}", pick(turn))
        for turn in range(17)
    ]
    (tmp_path / "snapshot/coverage.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    for options in ({}, {"public": True}) if OUTPUTS[name].public else ({},):
        output(name)(run, tmp_path, tmp_path / "report", "fr", **options)
        texts = [(tmp_path / "report").read_bytes()]
        if zipfile.is_zipfile(tmp_path / "report"):
            with zipfile.ZipFile(tmp_path / "report") as archive:
                texts = [archive.read(part) for part in archive.namelist()]
        packed = re.search(rb'id="findings"[^>]*>([^<]+)', texts[0])
        texts += [gzip.decompress(base64.b85decode(packed[1].translate(bytes.maketrans(b",.", b"<&"))))] if packed else []
        found = LEFT.findall(b"\n".join(texts).decode())
        assert not found, name


def test_a_message_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither what a verb notes, nor an error, nor the trace of one."""
    from auditor.cli import _complain, _unforeseen

    note(SECRETS["url"])
    _complain(SECRETS["database"], SECRETS["connection"])
    error = RuntimeError(SECRETS["bearer"])
    _unforeseen(RuntimeError, error, None)
    assert not LEFT.search(capsys.readouterr().err)


def test_why_a_key_is_not_known_is_no_secret() -> None:
    """A fact is called encryption.key, and the reason beside it names a permission: it is shown; what opens something within it is not."""
    reason = "access_denied: subscribedSkus:ListSubscribedSkus (LicenseAssignment.Read.All)"
    line = {"unknown": {"encryption.key": reason, "name": "no_answer: AKIAIOSFODNN7EXAMPLF"}, "facts": {"encryption_key": "q8vX2mLp0RtZ"}}
    shown = json.loads(masked_line(json.dumps(line).encode()))
    assert shown["unknown"]["encryption.key"] == reason
    assert "AKIA" not in shown["unknown"]["name"]
    assert shown["facts"] == {"encryption_key": MASK}
