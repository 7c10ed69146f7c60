"""The vSphere provider: signs in to a vCenter, says whose it is, runs units. One entry is one vCenter, and one account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.configuration import Entry
from auditor.providers import coverage, discovery
from auditor.providers.contract import Call, Opened, Unit, held
from auditor.providers.extras import needed
from auditor.providers.observing import Unknown, lift, observe
from auditor.providers.reader import asked
from auditor.providers.sessions import Sessions, unopened
from auditor.providers.thin import ThinProvider
from auditor.providers.vsphere import permissions, services
from auditor.providers.vsphere.options import Options

IDENTITY = Call("vim", "Login", permission="System.Anonymous")


class VsphereProvider(ThinProvider[Options]):
    """Reads one vCenter an entry: its datacentres are the regions."""

    name = "vsphere"
    options: type[Entry] = Options
    services = discovery.collectors(services)
    identity = IDENTITY
    forms = staticmethod(permissions.forms)

    def __init__(self) -> None:
        self._sessions = Sessions(_made)

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:  # noqa: ARG002  # a role is the same everywhere
        """What creates the role that reads (`role`), or the names of its privileges (`list`)."""
        return permissions.written([IDENTITY, *(call for one in self.services.values() for call in one.calls)], form)

    def open(self, options: Mapping[str, object]) -> Opened:
        """Sign in. An entry that cannot be opened is a gap under its own id."""
        module, entry = _sdk(), held(options, Options)
        session = observe(lambda: self._sessions.of(options), errors=(ValueError,), reason=unopened)
        source = lift(module.VsphereSource, session)
        who = lift(lambda one: asked(one, IDENTITY, session.signed), source)
        if isinstance(who, Unknown):
            return Opened({}, [], [coverage.gap(self.name, entry["id"], IDENTITY, who.reason)])
        account = who.account or entry["id"]
        units = [Unit(self.name, account, None, one.service, options) for one in self.collectors()]
        return Opened({account: f"{who.user} ({who.product})"}, units, [])

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return _sdk().VsphereSource(self._sessions.of(options), account)


def _made(options: Options) -> Any:
    return needed("auditor.providers.vsphere.session", "vsphere").Session(options)


def _sdk() -> Any:
    """The module that imports the SDK. Raises ProviderError without the extra."""
    return needed("auditor.providers.vsphere.source", "vsphere")
