"""Everything that the town of Rivemont has in emulated clouds, built in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.demo import agglomeration, machine_room, office, ovh
from auditor.demo.apart import Standing
from auditor.demo.arm_emulator import ArmEmulator
from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.azure import estate as azure_half
from auditor.demo.estate import REFUSALS, build
from auditor.demo.json_stub import JsonStub
from auditor.demo.refusal import refusing
from auditor.demo.stories import Planted


@contextmanager
def built() -> Iterator[Standing]:
    """The estate at AWS and Azure and what there is elsewhere, standing for the length of the block."""
    with AwsEmulator(partial(refusing, refusals=REFUSALS), lasting=True) as aws, ArmEmulator() as arm, elsewhere() as (where, others):
        planted = [*build(aws.url), *azure_half.build(arm), *others]
        yield Standing(where | {"{endpoint}": aws.url, "{arm}": arm.url, "{certificate}": str(arm.certificate)}, planted)


@contextmanager
def elsewhere() -> Iterator[tuple[dict[str, str], list[Planted]]]:
    """What the town has at OVHcloud, at Microsoft 365, in its machine room and at the agglomeration: where each answers, what is there."""
    with (
        JsonStub({}) as cloud,
        machine_room.vcenter() as room,
        agglomeration.tenant() as tenant,
        office.graph() as suite,
        TemporaryDirectory(prefix="auditor-demo-") as folder,
    ):
        where = {"{ovh}": f"{cloud.url}/1.0", "{room}": room.url, "{graph}": suite.url}
        where["{clouds}"] = str(agglomeration.clouds(tenant, Path(folder)))
        yield where, [*ovh.build(cloud), *machine_room.planted(), *agglomeration.planted(), *office.planted()]
