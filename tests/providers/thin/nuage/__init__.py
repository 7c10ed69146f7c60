"""Nuage, a cloud of the tests."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from auditor.providers import discovery
from auditor.providers.contract import Call
from auditor.providers.paging import Offset
from auditor.providers.thin import ThinProvider

from . import services
from .options import Options


class Nuage(ThinProvider[Options]):
    """Signs with a key, pages by offset, names its account."""

    name = "nuage"
    options = Options
    services = discovery.collectors(services)
    identity = Call("iam", "GetSelf", path="self", permission="iam:read")
    identity_at = "/v1/self"
    paging = Offset(total="total", size=2)

    def headers(self, options: Options) -> Mapping[str, str]:
        """The key of the environment."""
        return {"X-Auth-Token": os.environ.get("NUAGE_TOKEN", "")}

    def account(self, said: Any) -> tuple[str, str]:
        """The project, and whose key it is."""
        return said["project"], said["user"]


PROVIDER = Nuage()
