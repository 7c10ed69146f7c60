"""Every resource of the scope: one Resource Graph query a table, or `resources.list` of each subscription where that is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from auditor.providers.azure.envelope import nameless, normalised
from auditor.providers.azure.held import Gathering
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown
from auditor.providers.pace import Rounds

if TYPE_CHECKING:
    from auditor.providers.azure.arm import Arm

GRAPH_PATH, GRAPH_VERSION = "/providers/Microsoft.ResourceGraph/resources", "2022-10-01"
LIST_VERSION, PERMISSIONS_VERSION = "2021-04-01", "2022-04-01"
PAGE, SUBSCRIPTIONS_A_QUERY = 1000, 1000
COLUMNS = "id, name, type, location, kind, sku, tags, managedBy, extendedLocation, properties"
SUBSCRIPTION = "microsoft.resources/subscriptions"
GROUPS = f"{SUBSCRIPTION}/resourcegroups"
POLICIES = ("microsoft.recoveryservices/vaults/backuppolicies", "microsoft.dataprotection/backupvaults/backuppolicies")
DELEGATED = "microsoft.managedservices/registrationassignments"
LIGHTHOUSE = "managedservicesresources"
TABLES = {
    "resources": f"resources | project {COLUMNS} | order by id asc",
    "resourcecontainers": f"resourcecontainers | where type in~ {(SUBSCRIPTION, GROUPS)} | project {COLUMNS} | order by id asc",
    "recoveryservicesresources": f"recoveryservicesresources | where type in~ {POLICIES} | project {COLUMNS} | order by id asc",
    LIGHTHOUSE: f"{LIGHTHOUSE} | where type =~ '{DELEGATED}' | project {COLUMNS} | order by id asc",
}
"""Table → the one query we send of it. `order by id` keeps a skip token's place.

Containers are asked for with the subscriptions themselves: of one that has no group the table still speaks.

`policyresources` is not asked: only the list of a subscription shows which assignments it inherits.
"""
CHANGED = (
    "resourcechanges | extend at = todatetime(properties.changeAttributes.timestamp) | where at >= datetime({since})"
    " | project id, properties | order by id asc"
)
"""What was made, altered or deleted since a moment, in the fortnight that Resource Graph remembers."""
MANAGED = "/providers/microsoft.management/managementgroups/"
GRAPH = Call("Microsoft.ResourceGraph", "GetResources", permission="Microsoft.ResourceGraph/resources/read")
ABOVE = Call(GRAPH.service, "GetManagementGroups", permission=GRAPH.permission, lists=True)
"""Of a subscription, in its own row."""
ALL = Call("Microsoft.Resources", "ListResources", permission="Microsoft.Resources/subscriptions/resources/read")
GRANTS = Call("Microsoft.Authorization", "ListPermissions", permission="Microsoft.Authorization/permissions/read")

NAMELESS = ""
"""Stands for the type of rows without an id."""

Rows = Mapping[str, list[dict[str, Any]]]
"""Lower-case type → its rows."""


def rows(arm: Arm, call: Call) -> Iterator[list[Any] | Unknown]:
    """The rows of the call's type in its subscription; an Unknown after them when some are missing."""
    native_type = call.needs.rsplit("/", 1)[0].lower()
    table = "resourcecontainers" if native_type == GROUPS else LIGHTHOUSE if native_type == DELEGATED else "resources"
    whole = graph(arm, table)
    if isinstance(whole, Unknown):
        yield from _listed(arm, native_type, call)
    else:
        yield whole.get(native_type, [])


def above(arm: Arm, call: Call) -> list[dict[str, Any]] | Unknown:
    """The management groups that the subscription is in, the nearest first: nothing but the table tells of those that we may not read."""
    whole = graph(arm, "resourcecontainers")
    if isinstance(whole, Unknown):
        return whole
    said = next((row.get("properties") for row in whole.get(SUBSCRIPTION, ())), None)
    chain = said.get("managementGroupAncestorsChain", []) if said and isinstance(said, Mapping) else None
    if not isinstance(chain, list):
        return Unknown(call.reason("empty_answer"))
    return [{"id": f"{MANAGED}{one['name']}".lower(), "name": one.get("displayName") or one["name"], "location": None} for one in chain]


def below(arm: Arm, call: Call, path: str) -> list[dict[str, Any]]:
    """What a table holds of a list below a resource; nothing where it has none of it, or of lists that no table holds."""
    native_type = call.needs.rsplit("/", 1)[0].lower()
    whole = graph(arm, "recoveryservicesresources") if native_type in POLICIES else {}
    held = [] if isinstance(whole, Unknown) else whole.get(native_type, [])
    return [row for row in held if row["id"].startswith(f"{path.lower()}/")]


def graph(arm: Arm, table: str) -> Rows | Unknown:
    """What a table holds of the subscription; the whole scope is asked for once a session. Unknown when it may be less than all.

    Resource Graph leaves out subscriptions without a word: one of which it says nothing is asked about by the other path.
    """
    whole = _whole(arm, table)
    if isinstance(whole, Unknown) or arm.subscription in whole:
        return whole if isinstance(whole, Unknown) else whole[arm.subscription]
    # Most subscriptions are managed by nobody else: nothing of that is an answer where another table speaks of them.
    spoken = table == LIGHTHOUSE and not isinstance(graph(arm, "resources"), Unknown)
    return {} if spoken else Unknown(GRAPH.reason("partial_list", "not a word of this subscription"))


def _whole(arm: Arm, table: str) -> dict[str, Rows] | Unknown:
    def ask() -> dict[str, Rows] | Unknown:
        try:
            return _graphed(arm, table)
        except arm.errors as error:
            return Unknown(arm.reason(error, GRAPH)[1])

    if arm.session.options.get("resource_graph") is False:
        return Unknown.of("not_collected", "resource_graph is off in the configuration")
    whole: dict[str, Rows] | Unknown = arm.once(f"graph:{table}", ask)
    return whole


