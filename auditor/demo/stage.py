"""Sets the stage: the emulated cloud with its estate, and the configuration that leads a scan to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from auditor.errors import ProviderError
from auditor.files import write_atomically

CONFIGURATION = Path(__file__).with_name(FILE)
_OF_THE_STAGE = re.compile(r"^( +)(endpoint_url|emulator): (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scan of the demonstration needs, and what a test of it wants to know."""

    configuration: Configuration
    planted: list[Planted]


@contextmanager
def stage() -> Iterator[Stage]:
    """The estate of Rivemont, standing for the length of the block. Raises ProviderError without the emulator."""
    try:
        import moto.server  # noqa: F401  # says at once whether the emulator and its server are there
    except ModuleNotFoundError as error:
        raise ProviderError(
            f"the demonstration needs an emulator that is not installed ({error.name} is missing)",
            "Run: pip install 'residency-auditor[demo]'.",
        ) from error
    from auditor.demo.estate import REFUSALS, build
    from auditor.providers.aws import PROVIDER

    with no_real_credentials(), AwsEmulator(partial(refusing, refusals=REFUSALS)) as aws:
        planted = build(aws.url)
        try:
            yield Stage(_configuration(aws.url), planted)
        finally:
            PROVIDER.close()


def keep_configuration(directory: Path) -> Path:
    """A copy of the configuration that can judge the demonstration again; what led to the emulator is commented out."""
    target = directory / FILE
    with write_atomically(target) as stream:
        stream.write(_OF_THE_STAGE.sub(r"\1# \2: \3", CONFIGURATION.read_text("utf-8")).encode())
    return target


def _configuration(url: str) -> Configuration:
    with TemporaryDirectory(prefix="auditor-demo-") as directory:
        path = Path(directory) / FILE
        path.write_text(CONFIGURATION.read_text("utf-8").replace("{endpoint}", url), "utf-8")
        return load_configuration(path)
