"""What several processes saw and handed over is what one would have seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import Inventory
from auditor.inventory.sight import NOTHING, Packing, Unpacking
from auditor.model import Coverage, Manifest, Resource, Told, Whereabouts
from auditor.reference.registers import reference

DAY = date(2026, 11, 28)
CALLS = {"AWS::Organizations::Organization": {"guardrail.members": "organizations:ListAccounts"}}
"""Only of this type is a member that was not read a member that may be there."""


def resource(name: str, kind: str, native: str, account: str = "1", **more: Any) -> Resource:
    """One of an account."""
    return Resource(f"arn:{name}", kind, native, "aws", account, "eu-west-3", name, offer="aws", **more)


def all_sorts() -> list[Resource]:
    """Whatever the whole has to know: flows that lead on, movers, other names, what several accounts tell, what people declare."""
    trail = {"facts": {"flows": {"logs": [{"to": "arn:store-0", "source": "arn:store-1"}]}}, "holder": "9"}
    return [
        *(
            resource(
                f"store-{number}", "object_store", "AWS::S3::Bucket",
                facts={"flows": {"replication": [{"to": f"arn:store-{number // 2}"}]}, "origin": f"arn:store-{number + 1}"},
                named={f"arn:store-{number // 2}": Whereabouts("eu-west-1", "2")},
                tags={"rgpd:categorie": "urbanisme" if number % 2 else "personne ne sait"},
                unknown={("tags", "flows.share")[number % 3 == 0]: "access_denied: x"},
                aliases=(f"https://s{number}.example.org",) if number % 4 == 0 else (),
            )
            for number in range(12)
        ),
        resource("trail", "trail", "AWS::CloudTrail::Trail", "1", **trail),
        resource("trail", "trail", "AWS::CloudTrail::Trail", "2", **trail),
        resource("o", "organization", "AWS::Organizations::Organization", "3", facts={"guardrail": {"organization": "8", "regions": None}}),
        resource("p", "organization", "AWS::Organizations::Organization", "4", unknown={"guardrail.members": "access_denied: x"}),
        resource("q", "organization", "AWS::Organizations::Other", "5", unknown={"guardrail.members": "access_denied: x"}),
        resource("saas", "application", "saas", "6", told=Told(claimed={"answers.TRF-004": "not_proved"}, answers={"TRF-004": "yes"})),
    ]  # fmt: skip


def inventory() -> Inventory:
    """Of all sorts, none of which was looked at yet."""
    found = all_sorts()
    accounts = {one.account: ["eu-west-3"] for one in found}
    manifest = Manifest("", "", "", accounts=accounts, calls=CALLS, resources=len(found))
    lines = [Coverage("aws", account, "eu-west-3", "s3", "read") for account in accounts]
    return Inventory(manifest, lines, reference(DAY), Configuration())


def known(whole: Inventory) -> Any:
    """All that an inventory knows, and what follows from it."""
    derived = [msgspec.to_builtins(msgspec.structs.replace(one, alike=0)) for one in map(whole.derive, whole.once(all_sorts()))]
    index = whole.index
    nodes = {name: msgspec.to_builtins(node) for name, node in index.nodes.items()}
    movers = {name: [(msgspec.to_builtins(edge), mover) for edge, mover in found] for name, found in index._movers.items()}
    return derived, nodes, movers, index._aliases, index.reached, whole._trusted, whole._doubtful, whole._told, whole._hidden


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_what_was_handed_over_is_what_was_seen(processes: int) -> None:
    """Parts of two resources; each process packs those that leave its number."""
    alone, together = inventory(), inventory()
    alone.see(map(alone.sight.of, all_sorts()))
    found = all_sorts()
    parts = [found[start : start + 2] for start in range(0, len(found), 2)]
    packed: dict[int, bytes] = {}
    for process in range(processes):
        other, packing = inventory(), Packing()
        for number in range(process, len(parts), processes):
            packed[number] = packing.pack(map(other.sight.of, parts[number]))
    unpacking = [Unpacking(together.index.same) for _ in range(processes)]
    for number in range(len(parts)):
        together.see(unpacking[number % processes].seen(packed[number]))
    assert known(together.whole()) == known(alone.whole())
    assert alone._doubtful == {"4": "access_denied: x"}
    assert {"3", "8"} <= alone._trusted
    assert alone._hidden
    assert alone.count == len(alone.index.nodes) + 1


def test_nodes_that_are_the_same_are_one_object() -> None:
    """Whoever made them: what many resources say alike costs its room once."""
    whole = inventory()
    told = [resource(f"key-{number}", "key", "AWS::KMS::Key", unknown={"flows.share": "lost"}) for number in range(20)]
    unpacking = [Unpacking(whole.index.same) for _ in range(2)]
    for reader, some in zip(unpacking, (told[:10], told[10:]), strict=True):
        seen = [*reader.seen(Packing().pack(map(inventory().sight.of, some)))]
        assert [one.more for one in seen] == [NOTHING] * 10
        whole.see(seen)
    assert len({id(node) for node in whole.index.nodes.values()}) == 1
