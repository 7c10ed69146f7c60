"""Google Cloud: who is let in, by roles that resources of their own grant, by lists of grants, and by what a dataset says itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import joined
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Fact, Setting, all_settings, flag, here

EVERYONE = {"allUsers", "allAuthenticatedUsers"}
PARTS = {
    "google_bigquery_dataset": ("google_bigquery_table",),
    "google_storage_bucket": ("google_storage_managed_folder",),
    "google_spanner_database": ("google_spanner_instance",),
}
"""What else of each is opened by grants of its own: a part of it, or what it lies in."""
READERS = {"iam_member": "", "special_group": "", "user_by_email": "user:", "group_by_email": "group:", "domain": "domain:"}
"""How an entry of a dataset's list names whom it lets in, and how a role would."""
OBJECTS = Unknown.of("not_collected", "the list of grants that each object may have of its own")


def grants(stem: str, on: str, of: str = "") -> dict[str, Setting]:
    """The resources that grant roles on some type: those of a part of it are `of` the whole."""
    return {f"{stem}_iam_{kind}": Setting(on, (of or stem,)) for kind in ("member", "binding", "policy")}


def members(planned: Planned, stem: str, *more: object) -> Mapping[str, Any]:
    """Who is let in by the resources that grant roles on this one: `public.access` and `flows.share`; `more` are names besides."""
    own = all_settings(planned, *(f"{one}_iam_{kind}" for one in (stem, *PARTS.get(stem, ())) for kind in ("member", "binding", "policy")))
    found = [own] if isinstance(own, Unknown) else [_let_in(one) for one in own]
    found += more
    opened = either(False, *(lift(lambda names: bool(EVERYONE & {*names}), names) for names in found))
    given = [lift(lambda names: here(planned, *(_holder(name) for name in names if _outside(name))), names) for names in found]
    return {
        "public.access": opened,
        "flows.share": joined(*given, lift(lambda yes: [{"country": None, "holder": None}] if yes else None, opened)),
    }


def _let_in(grant: Planned) -> Any:
    """The members of a grant; of a whole policy, nobody reads who is in it."""
    if grant.type.endswith("_policy"):
        return Unknown.of("policy_not_understood", grant.entry.address)
    said = grant.get("member") if grant.type.endswith("_member") else grant.get("members")
    return lift(lambda names: [names] if isinstance(names, str) else list(names or ()), said)


def _outside(name: str) -> bool:
    """Whether a member may be somebody else's: an identity by its mail, a domain; not a role of the project, nor everybody."""
    return name not in EVERYONE and not name.startswith(("project", "deleted:"))


def _holder(name: str) -> dict[str, Any]:
    return {"holder": name.partition(":")[2].rpartition("@")[2] or name}


def guarded(stem: str) -> Any:
    """`public.access` and `flows.share` of what is shared by roles."""
    return lambda planned: members(planned, stem)


def bucket_open(planned: Planned) -> Mapping[str, Any]:
    """Who may read a bucket: by roles or by lists, unless public access is prevented."""
    found = dict(members(planned, "google_storage_bucket"))
    prevented = lift(lambda said: said == "enforced", planned.get("public_access_prevention") or "inherited")
    lists = [planned.settings(f"google_storage_bucket_{name}") for name in ("acl", "access_control")]
    lists += [planned.settings("google_storage_default_object_acl"), planned.settings("google_storage_default_object_access_control")]
    told = [one if isinstance(one, Unknown) else _listed(each) for one in lists for each in ([one] if isinstance(one, Unknown) else one)]
    objects = lift(lambda uniform: False if uniform else OBJECTS, flag("uniform_bucket_level_access", False)(planned))
    opened = either(found["public.access"], *told, objects)
    return {**found, "public.access": False if prevented is True else opened if prevented is False or opened is False else prevented}


def _listed(grant: Any) -> Any:
    """Whether a list of grants lets everybody in."""
    if isinstance(grant, Unknown):
        return grant
    said = [grant.get("predefined_acl"), grant.get("role_entity"), grant.get("entity")]
    unread = next((one for one in said if isinstance(one, Unknown)), None)
    texts = [str(one) for part in said for one in (part if isinstance(part, list) else [part])]
    return True if any("public" in one or any(name in one for name in EVERYONE) for one in texts) else unread or False


def dataset(planned: Planned) -> Mapping[str, Any]:
    """Who is let in by a dataset itself, by resources that add to its list, and by roles on it and its tables."""
    apart, inline = planned.settings("google_bigquery_dataset_access"), planned.each("access")
    told = [one if isinstance(one, Unknown) else [_reader(each) for each in one] for one in (apart, inline)]
    names = [name for one in told for name in (one if isinstance(one, list) else [one])]
    return members(planned, "google_bigquery_dataset", *names)


def _reader(block: Node) -> Any:
    """Whom an entry of the list names. What is let in by a view, nobody reads."""
    for path in ("view", "dataset", "routine"):
        if block.get(path):
            return Unknown.of("not_collected", f"{block.place}.{path}: who sees what it shows")
    said = [lift(lambda name, sort=sort: f"{sort}{name}" if name else "", block.get(path) or "") for path, sort in READERS.items()]
    return lift(lambda *names: [one for one in names if one], *said)


def shared(stem: str) -> Fact:
    """`flows.share` of what is shared by roles, where nobody asks whether everyone may."""
    return lambda planned: members(planned, stem)["flows.share"]


def opened(stem: str) -> Fact:
    """`public.access` of what is opened by roles, where nobody asks with whom it is shared."""
    return lambda planned: members(planned, stem)["public.access"]
