"""Sets the stage: emulated clouds with the estate in them, and the configuration that leads a scan to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from auditor.configuration import FILE, Configuration, load_configuration
from auditor.demo.accounts import no_real_credentials
from auditor.demo.apart import Clouds
from auditor.demo.stories import FAIL, PASS, UNKNOWN, Planted
from auditor.files import write_atomically
from auditor.providers import INSTALLED
from auditor.providers.extras import needed, required

CONFIGURATION = Path(__file__).with_name(FILE)
BESIDE = tuple(Path(__file__).with_name(name) for name in ("evidence.yaml", "saas.yaml", "couts.yaml"))
"""What the configuration names."""
EMULATORS = ("moto.server", "flask_cors")
READERS = ("boto3", "azure.identity", "azure.mgmt.resource", "openstack", "ovh", "pyVmomi")
BOUGHT = (
    Planted("declared:services-en-ligne/inscriptions", "declare-annonce", {"LOC-001": PASS, "LOC-013": UNKNOWN}),
    Planted("declared:services-en-ligne/enquetes", "declare-etats-unis", {"LOC-003": FAIL}),
)
"""What saas.yaml declares."""
_OF_THE_STAGE = re.compile(r"^( +)(endpoint_url|endpoint|authority|ca_bundle|clouds_yaml|emulator): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scan of the demonstration needs, and what a test of it wants to know."""

    configuration: Configuration
    planted: list[Planted]


@contextmanager
def stage() -> Iterator[Stage]:
    """The estate of Rivemont, standing for the length of the block. Raises ProviderError without the emulator."""
    # Say at once whether the emulators, and what reads them, are there.
    for name in (*EMULATORS, *READERS):
        required(name, "demo")
    with no_real_credentials(), Clouds() as clouds:
        # While they are built.
        for name in READERS:
            needed(name, "demo")
        town = clouds.standing()
        configuration = _configuration(town.where, Path(town.folder))
        try:
            yield Stage(configuration, [*town.planted, *BOUGHT])
        finally:
            for name in {entry["provider"] for entry in configuration.accounts}:
                INSTALLED[name].close()


def keep_configuration(directory: Path) -> Path:
    """A copy of the configuration that can judge the demonstration again; what led to the emulator is commented out."""
    target = directory / FILE
    for path in BESIDE:
        with write_atomically(directory / path.name) as stream:
            stream.write(path.read_bytes())
    with write_atomically(target) as stream:
        stream.write(_OF_THE_STAGE.sub(r"\1# \2: \3", CONFIGURATION.read_text("utf-8")).encode())
    return target


def _configuration(where: Mapping[str, str], directory: Path) -> Configuration:
    text = CONFIGURATION.read_text("utf-8")
    for mark, address in where.items():
        text = text.replace(mark, address)
    for beside in BESIDE:
        (directory / beside.name).write_bytes(beside.read_bytes())
    path = directory / FILE
    path.write_text(text, "utf-8")
    return load_configuration(path, INSTALLED)
