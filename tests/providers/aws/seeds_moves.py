"""A small estate for each AWS collector of what moves data: transfers, gateways, migrations, and the facts that must be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.emulators.aws import Cloud
from tests.providers.aws.seeds import Expected

SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {}
