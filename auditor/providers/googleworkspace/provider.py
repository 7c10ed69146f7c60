"""The Google Workspace provider: one customer, which has no regions to ask; its policies say where its data is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.providers import discovery
from auditor.providers.contract import Opened, Unit
from auditor.providers.extras import needed
from auditor.providers.googleworkspace import services
from auditor.providers.googleworkspace.options import Options
from auditor.providers.googleworkspace.services.regions import POLICIES, asked
from auditor.providers.noted import too_early
from auditor.providers.paging import Cursor
from auditor.providers.thin import ThinProvider
from auditor.reference.source import Path_


class WorkspaceProvider(ThinProvider[Options]):
    """Reads one customer an entry."""

    name = "googleworkspace"
    options = Options
    services = discovery.collectors(services)
    identity = POLICIES
    paging = Cursor("nextPageToken", "pageToken")

    def asks(self, options: Options) -> Mapping[str, Any]:
        """The customer's policies: that they are shown says whom the key opens."""
        return asked(options["customer_id"])

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """A page of the console that nobody can have seen yet."""
        return too_early(entry)

    def reach(self, account: str, who: str, options: Options, source: object) -> Opened:  # noqa: ARG002
        """The customer, in the name of its administrator."""
        customer = str(options["customer_id"])
        units = [Unit(self.name, customer, None, one.service, options) for one in self.collectors()]
        return Opened({customer: str(options["admin"])}, units, [])

    def _api(self, options: Options) -> Any:
        return _sdk().WorkspaceApi(options)

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return _sdk().WorkspaceSource(self._sessions.of(options), account, self.paging)


def _sdk() -> Any:
    """The module that imports the SDK. Raises ProviderError without the extra."""
    return needed("auditor.providers.googleworkspace.session", "googleworkspace")