def every_row(arm: Arm) -> Rows | Unknown:
    """Every row of the subscription by lower-case type. Raises Arm's errors."""
    whole = graph(arm, "resources")
    return _catalogue(arm) if isinstance(whole, Unknown) else whole


def granted(arm: Arm, call: Call) -> bool:
    """Whether a role at the subscription, or above, lets us read all of that type; True when we may not ask."""
    grants = granted_actions(arm)
    return isinstance(grants, Unknown) or allows(grants, call.needs)


def granted_actions(arm: Arm) -> list[Any] | Unknown:
    """What our roles allow at the scope; one call for a management group, else one a subscription."""
    group = arm.session.options.get("management_group")
    scope = f"{MANAGED}{group}" if group else f"/subscriptions/{arm.subscription}"
    path = f"{scope}/providers/Microsoft.Authorization/permissions"

    try:
        grants: list[Any] | Unknown = arm.once(f"grants:{scope}", lambda: arm.complete(path, PERMISSIONS_VERSION, GRANTS))
    except arm.errors as error:
        return Unknown(arm.reason(error, GRANTS)[1])
    return grants


def allows(grants: Iterable[Mapping[str, Any]], action: str) -> bool:
    """Whether any of the grants gives an action and does not take it back."""

    def among(patterns: Iterable[str]) -> bool:
        return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns or ())

    return any(among(grant.get("actions", ())) and not among(grant.get("notActions", ())) for grant in grants)


def _graphed(arm: Arm, table: str) -> dict[str, Rows] | Unknown:
    scope, gathered = arm.session.scope, Gathering()
    for start in range(0, len(scope), SUBSCRIPTIONS_A_QUERY):
        if (problem := _gather(arm, TABLES[table], scope[start : start + SUBSCRIPTIONS_A_QUERY], gathered.add)) is not None:
            return problem
    if gathered.nameless:
        return Unknown(GRAPH.reason("empty_answer", "rows without an id"))
    return {**gathered.whole()}


def changed(arm: Arm, scope: Iterable[str], since: str) -> list[Any] | Unknown:
    """What changed in these subscriptions since a moment; nothing where Resource Graph is not to be asked. Raises Arm's errors."""
    found: list[Any] = []
    if arm.session.options.get("resource_graph") is False:
        return found
    problem = _gather(arm, CHANGED.format(since=since), [*scope], found.extend)
    return found if problem is None else problem


def _gather(arm: Arm, query: str, scope: Sequence[str], keep: Callable[[list[object]], None]) -> Unknown | None:
    """Every page to `keep`; Unknown when what came is less than what was announced."""
    token, rounds, count = "", Rounds(), 0
    while True:
        size = int(arm.session.options.get("page_size") or PAGE)
        options = {"resultFormat": "objectArray", "$top": size} | ({"$skipToken": token} if token else {})
        answer = arm.post(GRAPH_PATH, GRAPH_VERSION, GRAPH, {"subscriptions": list(scope), "query": query, "options": options})
        data = answer.get("data")
        if not isinstance(data, list):
            return Unknown(GRAPH.reason("empty_answer"))
        keep(data)
        count += len(data)
        token = str(answer.get("$skipToken") or "")
        if not token or rounds.astray(token, data):
            break
    short = count < int(answer.get("totalRecords") or 0) or str(answer.get("resultTruncated")).lower() == "true"
    return Unknown(GRAPH.reason("partial_list")) if short or token else None


def _catalogue(arm: Arm) -> Rows | Unknown:
    """`resources.list` of the subscription, by type: everything but the properties. Raises Arm's errors."""

    def ask() -> Rows | Unknown:
        size = int(arm.session.options.get("page_size") or PAGE)
        found = arm.complete(f"/subscriptions/{arm.subscription}/resources?$top={size}", LIST_VERSION, ALL)
        if isinstance(found, Unknown):
            return found
        by_type: dict[str, list[dict[str, Any]]] = defaultdict(list, {NAMELESS: [{}] * nameless(found)})
        for row in normalised(found):
            row.pop("properties", None)
            by_type[row["type"]].append(row)
        return dict(by_type)

    whole: Rows | Unknown = arm.once(f"list:{arm.subscription}", ask)
    return whole


def _listed(arm: Arm, native_type: str, call: Call) -> Iterator[list[Any] | Unknown]:
    """Without Resource Graph: groups have a list of their own, what is delegated one a scope, all the rest has one in common."""
    if native_type == DELEGATED:
        yield from _delegated(arm, call)
        return
    if native_type != GROUPS:
        whole = _catalogue(arm)
        yield whole if isinstance(whole, Unknown) else whole.get(native_type, [])
        return
    for page in arm.listed(f"/subscriptions/{arm.subscription}/resourcegroups", LIST_VERSION, call):
        yield page if isinstance(page, Unknown) else [{"properties": {}, **row, "type": native_type} for row in normalised(page)]


def _delegated(arm: Arm, call: Call) -> Iterator[list[Any] | Unknown]:
    """What is delegated of the subscription and of each of its groups."""
    scopes = [f"/subscriptions/{arm.subscription}"]
    for groups in arm.listed(f"{scopes[0]}/resourcegroups", LIST_VERSION, call):
        if isinstance(groups, Unknown):
            yield groups
        else:
            scopes += [row["id"] for row in normalised(groups)]
    for scope in scopes:
        for page in arm.listed(f"{scope}/providers/{DELEGATED}", arm.version(call), call):
            yield page if isinstance(page, Unknown) else normalised(page)
