"""Google's ways of letting others in: roles on a thing, on a part of it or on what it lies in, lists of its own, rules, addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.model import Resource
from tests.providers.terraform.plans import LATER, To, plan, resource
from tests.providers.terraform.test_plans import fact, read

PROVIDERS = {"google": {"region": {"constant_value": "europe-west9"}}}
DATASET = To("google_bigquery_dataset.d.dataset_id", "google_bigquery_dataset.d")
CLUSTER = To("google_alloydb_cluster.c.name", "google_alloydb_cluster.c")


def told(tmp_path: Path, *resources: dict[str, Any]) -> Resource:
    """The first of some resources, as it is read among the others."""
    found, _lines = read(tmp_path, plan(*resources, providers=PROVIDERS))
    return next(iter(found.values()))


def dataset(*access: dict[str, Any]) -> dict[str, Any]:
    """A dataset that lets in whom a list names; of itself, Google makes that list."""
    return resource("google_bigquery_dataset.d", dataset_id="d", location="EU", access=[*access] or LATER)


PUBLIC = [
    ({"role": "READER", "special_group": "allAuthenticatedUsers"}, ()),
    ({"role": "READER", "iam_member": "allUsers"}, ()),
    (None, ("google_bigquery_dataset_access", {"dataset_id": DATASET, "iam_member": "allUsers"})),
    (None, ("google_bigquery_table_iam_member", {"dataset_id": DATASET, "table_id": "t", "role": "r", "member": "allUsers"})),
    (None, ("google_bigquery_dataset_iam_binding", {"dataset_id": DATASET, "role": "r", "members": ["allUsers"]})),
]


@pytest.mark.parametrize(("access", "apart"), PUBLIC)
def test_a_dataset_is_opened_by_its_list_by_roles_and_by_those_on_its_tables(access: Any, apart: Any, tmp_path: Path) -> None:
    """Everybody is let in, however it is said."""
    more = [resource(f"{apart[0]}.x", **apart[1])] if apart else []
    found = told(tmp_path, dataset(*([access] if access else [])), *more)
    assert fact(found, "public.access") is True


def test_a_dataset_is_shared_with_whom_its_list_names(tmp_path: Path) -> None:
    """By mail and domain, never the whole address; nobody but the project in the list that it has of itself; views are not followed."""
    alone = told(tmp_path, dataset())
    assert (fact(alone, "public.access"), fact(alone, "flows.share")) == (False, None)
    own = {"role": "OWNER", "special_group": "projectOwners"}
    shared = told(tmp_path, dataset(own, {"user_by_email": "a@voisine.fr"}, {"domain": "agglo.fr"}))
    assert [one["holder"] for one in fact(shared, "flows.share")] == ["voisine.fr", "agglo.fr"]
    seen = told(tmp_path, dataset(own, {"view": [{"project_id": "autre", "dataset_id": "v", "table_id": "t"}]}))
    assert "public.access" in seen.unknown


def test_what_each_object_may_let_in_is_not_of_the_bucket(tmp_path: Path) -> None:
    """Of lists of each object nobody knows; with one rule for all, or where the public is kept out, they do not count."""
    said: dict[str, Any] = {"name": "b", "location": "EU"}
    assert "public.access" in told(tmp_path, resource("google_storage_bucket.b", **said)).unknown
    for closed in ({"uniform_bucket_level_access": True}, {"public_access_prevention": "enforced"}):
        assert fact(told(tmp_path, resource("google_storage_bucket.b", **said, **closed)), "public.access") is False
    folder = resource("google_storage_managed_folder_iam_member.m", bucket="b", managed_folder="f/", role="r", member="allUsers")
    assert (
        fact(told(tmp_path, resource("google_storage_bucket.b", **said, uniform_bucket_level_access=True), folder), "public.access") is True
    )


def test_a_database_is_opened_by_rules_and_addresses(tmp_path: Path) -> None:
    """Firestore by Firebase's rules, which nobody reads; AlloyDB by an instance with a public address for all; by nothing else."""
    store = resource("google_firestore_database.f", name="f", location_id="europe-west9", type="FIRESTORE_NATIVE")
    assert fact(told(tmp_path, store), "public.access") is False
    assert "public.access" in told(tmp_path, store, resource("google_firebaserules_release.r", name="r", ruleset_name="x")).unknown
    cluster = resource("google_alloydb_cluster.c", cluster_id="c", location="europe-west9", name=LATER)
    nets = {"enable_public_ip": True, "authorized_external_networks": [{"cidr_range": "0.0.0.0/0"}]}
    open_ = resource("google_alloydb_instance.i", cluster=CLUSTER, instance_id="i", network_config=[nets])
    assert fact(told(tmp_path, cluster), "public.access") is False
    assert fact(told(tmp_path, cluster, open_), "public.access") is True


def test_a_secondary_cluster_is_a_copy_of_the_first(tmp_path: Path) -> None:
    """Where the primary is, and where its copy goes."""
    first = resource("google_alloydb_cluster.c", cluster_id="c", location="europe-west9", name=LATER)
    secondary = [{"primary_cluster_name": CLUSTER}]
    other = resource("google_alloydb_cluster.s", cluster_id="s", location="us-east1", cluster_type="SECONDARY", secondary_config=secondary)
    found = told(tmp_path, first, other)
    assert [one["to"] for one in fact(found, "flows.replication")] == ["terraform:projet:google_alloydb_cluster.s"]


def test_what_is_not_understood_may_open_what_it_is_given(tmp_path: Path) -> None:
    """A type that nobody knows refers to a file share: that it is closed is not sure any more."""
    share = resource("google_filestore_instance.f", name="f", location="europe-west9-a")
    strange = resource("google_filestore_opening.o", instance=To("google_filestore_instance.f.id", "google_filestore_instance.f"))
    assert fact(told(tmp_path, share), "public.access") is False
    assert "public.access" in told(tmp_path, share, strange).unknown


def test_a_clone_and_a_restored_database_are_made_of_another(tmp_path: Path) -> None:
    """What it was made of is its origin, and a clone that says nothing more is set as that one is."""
    source = resource("google_sql_database_instance.s", name="s", region="europe-west9", settings=[{"tier": "t"}])
    clone = [{"source_instance_name": To("google_sql_database_instance.s.name", "google_sql_database_instance.s", value="s")}]
    copy = resource("google_sql_database_instance.c", name="c", region="europe-west9", clone=clone)
    found = told(tmp_path, copy, source)
    assert fact(found, "origin") == "terraform:projet:google_sql_database_instance.s"
    assert {"backup.retention", "public.access", "flows.backup"} <= {*found.unknown}
