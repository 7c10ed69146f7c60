"""Everything that the town of Rivemont has in emulated clouds.

`python -m auditor.demo.town` builds it, prints where it answers and what was planted there, and lasts until its standard input ends.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from auditor.demo import agglomeration, machine_room, office, ovh
from auditor.demo.arm_emulator import ArmEmulator
from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.azure import estate as azure_half
from auditor.demo.estate import REFUSALS, build
from auditor.demo.json_stub import JsonStub
from auditor.demo.models import share_with_all
from auditor.demo.refusal import refusing
from auditor.demo.stories import Planted, Standing


@contextmanager
def built() -> Iterator[Standing]:
    """The estate at AWS and Azure and what there is elsewhere, standing for the length of the block."""
    with (
        TemporaryDirectory(prefix="auditor-demo-") as folder,
        AwsEmulator(partial(refusing, refusals=REFUSALS), lasting=True) as aws,
        ArmEmulator() as arm,
        elsewhere(Path(folder)) as (where, others),
    ):
        planted = [*build(aws.url), *azure_half.build(arm), *others]
        yield Standing(where | {"{endpoint}": aws.url, "{arm}": arm.url, "{certificate}": str(arm.certificate)}, folder, planted)


@contextmanager
def elsewhere(folder: Path) -> Iterator[tuple[dict[str, str], list[Planted]]]:
    """What the town has at OVHcloud, at Microsoft 365, in its machine room and at the agglomeration: where each answers, what is there."""
    with (
        JsonStub({}) as cloud,
        machine_room.vcenter() as room,
        agglomeration.tenant() as tenant,
        office.graph() as suite,
    ):
        where = {"{ovh}": f"{cloud.url}/1.0", "{room}": room.url, "{graph}": suite.url}
        where["{clouds}"] = str(agglomeration.clouds(tenant, folder))
        yield where, [*ovh.build(cloud), *machine_room.planted(), *agglomeration.planted(), *office.planted()]


def serve() -> None:
    """Build, say so, and answer until standard input ends."""
    # Models and estate stay to the end: looking through them for garbage took a third of the emulator's time.
    gc.disable()
    share_with_all()
    # What the emulator prints would be read as our answer.
    answer = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with built() as town:
        with os.fdopen(answer, "wb") as stream:
            stream.write(msgspec.json.encode(town) + b"\n")
        sys.stdin.read()


if __name__ == "__main__":
    serve()
