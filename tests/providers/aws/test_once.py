"""An account that two entries reach is read once and told once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from auditor import scan
from auditor.inventory.snapshot import new_snapshot, read_coverage, read_resources
from auditor.model import Manifest
from auditor.providers.offer import at_whom
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.aws.seeds import SEEDS


def entries(aws: Cloud, *regions: list[str]) -> list[dict[str, Any]]:
    """One entry a list of regions, all of the same account."""
    return [aws.options(id=f"entry-{number}", regions=chosen, prune=False) for number, chosen in enumerate(regions)]


def test_units_are_planned_once(aws: Cloud) -> None:
    """Two entries with a region in common: no unit twice, both regions of both, and neither told as left out."""
    plan = scan.plan(entries(aws, [PARIS], [VIRGINIA, PARIS]))
    units = [(unit.account, unit.region, unit.service) for unit in plan.units]
    assert len(units) == len({*units})
    assert plan.accounts == {ACCOUNT: [PARIS, VIRGINIA]}
    assert plan.entries == {"entry-0": [ACCOUNT], "entry-1": [ACCOUNT]}
    lines = [(line.account, line.region, line.call, line.reason) for line in plan.coverage]
    assert len(lines) == len({*lines})
    assert not [line for line in plan.coverage if line.region in (PARIS, VIRGINIA)]
    plan.close()


@pytest.mark.parametrize(
    "otherwise", [("http", "HTTP"), ("127.0.0.1", "localhost"), ("127.0.0.1", "LocalHost"), ("127.0.0.1", "localhost.")], ids=str
)
def test_an_address_is_the_same_however_it_is_written(aws: Cloud, otherwise: tuple[str, str]) -> None:
    """With a stroke at its end or without, in any case, by name or by number; as regions are in any case."""
    first, second = entries(aws, [PARIS], [PARIS.upper()])
    plan = scan.plan([first, {**second, "endpoint_url": aws.url.replace(*otherwise) + "/"}])
    assert {unit.options["id"] for unit in plan.units} == {"entry-0"}
    assert not [line for line in plan.coverage if line.region == PARIS.upper()]
    plan.close()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://s3.exemple.fr", "https://S3.exemple.fr:443/", True),
        ("http://[::1]:5000", "http://localhost:5000", True),
        ("http://localhost:5000", "http://localhost:5001", False),
        ("https://s3.exemple.fr", "http://s3.exemple.fr", False),
        ("https://s3.exemple.fr/a", "https://s3.exemple.fr/b", False),
        ("", "https://s3.exemple.fr", False),
        ("", "https://management.azure.com/", True),
        ("https://s3.exemple.fr:x", "https://s3.exemple.fr", False),
    ],
)
def test_at_whom_an_entry_asks(one: str, other: str, same: bool) -> None:
    """Two doors are one where they lead to the same program of the same machine."""
    assert (at_whom({"endpoint_url": one}, "azure") == at_whom({"endpoint": other}, "azure")) is same


@pytest.mark.long
def test_resources_are_told_once(aws: Cloud, tmp_path: Path) -> None:
    """The snapshot of two entries is that of one."""
    SEEDS["s3"](aws)
    SEEDS["logs"](aws)
    found = []
    for number, chosen in enumerate((entries(aws, [PARIS, VIRGINIA]), entries(aws, [PARIS], [VIRGINIA]))):
        plan = scan.plan(chosen)
        with new_snapshot(tmp_path / str(number)) as writer, ThreadPoolExecutor(8) as pool:
            scan.execute(plan, pool, writer, lambda _: None)
            writer.finish(lambda _: Manifest("2026-11-22T02:00:00Z", "2026-11-22T02:01:00Z", "0.1.0"))
        plan.close()
        resources = sorted(one.id for one in read_resources(tmp_path / str(number)))
        found.append((resources, {(line.call, line.region, line.status) for line in read_coverage(tmp_path / str(number))}))
    assert found[0] == found[1]
    assert len(found[1][0]) == len({*found[1][0]})
