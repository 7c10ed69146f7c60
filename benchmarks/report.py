"""What the report of a large run costs: bytes of each format, CPU and peak memory to write it, and how soon a browser shows it.

`python -m benchmarks.report 10000 100000 [--failing 0.6] [--formats html,ods] [--browser]`. The findings are made up to be hard to pack:
no two resources have a name or an identifier in common, and each finding that asks for something has evidence of its own.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from auditor.findings import Judged, Standing, fingerprint
from auditor.inventory.snapshot import SnapshotWriter
from auditor.model import Because, Confidence, Coverage, Finding, Manifest, Outcome, Place, Resource, ResourceRef, Run
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.rule import Rule, load_rules
from auditor.ruleset.tally import Tally
from auditor.run import SNAPSHOT, write_run
from auditor.shipped import shipped
from benchmarks.help import cost

DAY, AT = date(2026, 11, 22), "2026-11-22T02:{:02}:{:02}Z"
HELD = 10
"""Rules that each resource is held against."""
SIZES = {10_000: 1_000_000, 100_000: 5_000_000}
"""Bytes of html that we allow ourselves, up to that many findings."""
CPU, MEMORY = 15.0, 400.0
"""To write the html of 100,000 findings: seconds and megabytes."""
READY, FILTER = 1.5, 0.4
"""In the browser, 10,000 findings: seconds until the table is there, and to filter it."""

ACCOUNTS = [
    *(f"{number:012}" for number in range(211122223333, 211122223339)),
    *(f"0f8fad5b-d9cb-469f-a165-7086772895{n:02}" for n in range(3)),
]
CALLS = (
    "s3:GetBucketReplication s3:GetBucketPolicy s3:GetBucketLifecycleConfiguration kms:DescribeKey ec2:DescribeSnapshotAttribute".split()
)
WORDS = "etat-civil ccas-dossiers paie-exports video-voie-publique urbanisme-pieces scolaire-inscriptions ged-courrier sig-plans".split()
PLACES = (
    ("FR", "eu-west-3"),
    ("FR", "eu-west-3"),
    ("IE", "eu-west-1"),
    ("US", "us-east-1"),
    ("GB", "eu-west-2"),
    ("SG", "ap-southeast-1"),
    (None, None),
)
ACTIVITIES = [
    {
        "id": f"t-{number:02}",
        "title": f"Traitement n° {number} : {WORDS[number % len(WORDS)]}",
        "categories": ["civil_status"],
        "countries": ["FR"],
    }
    for number in range(24)
]


def realistic(count: int, failing: float, rules: list[Rule], chance: random.Random) -> Iterator[Judged]:
    """`count` findings, a share of which asks for something: of those, one in eight is to verify and one in twenty waived."""
    standings: dict[tuple[str, Confidence], Standing] = {}
    for number in range(count // HELD + 1):
        resource, places = _resource(number, chance), _places(chance)
        activities = [f"t-{chance.randrange(24):02}"] if chance.random() < 0.9 else []
        judged = Judged(resource, ["civil_status"], activities, places, [], [])
        for rule in sorted(chance.sample(rules, HELD)[: max(count - number * HELD, 0)], key=lambda one: one.id):
            sure = chance.choice([*Confidence])
            if chance.random() < failing:
                judged.asking.append(_finding(rule, judged, sure, chance))
            else:
                alike = Standing(rule.id, rule.revision, rule.severity, [*rule.requirements], sure)
                judged.passed.append(standings.setdefault((rule.id, sure), alike))
        yield judged


def _finding(rule: Rule, judged: Judged, sure: Confidence, chance: random.Random) -> Finding:
    outcome = Outcome.UNKNOWN if chance.random() < 0.125 else Outcome.FAIL
    waived = outcome is Outcome.FAIL and chance.random() < 0.05
    return Finding(
        fingerprint=fingerprint(rule.id, judged.resource.id),
        rule=rule.id,
        revision=rule.revision,
        severity=rule.severity,
        outcome=outcome,
        waived=waived,
        resource=judged.resource,
        categories=judged.categories,
        activities=judged.activities,
        places=judged.places,
        reasons=[_reason(rule, outcome, chance) for _ in range(chance.randrange(1, 4))],
        requirements=[*rule.requirements],
        confidence=sure,
        waiver=f"Accord du DPO n° {chance.randrange(10**6)}, jusqu'au 2027-03-31" if waived else None,
    )


def _resource(number: int, chance: random.Random) -> ResourceRef:
    account = chance.choice(ACCOUNTS)
    _country, region = chance.choice(PLACES[:-1])
    name = f"rivemont-{chance.choice(WORDS)}-{chance.getrandbits(40):010x}"
    if "-" in account:
        path = f"/subscriptions/{account}/resourceGroups/rg-{chance.getrandbits(24):06x}/providers/Microsoft.Storage/storageAccounts/{name}"
        return ResourceRef(path, "object_store", "Microsoft.Storage/storageAccounts", "azure", account, "francecentral", name)
    if number % 2:
        volume = f"vol-{chance.getrandbits(68):017x}"
        return ResourceRef(f"arn:aws:ec2:{region}:{account}:volume/{volume}", "volume", "AWS::EC2::Volume", "aws", account, region, volume)
    return ResourceRef(f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", "aws", account, region, name)


def _places(chance: random.Random) -> list[Place]:
    found = []
    for role in ("primary", *chance.sample(("replica", "backup", "copy", "share", "key"), chance.randrange(4))):
        country, region = chance.choice(PLACES)
        holder = chance.choice(ACCOUNTS)
        found.append(Place(role, country, region, holder, f"arn:aws:kms:{region}:{holder}:key/{chance.getrandbits(128):032x}"))
    return found


def _reason(rule: Rule, outcome: Outcome, chance: random.Random) -> Because:
    line, at = f"{rule.path}:{chance.randrange(9, 40)}", AT.format(chance.randrange(60), chance.randrange(60))
    if outcome is Outcome.UNKNOWN:
        call = CALLS[hash_of(rule) % len(CALLS)]
        return Because("retention.max", f"access_denied: {call}", "at most P1M", line, call, at)
    key = f"arn:aws:kms:eu-west-1:{chance.choice(ACCOUNTS[:6])}:key/{chance.getrandbits(128):032x}"
    fact, actual, expected = chance.choice(
        (
            ("retention.max", f"P{chance.randrange(40, 9000)}D", "at most P1M"),
            ("encryption.key", key, "not set"),
            (
                "flows.share",
                [f"arn:aws:iam::{chance.getrandbits(39):012}:role/lecture-{chance.getrandbits(32):08x}" for _ in range(3)],
                "not set",
            ),
            ("places[0].country", chance.choice(("US", "GB", "SG")), "in $EEA"),
            ("resource.comment", "".join(chance.choices("abcdefghijklmnopqrstuvwxyz   ", k=300)), "like rivemont-*"),
        )
    )
    return Because(fact, actual, expected, line, CALLS[-1 - hash_of(rule) % len(CALLS)], at)


def hash_of(rule: Rule) -> int:
    """A number of the rule, the same in each process."""
    return sum(rule.id.encode())


def build(directory: Path, count: int, failing: float = 0.2) -> Run:
    """A run directory, the same at each call."""
    registers = reference(DAY)
    held = Ruleset(load_rules([shipped("rules")], registers), registers)
    tally, resources = Tally(), {}

    def kept(judged: Iterator[Judged]) -> Iterator[Judged]:
        for one in judged:
            resources[one.resource.id] = one.resource
            yield one

    def summary() -> Run:
        snapshot = directory / SNAPSHOT
        snapshot.mkdir()
        writer = SnapshotWriter(snapshot)
        encrypted: dict[str, Any] = {"encryption": {"at_rest": True}}
        kept = {**encrypted, "retention": {"max": "P90D"}}
        told = (
            Resource(
                each.id,
                each.kind,
                each.native_type,
                each.provider,
                each.account,
                each.region,
                each.name,
                facts=encrypted if each.kind == "volume" else kept,
            )
            for each in resources.values()
        )
        writer.add(told, [Coverage("aws", ACCOUNTS[0], "eu-west-3", "s3", "read", resources=len(resources), at=AT.format(0, 0))])
        context = {"organisation": {"name": "Ville de Rivemont"}, "processing_activities": ACTIVITIES}
        accounts = {account: ["eu-west-1", "eu-west-3"] for account in ACCOUNTS}
        times = AT.format(0, 0), AT.format(9, 9)
        manifest = writer.finish(lambda done: Manifest(*times, "0", accounts=accounts, context=context, resources=done.resources))
        severities = {severity: dict(counts) for severity, counts in tally.by_severity.items()}
        totals = dict(tally.totals)
        return Run(DAY.isoformat(), [], manifest, tally.rules(held), totals, severities, tally.waived, registers.versions, "0")

    judged = kept(realistic(count, failing, list(held.rules), random.Random(count)))
    return write_run(directory, tally.watch(judged), summary)


def watched(page: Path) -> tuple[float, float]:
    """Seconds until Chromium shows the table of all findings, and the slowest of a few filters."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        view = browser.new_page()
        view.goto(page.as_uri(), wait_until="commit")
        view.locator(".detail tbody tr").first.wait_for(state="attached")
        ready = view.evaluate("performance.now()") / 1000
        filters = [view.evaluate(FILTERED, text) for text in ("rivemont-paie", "zzz", "", "arn:aws:kms")]
        browser.close()
    return ready, max(filters) / 1000


