"""The Azure provider: opens tenants, finds their subscriptions, runs units."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.configuration import Entry
from auditor.model import Coverage
from auditor.providers import coverage as covered
from auditor.providers.azure import events, permissions, tables
from auditor.providers.azure.collectors import SERVICES
from auditor.providers.azure.common import LOCATIONS, VAULT_KEY
from auditor.providers.azure.envelope import named_type
from auditor.providers.azure.options import Known, Options
from auditor.providers.azure.others import COLLECTOR as OTHERS, GENERIC, named, understood, unlisted
from auditor.providers.azure.placing import sited
from auditor.providers.contract import Call, Collector, Noticed, Opened, Unit, UnitResult, held
from auditor.providers.extras import needed
from auditor.providers.observing import Unknown, lift, observe
from auditor.providers.reader import asked, run_unit
from auditor.providers.sessions import Sessions, unopened
from auditor.reason import Reason
from auditor.reference.source import Path_

if TYPE_CHECKING:
    from auditor.inventory.units import Head
    from auditor.providers.azure.session import Session
    from auditor.providers.azure.source import AzureSource

COLLECTORS = {one.service: one for one in (*SERVICES, OTHERS)}
SUBSCRIPTIONS = Call("Microsoft.Resources", "ListSubscriptions", permission="Microsoft.Resources/subscriptions/read")
DESCENDANTS = Call("Microsoft.Management", "ListDescendants", permission="Microsoft.Management/managementGroups/descendants/read")
PROVIDERS = Call("Microsoft.Resources", "ListProviders", permission="Microsoft.Resources/subscriptions/providers/read")
DECLARED = frozenset(native_type.lower() for one in COLLECTORS.values() for native_type in one.native_types)
SUBSCRIPTION = re.compile(r"/subscriptions/[^/]+(/resourcegroups/[^/]+)?", re.IGNORECASE)
"""The id of a subscription, under which settings of the whole are told, or of one of its groups."""
GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
line, gap = partial(covered.line, "azure"), partial(covered.gap, "azure")
OPENING = (SUBSCRIPTIONS, DESCENDANTS, PROVIDERS, LOCATIONS, tables.GRANTS, tables.GRAPH, tables.ALL)
_no_session = partial(unopened, hint="; check the credential of this entry")


class AzureProvider:
    """Reads Azure tenants. Sessions are kept for the life of the process, so that every unit shares one query and one client."""

    name = "azure"
    options: type[Entry] = Options
    partitions: tuple[str, ...] = ()
    forms = staticmethod(permissions.forms)

    def __init__(self) -> None:
        self._sessions: Sessions[Known, Session] = Sessions(_made, ("scope",))

    def collectors(self) -> Collection[Collector]:
        """One a service."""
        return COLLECTORS.values()

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:  # noqa: ARG002  # a role is the same everywhere
        """The custom role that grants every declared call, and nothing else: `role` as JSON, `bicep` or `terraform` as text."""
        calls = (call for calls in (OPENING, (events.LOG,), *(one.calls for one in COLLECTORS.values())) for call in calls)
        return permissions.written({call.needs for call in calls} | {f"{native_type}/read" for native_type in GENERIC}, form)

    def open(self, options: Mapping[str, object]) -> Opened:
        """Whose token we hold, then the subscriptions it shows. An entry that cannot be opened is a gap under its own id."""
        module, entry = _sdk(), held(options, Options)
        session = observe(lambda: self._session(options), errors=(ValueError, OSError), reason=_no_session)
        source = lift(module.AzureSource, session)
        who = lift(lambda opened: _asserted(opened, entry), source)
        listed = lift(lambda _, opened: asked(opened, SUBSCRIPTIONS, lambda: opened.subscriptions(SUBSCRIPTIONS)), who, source)
        if isinstance(listed, Unknown):
            return Opened({}, [], [gap(entry["id"], SUBSCRIPTIONS, listed.reason)])
        visible = {_number(one): one for one in listed}
        chosen, coverage = _chosen(source, entry, visible)
        opened = {**options, "scope": chosen}
        identities = {one: _identity(visible[one], who) for one in chosen}
        return Opened(identities, [Unit("azure", one, None, service, opened) for one in chosen for service in COLLECTORS], coverage)

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit, here or in another process than the one that planned it."""
        source = _sdk().AzureSource(self._session(unit.options), unit.account)
        result = run_unit(unit, COLLECTORS[unit.service], source, unit.options.get("cloud", ""))
        if sites := unit.options.get("sites"):
            result.resources = [sited(one, sites) for one in result.resources]
        if unit.service == "inventory":
            result.coverage += _remarks(source, unit.account)
            result.api_calls = source.requests
        return result

    def changes(self, known: Collection[tuple[Unit, Head]], since: str) -> Noticed:
        """What changed since a moment, as Resource Graph and the activity log tell."""
        source = _sdk().AzureSource
        return events.noticed(known, since, lambda unit: source(self._session(unit.options), unit.account), COLLECTORS.values())

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:  # noqa: ARG002
        """Nothing: the shape of an entry says it all."""
        return ()

    def understood(self, id: str) -> bool:
        """Whether the type that an ARM id spells is one that a collector reads, or that holds no data; a key of a vault has an address."""
        if VAULT_KEY.match(id) or SUBSCRIPTION.fullmatch(id):
            return True
        spelled = named_type(id).lower()
        return spelled in DECLARED or understood(spelled)

    def close(self) -> None:
        """Close every connection and forget every session."""
        self._sessions.close()

    def _session(self, options: Mapping[str, object]) -> Session:
        session = self._sessions.of(options)
        session.scope = held(options, Known).get("scope", session.scope)
        return session


