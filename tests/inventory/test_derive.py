"""Places, categories and keys: what no API says and every verdict rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.configuration import Configuration
from auditor.errors import SnapshotError
from auditor.inventory.derive import derived
from auditor.model import Confidence, Coverage, Manifest, Resource
from auditor.providers.observing import Unknown, split
from auditor.reason import reason_of
from auditor.reference.registers import reference
from tests.naming import read as by_a_reader

ACCOUNT, STRANGER, PARTNER = "123456789012", "999988887777", "111122223333"
CONTEXT: dict[str, Any] = {
    "processing_activities": [
        {
            "id": "etat-civil",
            "title": "État civil",
            "categories": ["civil_status"],
            "countries": ["FR"],
            "select": [{"id": "arn:aws:s3:::ec-*"}],
        },
        {"id": "creche", "title": "Crèches", "categories": ["childhood"], "countries": [], "select": [{"tag": {"app": "creche"}}]},
    ],
    "trusted_accounts": [PARTNER],
}


def bucket(name: str, region: str | None = "eu-west-3", tags: dict[str, str] | None = None, **facts: Any) -> Resource:
    """A bucket; dotted facts are written with `__`, and may be Unknown."""
    return resource(f"arn:aws:s3:::{name}", "object_store", name, region, tags, **facts)


def resource(identifier: str, kind: str, name: str, region: str | None, tags: dict[str, str] | None = None, **facts: Any) -> Resource:
    """Any resource of the account."""
    known, unknown = split({path.replace("__", "."): value for path, value in facts.items()})
    return Resource(identifier, kind, "AWS::Test", "aws", ACCOUNT, region, name, tags=tags or {}, facts=known, unknown=unknown)


def derive(*resources: Resource, coverage: tuple[Coverage, ...] = (), context: dict[str, Any] = CONTEXT) -> dict[str, Resource]:
    """The resources with their derived facts, by name."""
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, entries={"prod": [ACCOUNT]}, resources=len(resources))
    resources = tuple(map(by_a_reader, resources))
    found = derived(lambda: resources, manifest, coverage, reference(date(2026, 11, 22)), Configuration.from_context(context))
    return {one.name: one for one in found if one.kind not in {"organisation", "activity", "account", "evidence"}}


def places(one: Resource, *fields: str) -> list[tuple[Any, ...]]:
    """The places of a resource, reduced to some fields; "?" where unknown."""
    return [
        tuple("?" if f"places[{position}].{field}" in one.unknown else place[field] for field in fields)
        for position, place in enumerate(one.facts["places"])
    ]


def to(name: str, **more: Any) -> list[dict[str, Any]]:
    """A flow to a bucket."""
    return [{"to": f"arn:aws:s3:::{name}", **more}]


def test_the_original_is_the_first_place() -> None:
    """A region gives its country; a global service has none; a region nobody knows and one nobody read are unknown."""
    found = derive(
        bucket("paris"),
        bucket("global", None),
        bucket("mars", "mars-north-1"),
        replace(bucket("refused", None), unknown={"region": "access_denied: x"}),
    )
    assert places(found["paris"], "role", "country", "region", "holder", "trusted") == [("primary", "FR", "eu-west-3", ACCOUNT, True)]
    assert found["global"].facts["country"] is None
    assert found["mars"].unknown["country"] == "region_not_in_register: aws/mars-north-1"
    assert found["refused"].unknown["country"] == "access_denied: x"


def test_replicas_are_followed_to_the_end() -> None:
    """A copy of a copy is a place of the original, with the path that leads there; access logs are not followed on."""
    found = derive(
        bucket("a", flows__replication=to("b"), flows__logs=to("logs")),
        bucket("b", "eu-central-1", flows__replication=to("c"), flows__logs=to("elsewhere")),
        bucket("c", "us-east-1"),
        bucket("logs", "eu-west-1", flows__replication=to("c")),
        bucket("elsewhere", "us-west-2"),
    )
    assert places(found["a"], "role", "country", "via") == [
        ("primary", "FR", None),
        ("replica", "DE", "arn:aws:s3:::b"),
        ("log", "IE", "arn:aws:s3:::logs"),
        ("replica", "US", "arn:aws:s3:::b → arn:aws:s3:::c"),
    ]


def test_a_circle_of_replicas_ends() -> None:
    """Two buckets that replicate to each other each have two places."""
    found = derive(bucket("a", flows__replication=to("b")), bucket("b", "eu-west-1", flows__replication=to("a")))
    assert places(found["a"], "role", "country") == [("primary", "FR"), ("replica", "IE")]
    assert places(found["b"], "role", "country") == [("primary", "IE"), ("replica", "FR")]


def test_a_refused_flow_is_a_possible_place() -> None:
    """Its role is known, the rest is unknown with the reason; what is there may be shared, copied, replicated: a place of no known role."""
    found = derive(bucket("a", flows__replication=Unknown(reason_of("access_denied: s3:GetBucketReplication"))))
    assert places(found["a"], "role", "country", "holder", "announced") == [
        ("primary", "FR", ACCOUNT, None),
        ("replica", "?", "?", "?"),
        ("?", "?", "?", "?"),
    ]
    assert found["a"].unknown["places[1].country"] == "access_denied: s3:GetBucketReplication"


def test_a_target_nobody_read_is_unknown_and_may_go_further() -> None:
    """A bucket of another account has no known country; a target whose ARN names a region has one, but what leaves it is unknown."""
    table = "arn:aws:dynamodb:eu-central-1:999988887777:table/t"
    found = derive(bucket("a", flows__replication=to("foreign", account=STRANGER)), bucket("b", flows__replication=[{"to": table}]))
    assert places(found["a"], "role", "country", "holder", "trusted") == [
        ("primary", "FR", ACCOUNT, True),
        ("replica", "?", STRANGER, False),
        ("?", "?", "?", "?"),
    ]
    assert found["a"].unknown["places[1].country"] == "target_not_read: arn:aws:s3:::foreign"
    assert places(found["b"], "role", "country", "holder") == [
        ("primary", "FR", ACCOUNT),
        ("replica", "DE", STRANGER),
        ("?", "?", "?"),
    ]


def test_shares_are_with_somebody() -> None:
    """A declared partner is trusted, a stranger is not, a public snapshot is everybody's."""
    shares = [{"account": PARTNER, "region": "eu-west-3"}, {"account": STRANGER, "region": "eu-west-3"}]
    found = derive(resource("arn:aws:ec2:eu-west-3:1:snapshot/s", "snapshot", "s", "eu-west-3", flows__share=shares, public__access=True))
    assert places(found["s"], "role", "country", "holder", "trusted")[1:] == [
        ("share", "FR", PARTNER, True),
        ("share", "FR", STRANGER, False),
        ("share", None, None, False),
    ]


