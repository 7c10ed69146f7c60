"""Plans that somebody made to hang, to fill the memory or to end in a traceback: one line, exit 2, or facts that are unknown."""

from __future__ import annotations

import copy
import json
import random
import resource as machine
import time
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import AuditorError
from auditor.providers.terraform import PROVIDER
from auditor.providers.terraform.files import MOST
from tests.providers.terraform.estates import AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE
from tests.providers.terraform.plans import LATER, To, plan, resource, write

NASTY: list[Any] = [
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "x" * 5000,
    "\u202e\n\x1b[31m",
    [],
    {},
    [[[]]],
    {"a": {"b": []}},
    [None],
    ["x", 3],
    {"0": 1},
]
SHAPES = 400
"""So many plans are bent at a place each."""


def opened(path: Path) -> int:
    """How many resources a file has."""
    try:
        units = PROVIDER.open({"id": "p", "provider": "terraform", "files": [str(path)]}).units
        return sum(len(PROVIDER.run(unit).resources) for unit in units)
    finally:
        PROVIDER.close()


def refusal(path: Path) -> str:
    """Why a file is refused; empty when it is read. Whatever else is raised is a fault."""
    try:
        opened(path)
    except AuditorError as error:
        return str(error) if error.exit_code == 2 else "exit code\n"
    return ""


@pytest.mark.parametrize(
    "content",
    [
        b'{"format_version":"1.2","resource_changes":[{"address":1,"type":[]}]}',
        b'{"format_version":"1.2","resource_changes":[{"address":"a.b","type":"a","change":{"after":' + b"[" * 200_000 + b"}}]}",
        b'{"format_version":"1.2","values":{"root_module":' + b'{"child_modules":[' * 5000 + b"]}" * 5000 + b"}}",
        b'{"format_version":"1.2","x":NaN}',
        b'{"format_version":"1.2","x":1e999999}',
        b'{"format_version":"1.2","configuration":{"root_module":{"module_calls":[]}}}',
        b'{"lineage":"x","version":"four","resources":[]}',
        b'{"format_version":"1.2"\x00}',
        b"\xff\xfe\x00",
    ],
)
def test_no_plan_ends_in_a_traceback(tmp_path: Path, content: bytes) -> None:
    """Refused in one line, or read as the little that it is."""
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    told = refusal(path)
    assert "\n" not in told


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    """A sparse one of a gigabyte."""
    path = tmp_path / "plan.json"
    with path.open("wb") as stream:
        stream.truncate(4 * MOST)
    before = machine.getrusage(machine.RUSAGE_SELF).ru_maxrss
    with pytest.raises(AuditorError):
        opened(path)
    assert machine.getrusage(machine.RUSAGE_SELF).ru_maxrss - before < 400_000


def test_what_refers_to_itself_ends(tmp_path: Path) -> None:
    """A key whose alias is its own, replicas of each other, outputs and variables that go round."""
    content = plan(
        resource("aws_kms_alias.a", name="alias/a", target_key_id=To("aws_kms_alias.b.id", "aws_kms_alias.b")),
        resource("aws_kms_alias.b", name="alias/b", target_key_id=To("aws_kms_alias.a.id", "aws_kms_alias.a")),
        resource("aws_kms_alias.c", name="alias/c", target_key_id="alias/c"),
        resource("aws_db_instance.a", identifier="a", kms_key_id="alias/c", storage_encrypted=True, replicate_source_db="b"),
        resource("aws_db_instance.b", identifier="b", kms_key_id=To("aws_kms_alias.a.id", "aws_kms_alias.a"), replicate_source_db="a"),
        resource("aws_sqs_queue.q", name="q", kms_master_key_id=To("module.m.out", "module.m")),
    )
    output = {"out": {"expression": {"references": ["module.m.out", "module.m", "var.x"]}}}
    child: dict[str, Any] = {"outputs": output, "module_calls": {}}
    child["module_calls"]["m"] = {"module": copy.deepcopy(child), "expressions": {"x": {"references": ["var.x"]}}}
    content["configuration"]["root_module"]["module_calls"] = {"m": {"module": child, "expressions": {"x": {"references": ["var.x"]}}}}
    assert opened(write(tmp_path / "plan.json", content)) == 3


def bent(random_: random.Random, node: Any) -> Any:
    """The same with something else at some place."""
    if isinstance(node, dict) and node and random_.random() < 0.9:
        key = random_.choice([*node])
        return {**node, key: bent(random_, node[key])}
    if isinstance(node, list) and node and random_.random() < 0.9:
        place = random_.randrange(len(node))
        return [*node[:place], bent(random_, node[place]), *node[place + 1 :]]
    return random_.choice(NASTY)


@pytest.mark.parametrize("estate", [AWS_ESTATE, AZURE_ESTATE, GOOGLE_ESTATE, SCALEWAY_ESTATE], ids=["aws", "azure", "google", "scaleway"])
def test_a_plan_of_wrong_types_never_fails(tmp_path: Path, estate: list[dict[str, Any]]) -> None:
    """Whatever stands where something else is expected: the rest is read, or the file is refused."""
    random_ = random.Random(17500)  # noqa: S311  # the same plans every time
    whole = json.loads(json.dumps(plan(*estate)))
    for number in range(SHAPES // 4):
        content = whole
        for _ in range(1 + number % 3):
            content = bent(random_, content)
        assert "\n" not in refusal(write(tmp_path / "plan.json", content))


@pytest.mark.slow
def test_twenty_thousand_resources_are_read_in_a_moment(tmp_path: Path) -> None:
    """Half of them hold data, a quarter configures another: in a third of the time and memory that judging may take in all."""
    made: list[dict[str, Any]] = []
    for number in range(5000):
        made += (
            resource(f"aws_s3_bucket.a{number}", bucket=f"seau-{number}", id=LATER, arn=LATER, tags={"numero": str(number)}),
            resource(
                f"aws_s3_bucket_versioning.a{number}",
                bucket=To(f"aws_s3_bucket.a{number}.id", f"aws_s3_bucket.a{number}"),
                versioning_configuration=[{"status": "Enabled"}],
            ),
            resource(f"aws_db_instance.d{number}", identifier=f"base-{number}", storage_encrypted=True, publicly_accessible=False),
            resource(f"aws_security_group.s{number}", name=f"reseau-{number}"),
        )
    path = write(tmp_path / "plan.json", plan(*made))
    start = time.process_time()
    assert opened(path) == 10_000
    assert time.process_time() - start < 20
