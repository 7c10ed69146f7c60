"""The Microsoft 365 provider: one tenant, which has no regions to ask; where things lie is told thing by thing, or by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from auditor.i18n import _
from auditor.providers import coverage, discovery
from auditor.providers.contract import Call, Opened, Unit, held
from auditor.providers.extras import needed
from auditor.providers.forms import check_form
from auditor.providers.m365 import permissions, services
from auditor.providers.m365.options import Options
from auditor.providers.noted import too_early
from auditor.providers.observing import Unknown, lift, observe
from auditor.providers.paging import Link
from auditor.providers.reader import asked
from auditor.providers.sessions import unopened
from auditor.providers.thin import ThinProvider
from auditor.reference.source import Path_

TOKEN = Call("entra", "GetToken")
"""Who we are is what our token says: no permission is spent on it, and none that is withheld hides the rest."""
_no_session = partial(unopened, hint="; check the credential of this entry")


class M365Provider(ThinProvider[Options]):
    """Reads one tenant an entry."""

    name = "m365"
    options = Options
    services = discovery.collectors(services)
    identity = TOKEN
    paging = Link(at="@odata.nextLink")

    def forms(self) -> Mapping[str, str]:
        """The permissions with what each feeds, or their names alone."""
        return {
            "facts": _("each application permission, the facts that it feeds, and what none gives"),
            "list": _("the names of the permissions"),
        }

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """The application permissions to consent to, all of them reads."""
        check_form(form, self.forms(), self.name)
        return permissions.named(self.collectors()) if form == "list" else permissions.explained(self.collectors())

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """A page of the admin centre that nobody can have seen yet."""
        return too_early(entry)

    def open(self, options: Mapping[str, object]) -> Opened:
        """Whose token we hold; an entry that nobody signs in for is a gap under its own id."""
        module, entry = _sdk(), held(options, Options)
        session = observe(lambda: self._sessions.of(options), errors=(ValueError, OSError), reason=_no_session)
        source = lift(lambda opened: module.GraphSource(opened, ""), session)
        claims = lift(lambda opened, through: asked(through, TOKEN, opened.claims), session, source)
        tenant = lift(lambda said: _tenant(said, entry), claims)
        if isinstance(tenant, Unknown):
            return Opened({}, [], [coverage.gap(self.name, entry["id"], TOKEN, tenant.reason)])
        who = next((str(claims[name]) for name in ("app_displayname", "upn", "appid", "azp", "oid") if claims.get(name)), tenant)
        return Opened({tenant: who}, [Unit(self.name, tenant, None, one.service, options) for one in self.collectors()], [])

    def _api(self, options: Options) -> Any:
        return _sdk().GraphApi(options)

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return _sdk().GraphSource(self._sessions.of(options), account, self.paging)


def _sdk() -> Any:
    """The module that imports the SDK. Raises ProviderError without the extra."""
    return needed("auditor.providers.m365.graph", "m365")


def _tenant(claims: Mapping[str, object], options: Options) -> Any:
    """The tenant that our token opens; Unknown where it is another than the one we were told to read, or where nothing says which."""
    wanted, given = str(options.get("tenant_id") or "").lower(), str(claims.get("tid") or "").lower()
    if wanted and given and wanted != given:
        return Unknown.of("access_denied", f"these credentials are of tenant {given}, not of {wanted}")
    return given or wanted or Unknown.of("tenant_unknown", f"{TOKEN.name}: neither our token nor the entry says which tenant this is")