def test_categories_come_in_order() -> None:
    """Register, then tag, then original, then a guess from the name that says it is one; else unknown."""
    found = derive(
        bucket("ec-actes", tags={"rgpd:categorie": "hr"}),
        bucket("tagged", tags={"rgpd:categorie": "Santé"}),
        bucket("by-tag", tags={"app": "creche"}),
        bucket("named", tags={"rgpd:traitement": "etat-civil"}),
        bucket("videoprotection-place"),
        bucket("unknown", tags={"rgpd:categorie": "zzz"}),
    )
    data = {name: (one.facts["data"].get("categories"), one.facts["data"]["source"]) for name, one in found.items()}
    assert data == {
        "ec-actes": (["civil_status"], "activity"),
        "tagged": (["health"], "tag"),
        "by-tag": (["childhood"], "activity"),
        "named": (["civil_status"], "activity"),
        "videoprotection-place": (["video"], "presumed"),
        "unknown": (None, None),
    }
    assert found["videoprotection-place"].confidence["data"] is Confidence.PRESUMED
    assert found["unknown"].unknown["data.categories"] == "category_unknown"


def test_unread_tags_leave_the_category_open() -> None:
    """No guess and no half answer where a tag might say otherwise; a selector that already took everything still decides."""
    reason = "access_denied: s3:GetBucketTagging"
    found = derive(*(replace(bucket(name), unknown={"tags": reason}) for name in ("videoprotection", "ec-x")))
    for one in found.values():
        # Their tags could attach them to « creche », whose selector reads a tag.
        assert {one.unknown[f"data.{fact}"] for fact in ("categories", "source", "activities")} == {reason}
        assert one.unknown["places[0].announced"] == reason
    only_ids = {**CONTEXT, "processing_activities": CONTEXT["processing_activities"][:1]}
    one = derive(replace(bucket("ec-x"), unknown={"tags": reason}), context=only_ids)["ec-x"]
    told = {"activities": ["etat-civil"], "source": "activity", "categories": ["civil_status"], "level": "N3", "impersonal": False}
    assert one.facts["data"] == told | {"health": None}


