"""The OVHcloud provider: an account, its Public Cloud projects, and each project's regions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from auditor.i18n import _
from auditor.model import Coverage
from auditor.providers import coverage, discovery
from auditor.providers.contract import Call, Opened, Unit
from auditor.providers.extras import needed
from auditor.providers.forms import check_form
from auditor.providers.observing import Unknown
from auditor.providers.ovh import services
from auditor.providers.ovh.common import CUSTOMER, LEVEL, call, level
from auditor.providers.ovh.options import Options
from auditor.providers.ovh.paging import ByCursor
from auditor.providers.reader import asked
from auditor.providers.thin import ThinProvider

PROJECTS = call("cloud", "ListProjects", "/cloud/project")
REGIONS = call("cloud", "ListRegions", "/cloud/project/*/region")


class OvhProvider(ThinProvider[Options]):
    """Its accounts are that of the customer, and each Public Cloud project."""

    name = "ovh"
    options = Options
    services = discovery.collectors(services)
    identity = call("me", "GetMe", "/me")
    identity_at = "/me"
    paging = ByCursor()
    learnt = (CUSTOMER, LEVEL)
    untold = {
        "hds": "whether HDS is switched on for a Public Cloud project whose support allows it",
        "secnumcloud": "which services of a Hosted Private Cloud are qualified",
        "nutanix": "Nutanix clusters, HYCU, Veeam Enterprise",
    }

    def account(self, said: Any) -> tuple[str, str]:
        """The customer's code, with the legal entity that he is a customer of."""
        who = str(said["nichandle"])
        return who, f"{who}, OVHcloud {said.get('ovhSubsidiary', '?')} ({said.get('ovhCompany', '?')})"

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"rules": _("the rules of access of an application's key")}

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """What to ask for when the key of the application is made: reads, each by its path."""
        check_form(form, self.forms(), self.name)
        paths = ["/auth/time", *(need.removeprefix("GET ") for need in self.needs(PROJECTS, REGIONS))]
        return {"accessRules": [{"method": "GET", "path": path} for path in paths]}

    def reach(self, account: str, who: str, options: Options, source: Any) -> Opened:
        """The customer's own services, and each project's, by region where the API has them so."""
        accounts, units, missing = {account: who}, [*self._units("account", account, options)], self.beside(account)
        projects = self._listed(source, PROJECTS, "/cloud/project", account, missing)
        told = {**options, CUSTOMER: account, LEVEL: level(source) if projects else None}
        for project in projects:
            if project not in options.get("projects", projects):
                missing.append(coverage.line(self.name, project, PROJECTS, coverage.LEFT_OUT))
                continue
            accounts[project] = who
            units += self._units("project", project, told)
            for region in self._listed(source, REGIONS, f"/cloud/project/{project}/region", project, missing):
                units += self._units("region", project, told, region)
        return Opened(accounts, units, missing)

    def _units(self, where: str, account: str, options: Mapping[str, object], region: str | None = None) -> Iterator[Unit]:
        return (Unit(self.name, account, region, one.service, options) for one in self.collectors() if one.where == where)

    def _listed(self, source: Any, listed: Call, at: str, account: str, missing: list[Coverage]) -> Collection[str]:
        """The names of a list; a gap when it was not answered."""
        pages = asked(source, listed, lambda: [*source.pages(listed, None, {"at": at})])
        lost = pages if isinstance(pages, Unknown) else next((page for page in pages if isinstance(page, Unknown)), None)
        if lost:
            missing.append(coverage.gap(self.name, account, listed, lost.reason))
        read = () if isinstance(pages, Unknown) else pages
        return [one["id"] for page in read if not isinstance(page, Unknown) for one in page]

    def _api(self, options: Options) -> Any:
        return needed("auditor.providers.ovh.api", "ovh").OvhApi(options)

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return needed("auditor.providers.ovh.api", "ovh").OvhSource(self._sessions.of(options), account, self.paging)
