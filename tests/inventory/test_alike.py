"""What is derived and judged once for resources that are alike is what each of them has by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

import msgspec
import pytest

from auditor.configuration import Configuration
from auditor.findings import Judged
from auditor.inventory import derive
from auditor.inventory.derive import Inventory
from auditor.model import Coverage, Manifest, Resource, Whereabouts
from auditor.ruleset import evaluate
from auditor.ruleset.evaluate import Judge, Ruleset
from auditor.ruleset.waivers import carried
from benchmarks.judge import estate
from tests.ruleset.build import registers, shipped_rules

DAY = date(2026, 11, 28)
REGISTERS = registers(DAY)
RULES = Ruleset(shipped_rules(DAY), REGISTERS)
BY = {"by": "DPO", "on": "2026-01-05", "until": "2027-01-04"}
CONTEXT = {
    "organisation": {"name": "Ville de Rivemont"},
    "processing_activities": [
        {"id": "sante-scolaire", "title": "Infirmerie des écoles", "categories": ["health"], "select": [{"tag": {"app": "infirmerie"}}]},
        {"id": "soins", "title": "Service de soins à domicile", "categories": ["health"], "select": [{"name": "ssiad-*"}]},
    ],
    "known": {
        "waivers": [{"rule": "SEC-001", "resource": "arn:aws:s3:::usagers-2", "approved_by": "DPO", "expires": "2027-01-01"}],
        "answers": [
            {"rule": "RET-007", "answer": "yes", **BY},
            {"rule": "RET-007", "answer": "no", "resource": "arn:aws:s3:::usagers-1", **BY},
            {"rule": "HDS-012", "answer": "yes", "activity": "sante-scolaire", **BY},
        ],
    },
}
NAMES = ("usagers-1", "usagers-2", "cantine-1", "ssiad-1", "hopital", "acces-web", "debug-web", "x-1", "x-2", "etat-civil")
TAGS: tuple[dict[str, str], ...] = (
    {},
    {"app": "infirmerie"},
    {"rgpd:categorie": "santé"},
    {"environment": "prod"},
    {"rgpd:categorie": "?"},
)


def named_alike() -> Iterator[Resource]:
    """The same facts under each name and each tag, of kinds whose rules heed names; copies of each, and flows that lead back."""
    for number, name in enumerate(NAMES):
        id = f"arn:aws:s3:::{name}"
        for kind in ("object_store", "log_store", "database", "function"):
            for turn, tags in enumerate(TAGS):
                one = id if kind == "object_store" and not turn else f"{id}/{kind}/{turn}"
                facts: dict[str, Any] = {"encryption": {"at_rest": True, "key": None}, "public": {"access": False}}
                yield _made(one, kind, name, facts, number, tags=tags)
        yield _made(
            f"{id}/s", "snapshot", name, {"origin": id, "public": {"access": False}}, number, named={id: Whereabouts("eu-west-3", "1")}
        )
        back = f"arn:aws:s3:::{NAMES[number // 2]}-out"
        out = {"flows": {"replication": [{"to": back}], "share": None}}
        yield _made(
            f"{id}-out", "object_store", name, out, number, named={back: Whereabouts(account="1")}, aliases=(f"{name}.example.org",)
        )


def _made(id: str, kind: str, name: str, facts: dict[str, Any], second: int, **more: Any) -> Resource:
    return Resource(
        id,
        kind,
        "AWS::Some::Thing",
        "aws",
        "1",
        "eu-west-3",
        name,
        facts=facts,
        read_at=f"2026-11-28T02:00:0{second}Z",
        offer="aws",
        **more,
    )


def judged(resources: list[Resource]) -> tuple[list[Resource], list[Judged]]:
    """All that is derived, and found."""
    manifest = Manifest("", "", "", accounts={"1": ["eu-west-3"]}, resources=len(resources))
    lines = [Coverage("aws", "1", "eu-west-3", "s3", "read")]
    configuration = Configuration.from_context(CONTEXT)
    inventory = Inventory(manifest, lines, REGISTERS, configuration)
    inventory.see(map(inventory.sight.of, resources))
    inventory.whole()
    found = [*chain(map(inventory.derive, inventory.once(resources)), inventory.declared())]
    judge = Judge(RULES, as_of=DAY, waivers=tuple(carried(configuration.known.waivers)))
    return found, [*judge.of(found)]


def by_itself(inventory: Inventory, resource: Resource, heard: Any) -> Any:
    """As if nothing was remembered."""
    return inventory._derived(resource, heard)


@pytest.mark.parametrize("most", [2048, 3])
def test_alike_is_the_same(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Whatever differs in names only, with room to remember all of it and with hardly any."""
    resources = [*named_alike(), *estate(600)]
    with monkeypatch.context() as patch:
        patch.setattr(Inventory, "_alike_to", by_itself)
        alone = judged(resources)
    monkeypatch.setattr(derive, "REMEMBERED", most)
    monkeypatch.setattr(evaluate, "ALIKE", most)
    together = judged(resources)
    assert len({one.alike for one in together[0]}) < len(resources) / 2 if most > 3 else len(together[0]) > len(resources)
    assert [msgspec.structs.replace(one, alike=0) for one in together[0]] == alone[0]
    assert [msgspec.to_builtins(one) for one in together[1]] == [msgspec.to_builtins(one) for one in alone[1]]