def test_what_is_made_from_a_resource_inherits_its_category() -> None:
    """Image → snapshot → volume; unknown when the original was not read, none when it no longer exists."""
    arn = f"arn:aws:ec2:eu-west-3:{ACCOUNT}"
    volume = resource(f"{arn}:volume/v", "volume", "v", "eu-west-3", {"rgpd:categorie": "health"})
    snapshot = resource(f"{arn}:snapshot/s", "snapshot", "s", "eu-west-3", origin=f"{arn}:volume/v")
    image = resource(f"{arn}:image/i", "image", "i", "eu-west-3", origin=f"{arn}:snapshot/s")
    orphan = resource(f"{arn}:snapshot/o", "snapshot", "o", "eu-west-3", origin=f"{arn}:volume/gone")
    read = Coverage("aws", ACCOUNT, "eu-west-3", "ec2", "read")
    found = derive(volume, snapshot, image, orphan, coverage=(read,))
    assert (found["i"].facts["data"]["categories"], found["i"].facts["data"]["source"]) == (["health"], "inherited")
    assert found["o"].facts["data"]["source"] is None
    hole = Coverage("aws", ACCOUNT, "eu-west-3", "ec2", "refused")
    assert derive(orphan, coverage=(read, hole))["o"].unknown["data.source"] == f"target_not_read: {arn}:volume/gone"


def test_one_original_that_nobody_knows_leaves_the_categories_unsure() -> None:
    """Of several, at any depth: not read, made of something not read, or of which nobody says whose data it holds."""
    arn = f"arn:aws:ec2:eu-west-3:{ACCOUNT}"
    refused = "access_denied: ec2:DescribeSnapshots"
    volume = resource(f"{arn}:volume/v", "volume", "v", "eu-west-3", {"rgpd:categorie": "open_data"})
    nothing = resource(f"{arn}:volume/w", "volume", "w", "eu-west-3")
    untraced = resource(f"{arn}:snapshot/u", "snapshot", "u", "eu-west-3", origin=Unknown(reason_of(refused)))
    copy = resource(f"{arn}:snapshot/c", "snapshot", "etat-civil", "eu-west-3", origin=f"{arn}:snapshot/u")
    read = Coverage("aws", ACCOUNT, "eu-west-3", "ec2", "read")
    said = derive(volume, nothing, untraced, copy, coverage=(read,))["etat-civil"]
    assert (said.unknown["data.source"], said.facts.get("data", {}).get("source")) == (refused, None)
    moved = {
        other: resource(
            f"arn:aws:datasync:eu-west-3:{ACCOUNT}:task/{number}",
            "transfer",
            other,
            "eu-west-3",
            flows__copy=[{"to": "arn:aws:s3:::x", "source": f"{arn}:volume/{source}"} for source in ("v", other)],
        )
        for number, other in enumerate(("w", "gone", "v"))
    }
    found = derive(volume, nothing, *(replace(one, name=f"task-{name}") for name, one in moved.items()), coverage=(read,))
    assert found["task-w"].unknown["data.source"] == f"category_unknown: {arn}:volume/w"
    assert {name: found[name].facts["data"]["source"] for name in ("task-gone", "task-v")} == dict.fromkeys(
        ("task-gone", "task-v"), "inherited"
    )


def test_the_register_announces_countries_or_says_nothing() -> None:
    """Announced is true or false against the register, null when no activity or a silent one."""
    found = derive(bucket("ec-a", flows__replication=to("us")), bucket("us", "us-east-1"), bucket("c", tags={"app": "creche"}))
    assert places(found["ec-a"], "country", "announced") == [("FR", True), ("US", False)]
    assert places(found["us"], "announced") == [(None,)]
    assert places(found["c"], "announced") == [(None,)]