FILTERED = """text => new Promise(done => {
  const start = performance.now(), field = document.querySelector('#f-text');
  new MutationObserver(() => done(performance.now() - start)).observe(document.querySelector('.detail tbody'), {childList: true});
  field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); })"""


def measure(count: int, failing: float, formats: list[str], browser: bool) -> bool:
    """Print one line a format; whether the page is within what we allow."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "run"
        build(directory, count, failing)
        within = True
        for name in formats:
            seconds, megabytes = cost(sys.executable, "-m", "auditor", "report", str(directory), "--format", name, "-q")
            (written,) = (path for path in Path(folder).glob("report*"))
            size = written.stat().st_size
            print(
                f"{count:>7} findings, {failing:.0%} open  {name:<6}{size / 1e6:7.2f} MB {seconds:6.1f} s CPU {megabytes:5.0f} MB",
                flush=True,
            )
            if name == "html":
                most = next((most for limit, most in SIZES.items() if count <= limit), sys.maxsize)
                within = size <= most and seconds <= CPU and megabytes <= MEMORY
                if browser:
                    ready, slowest = watched(written)
                    print(f"        in the browser: ready in {ready:.2f} s, filtered in {slowest:.2f} s", flush=True)
                    within = within and (count > min(SIZES) or (ready <= READY and slowest <= FILTER))
            written.unlink()
        return within


def main() -> int:
    """Each size in turn; 1 when the page of one is larger or slower than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--failing", type=float, action="append", help="the share of findings that ask for something; may be repeated")
    parser.add_argument("--formats", default="html", help="separated by commas")
    parser.add_argument("--browser", action="store_true", help="also in Chromium")
    options = parser.parse_args()
    shares = options.failing or [0.2, 0.6, 1.0]
    return int(0 in [measure(count, share, options.formats.split(","), options.browser) for count in options.counts for share in shares])


if __name__ == "__main__":
    raise SystemExit(main())