def _made(options: Known) -> Session:
    session: Session = _sdk().Session(options)
    return session


def _sdk() -> Any:
    """The module that imports the SDK, and with it everything slow. Raises ProviderError without the extra."""
    return needed("auditor.providers.azure.source", "azure")


def _asserted(source: AzureSource, options: Options) -> Any:
    """What our token says of us; Unknown where it is of another tenant than the one we were told to read."""
    claims = observe(source.session.claims, errors=source.errors, reason=source.no_token)
    wanted, given = str(options.get("tenant_id") or "").lower(), str(lift(lambda said: said.get("tid") or "", claims)).lower()
    if isinstance(claims, Unknown) or not (GUID.fullmatch(wanted) and GUID.fullmatch(given)) or wanted == given:
        return claims
    return Unknown.of("access_denied", f"these credentials are of tenant {given}, not of {wanted}")


def _number(subscription: Mapping[str, object]) -> str:
    return str(subscription.get("subscriptionId") or str(subscription.get("id")).strip("/").rpartition("/")[2]).lower()


def _identity(subscription: Mapping[str, object], who: Mapping[str, object]) -> str:
    """Name, tenant and state of a subscription, and who reads it: a person, an application, or an identity of Azure's."""
    state = str(subscription.get("state") or "Enabled")
    reader = next((str(who[name]) for name in ("upn", "unique_name", "appid", "azp", "oid") if who.get(name)), "")
    told = [str(subscription.get("tenantId") or ""), state if state != "Enabled" else "", reader]
    return f"{subscription.get('displayName') or _number(subscription)} ({', '.join(one for one in told if one)})"


def _all(source: AzureSource, call: Call, path: str, version: str) -> Any:
    """Every element of a list, or the first problem."""

    return asked(source, call, lambda: source.complete(path, version, call))


def _chosen(source: AzureSource, options: Options, visible: Mapping[str, object]) -> tuple[list[str], list[Coverage]]:
    """The subscriptions to read, and coverage for those that were left out, are below no group, or cannot be seen."""
    wanted = options.get("subscriptions", "all")
    below = _below(source, options)
    if isinstance(below, Unknown):
        return [], [gap(options["id"], DESCENDANTS, below.reason)]
    named = below if below is not None else list(visible) if wanted == "all" else [str(one).lower() for one in wanted]
    coverage = [
        line(one, SUBSCRIPTIONS, Reason.of("access_denied", "the tenant shows no subscription of that id"))
        for one in named
        if one not in visible
    ]
    chosen = sorted({one for one in named if one in visible})
    coverage += [line(one, SUBSCRIPTIONS, covered.LEFT_OUT) for one in sorted({*visible} - {*named})]
    if not named:
        coverage.append(line(options["id"], SUBSCRIPTIONS, Reason.of("access_denied", "these credentials see no subscription")))
    return chosen, coverage


def _below(source: AzureSource, options: Options) -> Any:
    """The subscriptions below the management group of the entry; None when it names none."""
    group = options.get("management_group")
    if not group:
        return None
    found = _all(source, DESCENDANTS, f"/providers/Microsoft.Management/managementGroups/{group}/descendants", "2020-05-01")
    if isinstance(found, Unknown):
        return found
    return [_number({"id": one.get("name")}) for one in found if str(one.get("type", "")).lower().endswith("/subscriptions")]


def _remarks(source: AzureSource, account: str) -> list[Coverage]:
    """What the reader should know of how this subscription was read: the slower path, a scope nobody can vouch for, unknown types."""
    lines = []
    whole, grants = tables.graph(source, "resources"), tables.granted_actions(source)
    held = asked(source, tables.ALL, lambda: tables.every_row(source))
    if isinstance(whole, Unknown):
        lines.append(line(account, tables.GRAPH, whole.reason.beside(f"read by {tables.ALL.name} instead"), status="skipped"))
    if isinstance(grants, Unknown):
        lines.append(line(account, tables.GRANTS, Reason.of("partial_list", "nobody can say whether all was listed").beside(grants.reason)))
    elif not tables.allows(grants, "Microsoft.Unheard/of/read"):
        lines.append(line(account, tables.ALL, Reason.of("not_collected", "our role shows only the types that it names")))
    for native_type, found in sorted({} if isinstance(held, Unknown) else held.items()):
        if native_type == tables.NAMELESS:
            lines += [line(account, tables.ALL, Reason.of("partial_list", f"{len(found)} rows without an id"))] if found else []
        elif not understood(native_type):
            # A line a type: what nobody reads is looked for by the name that its owner knows.
            lines.append(line(account, tables.ALL, Reason.of("not_understood", native_type), service=named(found[0]), resources=len(found)))
    for native_type in unlisted(() if isinstance(held, Unknown) else held.keys() - {tables.NAMELESS}):
        lines.append(line(account, tables.ALL, Reason.of("not_understood", native_type.lower()), service=native_type))
    return lines