def test_keys_have_places_and_managers() -> None:
    """The provider's own key, a customer key by its id and by an alias, an external store, a key nobody read, and no encryption.

    Of several keys the one that protects least decides.
    """
    kms = f"arn:aws:kms:eu-west-3:{ACCOUNT}:key"
    replica, named = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k", f"arn:aws:kms:eu-west-3:{ACCOUNT}:alias/etat-civil"
    keys = (
        resource(f"{kms}/k", "key", "k", "eu-west-3", key__manager="customer", key__aliases=[named], flows__replication=[{"to": replica}]),
        resource(f"{kms}/x", "key", "x", "eu-west-3", key__manager="external"),
        resource(f"{kms}/p", "key", "p", "eu-west-3", key__manager="provider"),
    )

    def store(name: str, key: Any, *others: str, at_rest: bool = True) -> Resource:
        more: dict[str, Any] = {"encryption__keys": [*others]} if others else {}
        return bucket(name, encryption__at_rest=at_rest, encryption__key=key, **more)

    refused = Unknown(reason_of("access_denied: s3:GetBucketEncryption"))
    found = derive(
        *keys,
        store("own", None),
        store("cmk", f"{kms}/k"),
        store("cmk-by-alias", named),
        store("xks", f"{kms}/x"),
        store("managed", f"{kms}/p"),
        store("alias", f"arn:aws:kms:eu-west-3:{ACCOUNT}:alias/aws/s3"),
        store("unread", f"{kms}/gone"),
        store("none", None, at_rest=False),
        store("external-and-customer", f"{kms}/x", f"{kms}/k"),
        store("customer-and-external", f"{kms}/k", f"{kms}/x"),
        store("external-and-provider", f"{kms}/x", f"{kms}/p"),
        store("external-and-unread", f"{kms}/x", f"{kms}/gone"),
        store("provider-and-unread", f"{kms}/p", f"{kms}/gone"),
        store("refused", refused),
    )
    managers = {
        name: one.unknown.get("encryption.key_manager", one.facts["encryption"].get("key_manager"))
        for name, one in found.items()
        if one.kind == "object_store"
    }
    assert managers == {
        "own": "provider",
        "cmk": "customer",
        "cmk-by-alias": "customer",
        "xks": "external",
        "managed": "provider",
        "alias": "provider",
        "unread": f"key_not_read: {kms}/gone",
        "none": None,
        "external-and-customer": "customer",
        "customer-and-external": "customer",
        "external-and-provider": "provider",
        "external-and-unread": f"key_not_read: {kms}/gone",
        "provider-and-unread": "provider",
        "refused": str(refused.reason),
    }
    assert places(found["cmk"], "role", "country")[1:] == [("key", "FR"), ("key", "US")]
    assert places(found["cmk-by-alias"], "role", "country")[1:] == [("key", "FR"), ("key", "US")]
    assert places(found["xks"], "role", "country")[1:] == [("key", "?")]
    assert places(found["refused"], "role", "country")[1:] == [("key", "?")]
    assert places(found["own"], "role") == [("primary",)]


def test_the_operator_and_what_is_not_sure() -> None:
    """The control of the offer is a fact; an entry from memory lowers the confidence."""
    one = derive(bucket("a"))["a"]
    assert one.facts["operator"] == {"country": "US", "exposure": "E3"}
    other = Resource("x", "object_store", "t", "nobody", ACCOUNT, "r", "x")
    assert derive(other)["x"].unknown["operator"] == "not_collected: nobody"


def test_a_snapshot_with_fewer_resources_than_it_says_is_refused() -> None:
    """A shard that went missing is not an empty estate."""
    manifest = Manifest("", "", "", resources=2)
    with pytest.raises(SnapshotError, match=r"\b1\b.*\b2\b"):
        derived(lambda: [bucket("a")], manifest, (), reference(date(2026, 11, 22)), Configuration.from_context(CONTEXT))


