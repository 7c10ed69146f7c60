"""The stubbed OpenStack, its entry of `accounts:`, and a clouds.yaml that tells how to sign in there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.providers import provider
from tests.emulators.openstack import OpenStackStub
from tests.providers.openstack.estate import SEEDS


@pytest.fixture
def cloud() -> Iterator[OpenStackStub]:
    """One region, one project, something in every service."""
    with OpenStackStub() as stub:
        for seed in SEEDS.values():
            stub.routes |= seed.routes
        yield stub
        provider("openstack").close()


@pytest.fixture
def entry(cloud: OpenStackStub, tmp_path: Path) -> dict[str, Any]:
    """Its entry."""
    return entry_for(cloud, tmp_path)


def entry_for(cloud: OpenStackStub, folder: Path, **more: Any) -> dict[str, Any]:
    """The entry of a stub, with its clouds.yaml in a folder."""
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": {"mairie": cloud.cloud()}}))
    said = {"id": "os", "provider": "openstack", "cloud": "mairie", "clouds_yaml": str(folder / "clouds.yaml")}
    return {**said, "operator": "ovh", "max_attempts": 1, **more}
