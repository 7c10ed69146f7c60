"""The Scaleway provider: an organisation, read region by region, zones included."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from auditor.providers import discovery
from auditor.providers.contract import Call
from auditor.providers.extras import needed
from auditor.providers.paging import Offset
from auditor.providers.scaleway import services
from auditor.providers.scaleway.options import Options
from auditor.providers.thin import ThinProvider

REGIONS = ["fr-par", "nl-ams", "pl-waw"]
ENDPOINT = "https://api.scaleway.com"


class ScalewayProvider(ThinProvider[Options]):
    """Signs with a secret key; its lists come in numbered pages."""

    name = "scaleway"
    options = Options
    services = discovery.collectors(services)
    identity = Call("account", "ListProjects", path="projects", permission="ProjectReadOnly")
    untold = {
        "hds": "whether HDS is switched on for a bucket",
    }
    paging = Offset(parameter="page", limit="page_size", size=100, numbered=True, total="total_count")

    def endpoint(self, options: Options) -> str:
        """One for all regions."""
        return str(options.get("endpoint_url") or ENDPOINT)

    def headers(self, options: Options) -> Mapping[str, str]:  # noqa: ARG002
        """The key of the environment."""
        if not (key := os.environ.get("SCW_SECRET_KEY")):
            raise ValueError("SCW_SECRET_KEY")
        return {"X-Auth-Token": key}

    def asks(self, options: Options) -> Mapping[str, Any]:
        """The organisation's projects: whose they are is whom the key opens."""
        return {"at": "/account/v3/projects", "organization_id": options["organization_id"], "page_size": 100}

    def account(self, said: Any) -> tuple[str, str]:
        """The organisation, and its projects."""
        names = ", ".join(str(one["name"]) for one in said)
        return str(said[0]["organization_id"]), names

    def regions(self, options: Options) -> list[str]:
        """Those chosen, else all."""
        return list(options.get("regions") or REGIONS)

    def _api(self, options: Options) -> Any:
        needed("auditor.providers.http", "scaleway")
        return super()._api(options)