def test_accounts_of_the_organisation_are_inside_it_read_or_not() -> None:
    """What is shared with one whose role could not be taken, or that is suspended, has not left."""
    shared = resource("arn:aws:ec2:eu-west-3::snapshot/s", "snapshot", "s", "eu-west-3", flows__share=[{"account": "444455556666"}])
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, entries={"prod": [ACCOUNT]}, resources=1)
    for expected, trusted in (({}, False), ({"prod": [ACCOUNT, "444455556666"]}, True)):
        told = replace(manifest, expected=expected)
        (found,) = [
            one
            for one in derived(lambda: [shared], told, (), reference(date(2026, 11, 22)), Configuration.from_context(CONTEXT))
            if one.kind == "snapshot"
        ]
        assert places(found, "role", "holder", "trusted")[1:] == [("share", "444455556666", trusted)]


TOLD_BY = {"AWS::Test": {"guardrail.members": "organizations:DescribeOrganization, organizations:ListAccounts"}}
REFUSED = Coverage("aws", ACCOUNT, None, "organizations", "refused", "organizations:ListAccounts", "access_denied: x")


@pytest.mark.parametrize("how", ["a list that was refused", "an account that is no master"])
def test_an_organisation_that_nobody_could_list_leaves_shares_with_accounts_to_be_verified(how: str) -> None:
    """The other account may be of it; a declared partner is inside, everybody and a service are not of it whatever it is."""
    flows: list[dict[str, Any]] = [
        {"account": STRANGER},
        {"account": PARTNER},
        {"holder": "cloudtrail.amazonaws.com"},
        {"country": None, "holder": None},
    ]
    shared = bucket("b", flows__share=[{**flow, "region": "eu-west-3"} for flow in flows])
    member = resource("arn:aws:iam::1:root", "organization", "m", None, guardrail__members=Unknown(reason_of("target_not_read: x")))
    refused = how == "a list that was refused"
    read = [shared] if refused else [shared, member]
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, entries={"prod": [ACCOUNT]}, calls=TOLD_BY, resources=len(read))
    everything = tuple(map(by_a_reader, read))
    coverage = (REFUSED,) if refused else ()
    configuration = Configuration.from_context(CONTEXT)
    found = {one.name: one for one in derived(lambda: everything, manifest, coverage, reference(date(2026, 11, 22)), configuration)}
    assert [trusted for (trusted,) in places(found["b"], "trusted")[1:]] == ["?", True, False, False]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_the_trail_of_an_organisation_is_judged_once(order: tuple[int, ...]) -> None:
    """Every member shows it: what its own account says of it holds, whichever is read first; without that, what one member says."""
    id = f"arn:aws:cloudtrail:eu-west-3:{ACCOUNT}:trail/tout"
    own = by_a_reader(resource(id, "trail", "tout", "eu-west-3", {"app": "creche"}, flows__copy=None))
    hidden = {"tags": "not_collected: the tags of an organisation's trail"}
    members = [by_a_reader(replace(own, account=one, tags={}, unknown=hidden)) for one in (STRANGER, PARTNER)]

    def judged(*seen: Resource) -> list[Resource]:
        manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=len(seen))
        found = derived(lambda: seen, manifest, (), reference(date(2026, 11, 22)), Configuration.from_context(CONTEXT))
        return [one for one in found if one.kind == "trail"]

    (one,) = judged(*([own, *members][place] for place in order))
    assert (one.account, one.facts["data"]["activities"]) == (ACCOUNT, ["creche"])
    (other,) = judged(*members)
    assert other.account == STRANGER


def test_what_is_shared_with_the_organisation_itself_has_not_left() -> None:
    """By its id, once the organisation was read; another one's is somebody else's."""
    shared = [bucket(name, flows__share=[{"holder": name, "region": "eu-west-3"}]) for name in ("o-ours", "o-theirs")]
    said: dict[str, Any] = {"guardrail__organization": "o-ours", "guardrail__regions": None}
    organisation = resource("arn:aws:organizations::1:organization/o-ours", "organization", "ours", None, **said)
    for read, trusted in (([], False), ([organisation], True)):
        found = derive(*shared, *read)
        assert places(found["o-ours"], "role", "trusted")[1:] == [("share", trusted)]
        assert places(found["o-theirs"], "role", "trusted")[1:] == [("share", False)]
