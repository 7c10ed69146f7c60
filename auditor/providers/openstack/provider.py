"""The OpenStack provider: signs in, finds the projects and regions that these credentials see, runs units."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.configuration import Entry
from auditor.model import Coverage
from auditor.providers import coverage, discovery
from auditor.providers.contract import Opened, Unit, held
from auditor.providers.extras import needed
from auditor.providers.observing import Unknown, lift, observe
from auditor.providers.openstack import catalogue, permissions, services
from auditor.providers.openstack.calls import Rest
from auditor.providers.openstack.options import Known, Options
from auditor.providers.reader import asked
from auditor.providers.sessions import Sessions
from auditor.providers.thin import ThinProvider
from auditor.reason import Reason

if TYPE_CHECKING:
    from keystoneauth1.access import AccessInfo

    from auditor.providers.openstack.session import Session

TOKEN = Rest("keystone", "GetToken", route="/auth/tokens", permission="identity:validate_token")
PROJECTS = Rest(
    "keystone", "ListProjects", path="projects", permission="identity:get_auth_projects", lists=True, must=("id",), route="/auth/projects"
)
OF_DOMAIN = Rest(
    "keystone", "ListDomainProjects", path="projects", permission="identity:list_projects", lists=True, must=("id",), route="/projects"
)
AT_A_TIME = 8
"""Projects whose token is asked for at the same time."""
line, gap = partial(coverage.line, "openstack"), partial(coverage.gap, "openstack")


class OpenStackProvider(ThinProvider[Options]):
    """Reads the projects of OpenStack clouds. A token a project, an account each."""

    name = "openstack"
    options: type[Entry] = Options
    services = discovery.collectors(services)
    forms = staticmethod(permissions.forms)

    def __init__(self) -> None:
        self._sessions = Sessions(_made, ("endpoint",))

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:  # noqa: ARG002  # a role is the same everywhere
        """What creates who reads: commands (`role`), `access-rules` of an application credential, or the names of the policies."""
        calls = [PROJECTS, *(call for one in self.services.values() for call in one.calls if isinstance(call, Rest))]
        return permissions.written(calls, form)

    def open(self, options: Mapping[str, object]) -> Opened:
        """Whose token we hold, then the projects it may read. An entry that cannot be opened is a gap under its own id."""
        module, entry = _sdk(), held(options, Options)
        session = observe(lambda: self._sessions.of(options), errors=(ValueError, LookupError, OSError), reason=_no_session)
        source = lift(module.OpenStackSource, session)
        who = lift(lambda one: asked(one, TOKEN, session.access), source)
        seen = lift(lambda one, _: _all(one, PROJECTS), source, who)
        beyond = lift(lambda one, _: _all(one, OF_DOMAIN, domain_id=entry["domain"]) if entry.get("domain") else [], source, seen)
        for call, found in ((TOKEN, who), (PROJECTS, seen), (OF_DOMAIN, beyond)):
            if isinstance(found, Unknown):
                return Opened({}, [], [gap(entry["id"], call, found.reason)])
        names = {str(one["id"]): one for one in (*beyond, *seen)}
        chosen, lines = _chosen(entry, session, who, names)
        opened: Known = {**entry, "endpoint": session.origin}
        with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="token") as pool:
            found = [*pool.map(lambda project: self._units(opened, session, source, project), chosen)]
        units = [unit for some, _ in found for unit in some]
        identities = {one: _identity(names.get(one, {"id": one}), who) for one, (some, _) in zip(chosen, found, strict=True) if some}
        return Opened(identities, units, [*lines, *(told for _, some in found for told in some)])

    def _units(self, options: Known, session: Session, source: Any, project: str) -> tuple[list[Unit], list[Coverage]]:
        """The units of a project, and what of its catalogue nobody reads; a project that we may not enter is a gap."""
        services = asked(source, TOKEN, lambda: session.catalogue(project))
        if isinstance(services, Unknown):
            return [], [gap(project, TOKEN, services.reason)]
        wanted = options.get("regions", "all")
        there = catalogue.regions(services)
        read = [one for one in there if wanted == "all" or one in wanted]
        lines = [line(project, TOKEN, coverage.LEFT_OUT, region) for region in there if region not in read]
        if wanted != "all":
            lines += [
                line(project, TOKEN, Reason.of("access_denied", "the catalogue has no such region"), one)
                for one in wanted
                if one not in there
            ]
        lines += [line(project, TOKEN, Reason.of("not_understood", kind), service=kind, resources=1) for kind in catalogue.unread(services)]
        units = []
        for name in self.services:
            held = [region for region in read if catalogue.address(services, name, region, session.interface)]
            units += [Unit(self.name, project, region, name, options) for region in held]
            if not held:
                lines.append(line(project, TOKEN, Reason.of("not_collected", "not in the catalogue"), service=name))
        if not units:
            lines.append(gap(project, TOKEN, TOKEN.reason("empty_answer", "a catalogue without a service that is read")))
        return units, lines

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return _sdk().OpenStackSource(self._sessions.of(options), account)


def _made(options: Options) -> Any:
    return _sdk().Session(options)


def _sdk() -> Any:
    """The module that imports the SDK, and with it everything slow. Raises ProviderError without the extra."""
    return needed("auditor.providers.openstack.source", "openstack")


def _no_session(error: Exception) -> tuple[str, Reason]:
    code = "no_profile" if type(error) is LookupError else "no_credentials"
    return type(error).__name__, Reason.of(code, str(error))


def _all(source: Any, call: Rest, **parameters: Any) -> Any:
    """Every element of a list, or the first problem."""

    def pages() -> Any:
        found: list[Any] = []
        for page in source.pages(call, None, parameters):
            if isinstance(page, Unknown):
                return page
            found += page
        return found

    return asked(source, call, pages)


def _chosen(options: Options, session: Session, who: AccessInfo, visible: Mapping[str, Any]) -> tuple[list[str], list[Coverage]]:
    """The projects to read, and a line for those that were left out, or that cannot be seen."""
    wanted = options.get("projects", "all")
    if session.bound:
        # An application credential opens one project, whatever else its owner may see.
        others = sorted(visible.keys() - {who.project_id})
        told = Reason.of("not_collected", "an application credential opens its own project only")
        lines = [line(one, PROJECTS, told) for one in others]
        return [str(who.project_id)], lines
    if wanted == "all":
        lines = [] if visible else [line(options["id"], PROJECTS, Reason.of("access_denied", "these credentials see no project"))]
        return sorted(visible), lines
    lines = [line(one, PROJECTS, coverage.LEFT_OUT) for one in sorted(visible.keys() - {*wanted})]
    # Asked for all the same: a token tells whether we may enter.
    return sorted({*wanted}), lines


def _identity(project: Mapping[str, Any], who: AccessInfo) -> str:
    """The project's name, its domain, and who reads it."""
    told = [str(project.get("domain_id") or ""), str(who.username or who.user_id or "")]
    return f"{project.get('name') or project['id']} ({', '.join(one for one in told if one)})"
