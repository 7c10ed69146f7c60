"""The OUTSCALE provider: an account in one region, whose code means nothing beside its name: eu-west-2 is Paris."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.providers import discovery
from auditor.providers.contract import Call
from auditor.providers.extras import needed
from auditor.providers.forms import check_form
from auditor.providers.offer import unknown_regions
from auditor.providers.outscale import services
from auditor.providers.outscale.options import Options
from auditor.providers.paging import Cursor
from auditor.providers.thin import ThinProvider
from auditor.reference.source import Path_


class OutscaleProvider(ThinProvider[Options]):
    """Reads are POSTs; lists go on by a token."""

    name = "outscale"
    options = Options
    services = discovery.collectors(services)
    identity = Call("api", "ReadAccounts", path="Accounts", permission="api:ReadAccounts")
    identity_at = "/ReadAccounts"
    paging = Cursor(at="NextPageToken", parameter="NextPageToken")

    def endpoint(self, options: Options) -> str:
        """That of the region."""
        return str(options.get("endpoint_url") or f"https://api.{options['region']}.outscale.com/api/v1")

    def account(self, said: Any) -> tuple[str, str]:
        """The account's number, and the company it is in the name of."""
        return str(said[0]["AccountId"]), str(said[0].get("CompanyName") or said[0]["AccountId"])

    def regions(self, options: Options) -> list[str]:
        """One."""
        return [str(options["region"])]

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """A region that OUTSCALE has not."""
        return unknown_regions(entry, self.name, "region")

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"policy": _("one policy document")}

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """A policy of EIM that allows each read, and nothing else."""
        check_form(form, self.forms(), self.name)
        return {"Statement": [{"Effect": "Allow", "Action": self.needs(), "Resource": ["*"]}]}

    def _api(self, options: Options) -> Any:
        module = needed("auditor.providers.outscale.api", "outscale")
        keys = [os.environ.get(name) for name in ("OSC_ACCESS_KEY", "OSC_SECRET_KEY")]
        if not all(keys):
            raise ValueError("OSC_ACCESS_KEY, OSC_SECRET_KEY")
        rate, bundle = options.get("max_calls_per_second") or 0, options.get("ca_bundle")
        return module.OutscaleApi(self.endpoint(options), options["region"], *keys, rate=rate, bundle=bundle)
