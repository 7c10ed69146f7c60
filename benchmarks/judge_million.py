"""Judge a million synthetic resources against the shipped rules, on one core: `python benchmarks/judge_million.py`.

Measured: from derived resources to the outcome of every rule and the totals by rule and severity; with `--findings`, to every Finding,
reasons and fingerprints included. Making the resources up is included too. Not measured: reading a snapshot, deriving facts, writing files.
"""

from __future__ import annotations

import argparse
import random
import resource as system
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from auditor.model import Confidence, Resource
from auditor.reference.registers import Reference, reference
from auditor.ruleset.evaluate import Judge, Ruleset
from auditor.ruleset.rule import load_rules
from auditor.ruleset.tally import Tally
from auditor.shipped import shipped

DAY = date(2026, 11, 22)
KINDS = {
    "object_store": "AWS::S3::Bucket",
    "volume": "AWS::EC2::Volume",
    "snapshot": "AWS::EC2::Snapshot",
    "database": "AWS::RDS::DBInstance",
    "table": "AWS::DynamoDB::Table",
    "log_store": "AWS::Logs::LogGroup",
    "key": "AWS::KMS::Key",
}
COUNTRIES = ("FR", "FR", "FR", "IE", "DE", "US", "GB", "CH", "SG")
ROLES = ("replica", "backup", "copy", "share", "log", "key")
FACTS, PLACES = 1000, 199
"""Different sets of facts, and of places; they meet in every combination, so that most inputs are met a few times only."""
REFUSED = "access_denied: service:Call"


def estate(size: int, registers: Reference) -> Iterator[Resource]:
    """Resources one by one, the same at each run; none is kept. One in twelve has facts that were refused."""
    chance = random.Random(FACTS)
    kinds, categories = [*KINDS], sorted(registers.categories)
    facts_of = [_facts(chance, categories, number) for number in range(FACTS)]
    places_of = [_places(chance, number) for number in range(PLACES)]
    for number in range(size):
        facts = facts_of[number % FACTS] | {"places": places_of[number // len(kinds) % PLACES]}
        unknown = {"places[0].country": REFUSED, "public.access": REFUSED} if number % 12 == 0 else {}
        kind = kinds[number % len(kinds)]
        yield Resource(
            id=f"arn:aws:synthetic:eu-west-3:111122223333:{kind}/{number}",
            kind=kind,
            native_type=KINDS[kind],
            provider="aws",
            account="111122223333",
            region="eu-west-3",
            name=f"resource-{number}",
            facts=facts,
            unknown=unknown,
            confidence={"data": Confidence.PRESUMED} if number % 5 == 0 else {},
            read_at="2026-11-22T02:00:00Z",
        )


def _facts(chance: random.Random, categories: list[str], number: int) -> dict[str, Any]:
    source = chance.choice(("activity", "tag", "presumed", None))
    return {
        "data": {"categories": [categories[number % len(categories)]], "source": source, "activities": []},
        "nature": chance.choice(("original", "backup")),
        "operator": {"exposure": "E3", "country": "US"},
        "retention": {"max": chance.choice((None, f"P{chance.randrange(1, 4000)}D"))},
        "public": {"access": chance.random() < 0.02},
        "encryption": {"at_rest": chance.random() < 0.9, "key_manager": chance.choice(("provider", "customer", "external"))},
        "key": {"manager": chance.choice(("customer", "provider"))},
    }


def _places(chance: random.Random, number: int) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    for role in ("primary", *(chance.choice(ROLES) for _ in range(number % 4))):
        country = chance.choice(COUNTRIES)
        place = {"role": role, "country": country, "region": f"{country.lower()}-1", "holder": "111122223333", "via": None}
        places.append(place | {"trusted": chance.random() < 0.9, "announced": chance.choice((True, None)), "safeguard": None})
    return places


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--findings", action="store_true", help="build every Finding, not only the totals")
    options = parser.parse_args()

    registers = reference(DAY)
    rules = Ruleset(load_rules([shipped("rules")], registers), registers)
    resources = estate(options.size, registers)
    start = time.process_time()
    tally = Tally()
    if options.findings:
        for _ in tally.watch(Judge(rules, as_of=DAY).of(resources)):
            pass
    else:
        alike = Counter((resource.kind, rules.outcomes(resource)) for resource in resources)
        for (kind, outcomes), times in alike.items():
            for rule, outcome in zip(rules.rules_of(kind), outcomes, strict=True):
                tally.add(rule.id, rule.severity, outcome, times)
    seconds = time.process_time() - start

    peak = system.getrusage(system.RUSAGE_SELF).ru_maxrss / 1024
    what = "findings" if options.findings else "verdicts and totals"
    print(f"{options.size} resources, {len(rules.rules)} rules, {sum(tally.totals.values())} outcomes: {what}")
    print(f"{seconds:.1f} s CPU, {options.size / seconds:,.0f} resources/s, {peak:.0f} MB at most")
    print(", ".join(f"{outcome} {times}" for outcome, times in sorted(tally.totals.items())))


if __name__ == "__main__":
    main()
