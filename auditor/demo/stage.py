"""Sets the stage: two emulated clouds with the estate in them, and the configuration that leads a scan to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.configuration import FILE, Configuration, load_configuration
from auditor.demo.accounts import no_real_credentials
from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.refusal import refusing
from auditor.demo.stories import Planted
from auditor.files import write_atomically
from auditor.providers import INSTALLED
from auditor.providers.extras import needed

CONFIGURATION, EVIDENCE = (Path(__file__).with_name(name) for name in (FILE, "evidence.yaml"))
NEEDED = ("moto.server", "azure.identity", "azure.mgmt.resource")
_OF_THE_STAGE = re.compile(r"^( +)(endpoint_url|endpoint|authority|ca_bundle|emulator): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scan of the demonstration needs, and what a test of it wants to know."""

    configuration: Configuration
    planted: list[Planted]


@contextmanager
def stage() -> Iterator[Stage]:
    """The estate of Rivemont, standing for the length of the block. Raises ProviderError without the emulator."""
    # Say at once whether the one emulator with its server, and what reads the other, are there.
    for name in NEEDED:
        needed(name, "demo")
    from auditor.demo.arm_emulator import ArmEmulator
    from auditor.demo.azure import estate as azure_half
    from auditor.demo.estate import REFUSALS, build
    from auditor.demo.office import graph, planted as office
    from auditor.providers import aws as aws_provider, azure as azure_provider, m365 as m365_provider

    with no_real_credentials(), AwsEmulator(partial(refusing, refusals=REFUSALS)) as aws, ArmEmulator() as arm, graph() as suite:
        planted = [*build(aws.url), *azure_half.build(arm), *office()]
        where = {"{endpoint}": aws.url, "{arm}": arm.url, "{certificate}": str(arm.certificate), "{graph}": suite.url}
        try:
            yield Stage(_configuration(where), planted)
        finally:
            aws_provider.PROVIDER.close()
            azure_provider.PROVIDER.close()
            m365_provider.PROVIDER.close()


def keep_configuration(directory: Path) -> Path:
    """A copy of the configuration that can judge the demonstration again; what led to the emulator is commented out."""
    target = directory / FILE
    with write_atomically(directory / EVIDENCE.name) as stream:
        stream.write(EVIDENCE.read_bytes())
    with write_atomically(target) as stream:
        stream.write(_OF_THE_STAGE.sub(r"\1# \2: \3", CONFIGURATION.read_text("utf-8")).encode())
    return target


def _configuration(where: Mapping[str, str]) -> Configuration:
    text = CONFIGURATION.read_text("utf-8")
    for mark, address in where.items():
        text = text.replace(mark, address)
    with TemporaryDirectory(prefix="auditor-demo-") as directory:
        path = Path(directory) / FILE
        (path.parent / EVIDENCE.name).write_bytes(EVIDENCE.read_bytes())
        path.write_text(text, "utf-8")
        return load_configuration(path, INSTALLED)
