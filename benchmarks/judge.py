"""What judging a saved estate costs from end to end: `python -m benchmarks.judge 50000 200000 [--jobs 1,2] [--keep DIRECTORY]`.

Measured: `auditor judge` of a snapshot on disk into a run directory, all rules, everything written; in a process of its own. Not measured:
making the snapshot up. CPU is that of the process and of those it forked; memory is the most that one of them held.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from auditor.inventory.snapshot import new_snapshot
from auditor.model import Coverage, Manifest, Resource, Whereabouts
from auditor.reference.facts import Fact, facts as dictionary

DAY, AT = "2026-11-28", "2026-11-28T02:00:{:02}Z"
ACCOUNTS = [f"{number:012}" for number in range(211122223300, 211122223320)]
REGIONS = ("eu-west-3", "eu-west-3", "eu-west-3", "eu-west-1", "eu-central-1", "us-east-1")
SERVICES = {
    "object_store": ("s3", "AWS::S3::Bucket", "arn:aws:s3:::{name}"),
    "volume": ("ec2", "AWS::EC2::Volume", "arn:aws:ec2:{region}:{account}:volume/{name}"),
    "snapshot": ("ec2", "AWS::EC2::Snapshot", "arn:aws:ec2:{region}::snapshot/{name}"),
    "database": ("rds", "AWS::RDS::DBInstance", "arn:aws:rds:{region}:{account}:db:{name}"),
    "table": ("dynamodb", "AWS::DynamoDB::Table", "arn:aws:dynamodb:{region}:{account}:table/{name}"),
    "key": ("kms", "AWS::KMS::Key", "arn:aws:kms:{region}:{account}:key/{name}"),
    "log_store": ("logs", "AWS::Logs::LogGroup", "arn:aws:logs:{region}:{account}:log-group:{name}"),
}
CATEGORIES = ("urbanisme", "usagers_gru", "messagerie_bureautique")
COPIES = "rivemont-copies"
UNIT = 500
"""Resources of one service in one account and region."""
ANSWERS = [
    {"rule": rule, "answer": "yes", "by": "DPO", "on": "2026-01-05", "until": "2027-01-04"} for rule in ("RET-007", "RET-008", "RET-009")
]
REFUSED = "access_denied: service:Call (service:Call)"


def estate(size: int) -> Iterator[Resource]:
    """Resources unit by unit, the same at each run: tagged, encrypted with keys that were read, one bucket in four replicated to another
    country; one resource in fifty says nothing of its data, and of another one facts were refused."""
    chance, kinds = Random(size), [*SERVICES]
    for number in range(size):
        unit = number // UNIT
        kind, account = kinds[unit % len(kinds)], ACCOUNTS[unit // len(kinds) % len(ACCOUNTS)]
        yield _resource(number, kind, account, REGIONS[unit // len(kinds) // len(ACCOUNTS) % len(REGIONS)], chance)


def _resource(number: int, kind: str, account: str, region: str, chance: Random) -> Resource:
    _service, native, pattern = SERVICES[kind]
    word = chance.choice(CATEGORIES)
    name = f"0d537535-0af2-4020-8a6d-{number:012x}" if kind == "key" else f"rivemont-{word[:6]}-{chance.getrandbits(40):010x}-{number:06x}"
    # The first keys of the unit of keys that lies in the same account and region.
    first = number // (UNIT * len(SERVICES)) * UNIT * len(SERVICES) + [*SERVICES].index("key") * UNIT
    key = f"arn:aws:kms:{region}:{account}:key/0d537535-0af2-4020-8a6d-{first + number % 5:012x}"
    told: dict[str, Any] = {path: _value(path, fact) for path, fact in dictionary().of_kind(kind).items() if not fact.derived}
    told |= {"encryption.at_rest": True, "encryption.key": key} if "encryption.key" in told else {}
    named = {key: Whereabouts(region, account)}
    if kind == "object_store" and number % 4 == 0:
        other = f"arn:aws:s3:::{COPIES}-{account}"
        told["flows.replication"] = [{"to": other}]
    unknown = dict.fromkeys([path for path in told if number % 50 == 1 and path.startswith(("public", "retention"))], REFUSED)
    nested: dict[str, Any] = {}
    for path in sorted(told.keys() - unknown.keys()):
        *above, leaf = path.split(".")
        place = nested
        for part in above:
            place = place.setdefault(part, {})
        place[leaf] = told[path]
    if number % UNIT == 0 and kind == "object_store":
        name = f"{COPIES}-{account}" if region == REGIONS[0] else name
    return Resource(
        pattern.format(name=name, region=region, account=account), kind, native, "aws", account, region, name,
        tags={"Name": name, "rgpd:categorie": word} if number % 50 else {"Name": name},
        facts=nested, unknown=unknown, read_at=AT.format(number % 60), offer="aws", named=named,
    )  # fmt: skip


def _value(path: str, fact: Fact) -> Any:
    if path.startswith("public"):
        return False
    return {"duration": "P30D", "boolean": True}.get(fact.type or "", fact.values[0] if fact.values else None)


def write(directory: Path, size: int) -> None:
    """A snapshot of so many resources."""
    calls = {
        native: {"encryption.key": f"{service}:Describe", "flows.replication": f"{service}:Get"} for service, native, _ in SERVICES.values()
    }
    with new_snapshot(directory) as writer:
        for (account, region, kind), found in groupby(estate(size), lambda one: (one.account, one.region, one.kind)):
            line = Coverage("aws", account, region, SERVICES[kind][0], "read", resources=UNIT, at=AT.format(0))
            writer.add(found, [line])
        writer.finish(
            lambda done: Manifest(
                AT.format(0),
                AT.format(59),
                "0",
                entries={"aws": ACCOUNTS},
                accounts={one: [*{*REGIONS}] for one in ACCOUNTS},
                offers=dict.fromkeys(ACCOUNTS, "aws"),
                calls=calls,
                resources=done.resources,
                unread=done.unread,
                context={"organisation": {"name": "Ville de Rivemont", "profile": "commune"}, "known": {"answers": ANSWERS}},
            )
        )


class Cost(NamedTuple):
    """Of one run."""

    wall: float
    cpu: float
    megabytes: float
    disk: float


def judged(snapshot: Path, out: Path, *options: str) -> Cost:
    """`auditor judge`, in a process of its own."""
    command = [sys.executable, "-m", "auditor", "judge", str(snapshot), "--as-of", DAY, "--out", str(out), "-q", *options]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3, 4):
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    wall = time.monotonic() - start
    disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, disk)


def main() -> None:
    """Each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[50_000])
    parser.add_argument("--jobs", default="")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.keep or Path(scratch)
            snapshot = folder / f"snapshot-{size}"
            if not snapshot.exists():
                write(snapshot, size)
            for jobs in options.jobs.split(","):
                found = judged(snapshot, folder / "out", *(("--jobs", jobs) if jobs else ()))
                print(
                    f"{size:>9} resources {f'--jobs {jobs}' if jobs else ''}: {found.wall:6.1f} s, {found.cpu:6.1f} s CPU "
                    f"({found.cpu / size * 1e6:.0f} µs a resource), {found.megabytes:.0f} MB, {found.disk:.0f} MB on disk",
                    flush=True,
                )


if __name__ == "__main__":
    main()
