"""Synthetic runs of any size: what the outputs need, without a scan. Deterministic; hostile on demand."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from auditor.findings import Judged, Standing, fingerprint, write_part
from auditor.inventory.seal import Sealing
from auditor.model import Because, Confidence, Coverage, Finding, Manifest, Outcome, Place, ResourceRef, Run, Severity
from auditor.run import read_run, write_run

AT = "2026-11-22T02:13:05Z"
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://127.0.0.1/","clic")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tcmd",
    "\rcmd",
    "{{7*7}}{% raw %}",
    "facture\u202egpj.exe",
    "\u2066caché\u2069",
    "x" * 10_240,
    "🏛️ mairie 👩🏽‍💻",
    "nul\x00nul",
    'deux\nlignes;et "guillemets"',
    "' onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "%s %(n)s {0}",
]

HOSTILE_MARKUP = [
    "</title><svg onload=alert(1)>",
    "</style><style>*{background:url(http://127.0.0.1:9/x)}</style>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<base href=http://127.0.0.1:9/>",
    "<iframe src=//127.0.0.1:9></iframe>",
    '" autofocus onfocus=alert(1) x="',
    "a\u2028b\u2029c",
    "<!-- --!> ]]>",
    "http://127.0.0.1:9/",
    "data:text/html,<script>alert(1)</script>",
]

ACTIVITIES: list[dict[str, Any]] = [
    {"id": "etat-civil", "title": "Gestion de l'état civil", "categories": ["civil_status"], "countries": ["FR"]},
    {"id": "ccas", "title": "Accompagnement social (CCAS)", "categories": ["health", "social_care"], "countries": ["FR"]},
    {"id": "paie", "title": "Paie des agents", "categories": ["payroll_accounting"], "countries": ["FR", "IE"]},
    {"id": "video", "title": "Vidéoprotection de la voie publique", "categories": ["video"], "countries": ["FR"]},
]
RULES: dict[str, dict[str, Any]] = {
    "LOC-004": {
        "severity": "critical",
        "force": "regulation",
        "title": {
            "fr": "Les données de santé restent dans l'EEE, copies et sauvegardes comprises",
            "en": "Health data stays in the EEA, copies and backups included",
        },
        "failure": {"fr": "Des données de santé sont conservées hors de l'EEE", "en": "Health data is kept outside the EEA"},
        "why": {
            "fr": "Le code de la santé publique impose un hébergement dans l'EEE : une décision d'adéquation ne suffit pas.",
            "en": "The public health code asks for hosting in the EEA: an adequacy decision is not enough.",
        },
        "remedy": {
            "fr": "Couper la réplication, supprimer la copie et le tracer ; ou déplacer la ressource dans l'EEE.",
            "en": "Stop the replication, delete the copy and record it; or move the resource to a region of the EEA.",
        },
        "requirements": [
            {
                "id": "CSP-L1111-8",
                "title": {"fr": "Code de la santé publique, art. L1111-8", "en": "Public health code, art. L1111-8"},
                "url": "https://www.legifrance.gouv.fr/",
                "evidence": "verified",
            },
            {
                "id": "HDS-2.0-EXI-28",
                "title": {"fr": "Référentiel HDS 2.0, exigence 28", "en": "HDS 2.0, requirement 28"},
                "evidence": "to_confirm",
            },
        ],
    },
    "TRF-001": {
        "severity": "major",
        "force": "regulation",
        "title": {
            "fr": "Les pays observés sont ceux que le registre annonce",
            "en": "The countries observed are those the register announces",
        },
        "failure": {
            "fr": "Le registre n'annonce pas un pays où la donnée se trouve",
            "en": "The register does not announce a country where the data is",
        },
        "why": {
            "fr": "Un transfert qui n'est pas au registre n'a été ni décidé, ni encadré.",
            "en": "A transfer missing from the register was neither decided nor framed.",
        },
        "remedy": {
            "fr": "Inscrire le transfert au registre avec sa garantie, ou y mettre fin.",
            "en": "Record the transfer with its safeguard, or end it.",
        },
        "requirements": [
            {
                "id": "RGPD-30",
                "title": {"fr": "RGPD, art. 30", "en": "GDPR, art. 30"},
                "url": "https://eur-lex.europa.eu/",
                "evidence": "verified",
            }
        ],
    },
    "RET-002": {
        "severity": "critical",
        "force": "law",
        "title": {
            "fr": "Les images de vidéoprotection sont effacées sous un mois",
            "en": "Video surveillance images are erased within a month",
        },
        "failure": {
            "fr": "Des images de vidéoprotection sont gardées plus d'un mois",
            "en": "Video surveillance images are kept for more than a month",
        },
        "why": {
            "fr": "Le code de la sécurité intérieure fixe un maximum d'un mois.",
            "en": "The internal security code sets a maximum of one month.",
        },
        "remedy": {
            "fr": "Poser une règle de cycle de vie de 30 jours, versions antérieures comprises.",
            "en": "Set a life-cycle rule of 30 days, earlier versions included.",
        },
        "requirements": [
            {
                "id": "CSI-L252-5",
                "title": {"fr": "Code de la sécurité intérieure, art. L252-5", "en": "Internal security code, art. L252-5"},
                "evidence": "verified",
            }
        ],
    },
    "SEC-001": {
        "severity": "critical",
        "force": "regulation",
        "title": {"fr": "Aucune donnée n'est ouverte à tous, sauf les données ouvertes", "en": "No data is open to all, except open data"},
        "failure": {"fr": "N'importe qui peut lire ces données sur Internet", "en": "Anyone can read this data on the Internet"},
        "why": {
            "fr": "Une exposition publique est une violation de données, à notifier sous 72 heures.",
            "en": "Public exposure is a data breach, to be notified within 72 hours.",
        },
        "remedy": {
            "fr": "Bloquer l'accès public au niveau du compte, puis de la ressource.",
            "en": "Block public access on the account, then on the resource.",
        },
        "requirements": [{"id": "RGPD-32", "title": {"fr": "RGPD, art. 32", "en": "GDPR, art. 32"}, "evidence": "verified"}],
    },
    "SEC-002": {
        "severity": "major",
        "force": "regulation",
        "title": {"fr": "Les données sont chiffrées au repos", "en": "Data is encrypted at rest"},
        "failure": {"fr": "Des données ne sont pas chiffrées au repos", "en": "Data is not encrypted at rest"},
        "why": {"fr": "Le chiffrement est une mesure de base.", "en": "Encryption is a basic measure."},
        "remedy": {"fr": "Activer le chiffrement.", "en": "Turn encryption on."},
        "requirements": [],
    },
    "GOV-001": {
        "severity": "moderate",
        "force": "recommendation",
        "title": {
            "fr": "Chaque ressource est rattachée à un traitement du registre",
            "en": "Each resource belongs to a processing activity",
        },
        "failure": {"fr": "Une ressource n'est rattachée à aucun traitement", "en": "A resource belongs to no processing activity"},
        "why": {"fr": "Sans rattachement, aucune autre règle ne peut conclure.", "en": "Without it no other rule can conclude."},
        "remedy": {"fr": "Compléter auditor.yaml ou étiqueter la ressource.", "en": "Complete auditor.yaml or tag the resource."},
        "requirements": [{"id": "RGPD-30", "title": {"fr": "RGPD, art. 30", "en": "GDPR, art. 30"}, "evidence": "verified"}],
    },
    "RET-005": {
        "severity": "moderate",
        "force": "recommendation",
        "title": {"fr": "Les journaux ont une fin", "en": "Logs end"},
        "failure": {"fr": "Des journaux sont gardés sans limite", "en": "Logs are kept for ever"},
        "why": {"fr": "Un journal est une donnée personnelle.", "en": "A log is personal data."},
        "remedy": {"fr": "Fixer une durée.", "en": "Set a duration."},
        "requirements": [],
    },
}
GAPS = [
    Coverage(
        "aws",
        "111122223333",
        region,
        "backup",
        "refused",
        "backup:ListBackupVaults",
        "access_denied: backup:ListBackupVaults",
        "backup:ListBackupVaults",
        at=AT,
    )
    for region in ("eu-west-3", "eu-west-1", "us-east-1")
]
READ = [Coverage("aws", "111122223333", "eu-west-3", "s3", "read", "s3:ListBuckets", resources=40, at=AT)]


def findings(count: int, hostile: bool = False, outcome: str = "") -> Iterator[Finding]:
    """`count` findings over the rules, in turn: pass, fail, unknown, waived."""
    rules = [rule for rule in RULES if rule != "RET-005"]
    for number in range(count):
        rule = rules[number % len(rules)]
        yield _finding(number, rule, HOSTILE[number % len(HOSTILE)] if hostile else "", outcome)


def _finding(number: int, rule: str, bad: str, forced: str) -> Finding:
    turn = (number * 7 + number // 5) % 10
    outcome = Outcome.FAIL if turn in (0, 1, 9) else Outcome.UNKNOWN if turn == 2 else Outcome.PASS
    if rule == "SEC-002":
        outcome = Outcome.PASS
    if forced:
        outcome = Outcome(forced)
    item = number // 6
    name = bad or f"rivemont-{('etat-civil-actes', 'ccas-dossiers', 'paie-exports', 'video-voie-publique', 'divers')[item % 5]}-{item:05}"
    activity = [] if item % 5 == 4 else [ACTIVITIES[item % 5]["id"]]
    country, region = {Outcome.FAIL: ("US", "us-east-1"), Outcome.UNKNOWN: (None, None)}.get(outcome, ("IE", "eu-west-1"))
    id = f"arn:aws:s3:::{name}-{item}"
    copy = Place("replica", country, region, "111122223333", name)
    return Finding(
        fingerprint=fingerprint(rule, id),
        rule=rule,
        revision=1,
        severity=Severity(RULES[rule]["severity"]),
        outcome=outcome,
        waived=turn == 9 and outcome is Outcome.FAIL and not forced,
        resource=ResourceRef(id, "object_store", "AWS::S3::Bucket", "aws", bad or "111122223333", bad or "eu-west-3", name),
        categories=[bad] if bad else ACTIVITIES[item % 5]["categories"] if activity else [],
        activities=[bad] if bad else activity,
        places=[Place("primary", "FR", bad or "eu-west-3", "111122223333"), copy],
        reasons=_reasons(rule, outcome, bad),
        requirements=[entry["id"] for entry in RULES[rule]["requirements"]],
        confidence=Confidence.PRESUMED if turn == 0 else Confidence.TO_CONFIRM if turn == 1 else Confidence.OBSERVED,
        waiver=bad or "Convention en cours de renégociation, accord du DPO, jusqu'au 2027-03-31"
        if turn == 9 and outcome is Outcome.FAIL and not forced
        else None,
    )


def _reasons(rule: str, outcome: Outcome, bad: str) -> list[Because]:
    if outcome is Outcome.PASS:
        return []
    line, call = f"{rule}.yaml:14", "s3:GetBucketReplication"
    if outcome is Outcome.UNKNOWN:
        return [unknown("places[1].country", f"access_denied: {call} (s3:GetReplicationConfiguration)", "in $EEA", line, call)]
    fact, actual, expected = {
        "RET-002": ("retention.max", "P90D", "at most P1M"),
        "SEC-001": ("public.access", True, "equal to false"),
        "GOV-001": ("data.activities", [], "set"),
        "TRF-001": ("places[1].announced", False, "equal to true"),
    }.get(rule, ("places[1].country", "US", "in $EEA"))
    return [Because(fact, bad or actual, expected, line, call, AT)]


def unknown(fact: str, reason: str, expected: str, line: str, call: str) -> Because:
    """A reason whose fact could not be read."""
    return Because(fact, reason, expected, line, call, AT)


def build(
    directory: Path, count: int, *, hostile: bool = False, outcome: str = "", coverage: list[Coverage] | None = None, **changes: Any
) -> Run:
    """Write a run directory of `count` findings, all of `outcome` when given, and answer its run. `changes` replace fields of the Run."""
    lines = [*READ, *(GAPS if coverage is None else coverage)]
    told = list(findings(count, hostile, outcome))
    run = _run(told, lines, hostile)
    run = msgspec.structs.replace(run, **changes)
    (directory / "snapshot").mkdir(parents=True, exist_ok=True)
    (directory / "snapshot" / "coverage.jsonl").write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    (directory / "snapshot" / "manifest.json").write_bytes(msgspec.json.encode(run.snapshot))  # without seals: tests change the rest
    return write_found(directory, told, run)


def write_found(directory: Path, found: Iterable[Finding], run: Run) -> Run:
    """The run of these findings, as it is read again."""

    def write(sealing: Sealing) -> Run:
        write_part(judged(found), sealing, few=0)
        return run

    return write_run(directory, write)


def judged(found: Iterable[Finding]) -> Iterator[Judged]:
    """Findings as they are judged, each alone: what passes by what its rule says of all."""
    for one in found:
        passed = [Standing(one.rule, one.revision, one.severity, one.requirements, one.confidence, one.force, one.unconfirmed)]
        told = (passed, []) if one.outcome is Outcome.PASS else ([], [one])
        yield Judged(one.resource, one.categories, one.activities, one.places, *told)


def _run(written: list[Finding], lines: list[Coverage], hostile: bool) -> Run:
    bad = HOSTILE[0] if hostile else ""
    context = {
        "organisation": {"name": bad or "Ville de Rivemont"},
        "processing_activities": [{**activity, "title": bad or activity["title"]} for activity in ACTIVITIES],
        "allowed_countries": None,
        "trusted_accounts": [],
    }
    account = bad or "111122223333"
    manifest = Manifest(
        AT,
        "2026-11-22T02:15:40Z",
        "0.1.0",
        identities={account: bad or f"arn:aws:sts::{account}:assumed-role/audit/auditor"},
        accounts={account: ["eu-west-1", "eu-west-3", "us-east-1"]},
        context=context,
        resources=len({finding.resource.id for finding in written}),
        gaps=sum(line.status != "read" for line in lines),
        api_calls=1234,
    )
    totals = Counter(finding.outcome.value for finding in written)
    by_rule = {rule: Counter(finding.outcome.value for finding in written if finding.rule == rule) for rule in RULES}
    by_severity: dict[str, Counter[str]] = {}
    for finding in written:
        by_severity.setdefault(finding.severity.value, Counter())[finding.outcome.value] += 1
    return Run(
        "2026-11-22",
        [],
        manifest,
        {rule: {"revision": 1, "path": f"residency/{rule}.yaml", "totals": dict(by_rule[rule]), **texts} for rule, texts in RULES.items()},
        dict(totals),
        {severity: dict(counts) for severity, counts in by_severity.items()},
        sum(finding.waived for finding in written),
        {"categories": "2026-11-22", "regions/aws": "2026-11-22", "zones": "2026-11-22"},
        "0.1.0",
    )


CODES = {"kind", "provider", "outcome", "severity", "confidence", "status", "as_of", "rule", "country", "schema_version", "as", "pass"}


def spoil(directory: Path) -> Run:
    """Put a hostile text into every other field of a run directory: findings, readings, rules, register, accounts, history."""
    bad = itertools.cycle(text for text in [*HOSTILE, *HOSTILE_MARKUP] if len(text) < 200)

    def spoilt(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: each if name in CODES else spoilt(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [spoilt(each, key) for each in value]
        return f"{next(bad)} {value}" if isinstance(value, str) and value else value

    for name in ("findings.jsonl", "snapshot/coverage.jsonl"):
        lines = [json.dumps(spoilt(json.loads(line))) for line in (directory / name).read_text("utf-8").splitlines()]
        (directory / name).write_text("\n".join(lines) + "\n", "utf-8")
    told = json.loads((directory / "run.json").read_text("utf-8"))
    told["snapshot"] = {
        **spoilt(told["snapshot"]),
        "accounts": {f"{next(bad)} {name}": spoilt(told) for name, told in told["snapshot"]["accounts"].items()},
    }
    told["snapshot"]["context"]["organisation"] |= {"logo": "javascript:alert(1)", "accent": "red}</style><script>alert(1)</script>"}
    told["rules"] = {rule: {**spoilt(texts), "severity": texts["severity"], "path": texts["path"]} for rule, texts in told["rules"].items()}
    told["auditor_version"] = next(bad)
    told["seals"] = {}
    (directory / "run.json").write_text(json.dumps(told), "utf-8")
    return read_run(directory)


HOLDER = "999900001111"
"""Somebody that nobody declared."""


def american(finding: Finding) -> Finding:
    """The same, if it is an open failure of health data: its original in the United States, and a share with somebody."""
    if finding.rule != "LOC-004" or finding.outcome is not Outcome.FAIL or finding.waived:
        return finding
    resource = msgspec.structs.replace(finding.resource, region="us-east-1")
    places = [Place("primary", "US", "us-east-1", "111122223333"), *finding.places[1:], Place("share", "FR", "eu-west-3", HOLDER)]
    reasons = [msgspec.structs.replace(reason, fact="places[0].country") for reason in finding.reasons]
    return msgspec.structs.replace(finding, resource=resource, places=places, reasons=reasons, categories=["health"])
