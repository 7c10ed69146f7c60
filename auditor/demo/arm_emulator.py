"""An Azure that lives in this process: Resource Manager, Resource Graph and Entra ID over TLS on a free loopback port.

It knows resources by id and answers what the auditor asks of them, in pages, with the refusals and the throttling of the real one.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from auditor.demo.arm_certificate import write_certificate
from auditor.demo.arm_defaults import ALWAYS, NOT_SET, completed
from auditor.demo.arm_feed import TABLE, Feed
from auditor.demo.arm_ids import is_group, type_of
from auditor.demo.arm_query import ask
from auditor.demo.arm_tokens import PRINCIPAL, TENANT, configuration, granted

ENVELOPE = ("id", "name", "type", "location", "tags", "kind", "sku", "managedBy", "plan", "identity", "extendedLocation", "systemData")
"""What `resources.list` gives of a resource: never its properties."""
REFUSED = (
    "The client 'auditor' with object id '{who}' does not have authorization to perform action '{action}'"
    " over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
)
DENIED = (
    "The client 'auditor' with object id '{who}' has permission to perform action '{action}' on scope"
    " '{scope}'; however, the access is denied because of the deny assignment with name 'guard' and Id 'guard' at scope '{scope}'."
)
QUOTA, WINDOW = 15, 5
"""Queries of Resource Graph that one user has, and the seconds after which they are his again."""
GROUP_SLASHES = 4
"""Those in the id of a resource group, above which no resource lies."""
SEVERED = 0
"""The status of an answer that never comes: the line is cut."""
INVALID = "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying."
SUBSCRIPTION = "microsoft.resources/subscriptions"
READ = {
    "locations": "Microsoft.Resources/subscriptions/locations/read",
    "providers": "Microsoft.Resources/subscriptions/providers/read",
    "resources": "Microsoft.Resources/subscriptions/resources/read",
    "resourcegroups": "Microsoft.Resources/subscriptions/resourceGroups/read",
}
"""What each list directly below a subscription needs."""


@dataclass
class Answer:
    """A status, a JSON body (or raw bytes) and headers; one whose `Content-Length` announces more than there is ends in the middle."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the emulator understood it: the action it needs and where."""

    method: str
    action: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, Any]


Layer = Callable[[Asked], Answer | None]
"""What may answer instead of the emulator; None lets it answer."""
Wire = Callable[[Asked, Answer], Answer]
"""What becomes of an answer on its way."""


class ArmEmulator:
    """`with ArmEmulator() as azure:` serves an empty tenant at `azure.url`, its certificate at `azure.certificate`.

    `granted` are the actions that our role gives, those of a Reader while it names none. `quota` is how many queries Resource Graph
    answers in a `window` of seconds; none is counted until it is set. It says nothing of `silent` subscriptions. `spelling` is how
    next pages write our own address.
    """

    def __init__(self, layer: Layer | None = None, wire: Wire | None = None) -> None:
        self.objects: dict[str, dict[str, Any]] = {}
        self.subscriptions: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.managing: dict[str, list[str]] = {}
        self.tenants: dict[str, str] = {}
        self.locations: list[dict[str, Any]] = []
        self.providers: list[dict[str, Any]] = []
        self.descendants: dict[str, list[str]] = {}
        self.granted: list[str] = []
        self.refused: dict[str, str] = {}
        self.seen: list[Asked] = []
        self.feed = Feed()
        self.signed_in: list[Mapping[str, Any]] = []
        self.silent: set[str] = set()
        self.page = 1000
        self.quota: int | None = None
        self.window = WINDOW
        self.spelling = ""
        self.url = self.identity_url = ""
        self.certificate = Path()
        self._layer = layer
        self._wire = wire or (lambda _, answer: answer)
        self._queries: list[float] = []
        self._lock = Lock()
        self._servers: list[tuple[ThreadingHTTPServer, Thread]] = []

    def __enter__(self) -> ArmEmulator:
        self._folder = TemporaryDirectory(prefix="arm-")
        self.certificate = Path(self._folder.name) / "certificate.pem"
        write_certificate(self.certificate)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.url = f"https://127.0.0.1:{self._serve(context)}"
        # Managed identity is asked for over plain HTTP, as on an Azure machine.
        self.identity_url = f"http://127.0.0.1:{self._serve(None)}/msi/token"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for server, thread in self._servers:
            server.shutdown()
            thread.join()
            server.server_close()
        self._servers.clear()
        self._folder.cleanup()

    def reset(self) -> None:
        """An empty tenant that refuses nothing."""
        for held in vars(self).values():
            if isinstance(held, (dict, list, set, Feed)) and held is not self._servers:
                held.clear()
        self.page, self.quota, self.window, self.spelling = 1000, None, WINDOW, ""

    def add(self, *resources: Mapping[str, Any]) -> None:
        """Put resources, or settings below them, where their ids say; the subscription comes with its first one."""
        for one in resources:
            whole = {"name": one["id"].rsplit("/", 1)[-1], **one}
            if not whole.get("type") or is_group(one["id"]):
                whole["type"] = type_of(one["id"])  # Resource Manager and Resource Graph call a group by two names
            if "properties" in whole:
                whole["properties"] = completed(whole)
            key = "/" + one["id"].lower().strip("/")
            self.objects[key] = whole
            if key.startswith("/subscriptions/"):
                subscription = key.split("/")[2]
                self.subscriptions.setdefault(subscription, subscription[:8])

    def refuse(self, action: str, how: str = "AuthorizationFailed") -> None:
        """From now on the action (wildcards allowed) is refused: `AuthorizationFailed`, `DenyAssignment`, or left out of lists only."""
        self.refused[action.lower()] = how

    def options(self, **more: object) -> dict[str, Any]:
        """An entry of `accounts:` that opens this tenant."""
        where = {"endpoint": self.url, "authority": self.url, "ca_bundle": str(self.certificate)}
        return {"id": "town", "provider": "azure", "tenant_id": TENANT, "emulator": True, "max_attempts": 1, **where, **more}

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, object], authorized: bool) -> Answer:
        """What Azure answers to one request."""
        if path.endswith(("/token", "/openid-configuration")):
            return self._token(path, {**query, **body})
        if not authorized:
            return failure(401, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
        if "api-version" not in query:
            return failure(
                400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests."
            )
        action = self._action(path)
        asked = Asked(method, action, path, query, body)
        with self._lock:
            self.seen.append(asked)
        if self._layer is not None and (instead := self._layer(asked)) is not None:
            return instead
        if self._refuses(action):
            text = DENIED if self.refused_how(action) == "DenyAssignment" else REFUSED
            return failure(403, "AuthorizationFailed", text.format(action=action, scope=path, who=PRINCIPAL))
        return self._wire(asked, self._graph(body) if method == "POST" else self._read(path, query))

    def refused_how(self, action: str) -> str:
        """How the action is refused; empty when it is granted."""
        refused = next((how for pattern, how in self.refused.items() if fnmatchcase(action.lower(), pattern)), "")
        named = not self.granted or any(fnmatchcase(action.lower(), pattern.lower()) for pattern in self.granted)
        return refused or ("" if named else "AuthorizationFailed")

    def _refuses(self, action: str) -> bool:
        return bool(self.refused_how(action))

    def _hides(self, one: Mapping[str, object]) -> bool:
        return self._refuses(f"{type_of(str(one.get('id')))}/read")

    def _action(self, path: str) -> str:
        segments = path.lower().strip("/").split("/")
        if path.lower().endswith("/providers/microsoft.resourcegraph/resources"):
            return "Microsoft.ResourceGraph/resources/read"
        if segments[0] == "subscriptions" and len(segments) <= 2:
            return "Microsoft.Resources/subscriptions/read"
        if len(segments) == 3 and segments[2] in READ:
            return READ[segments[2]]
        return f"{type_of(path)}/read"

    def _read(self, path: str, query: Mapping[str, str]) -> Answer:
        lower = path.lower().rstrip("/")
        segments = lower.strip("/").split("/")
        if lower == "/subscriptions":
            named = self.subscriptions.items()
            return self._paged(path, query, [self._subscription(identifier, name) for identifier, name in named])
        if segments[0] == "subscriptions" and len(segments) == 2 and segments[1] in self.subscriptions:
            return Answer(200, self._subscription(segments[1], self.subscriptions[segments[1]]))
        if segments[3:] == ["microsoft.insights", "eventtypes", "management", "values"]:
            return self._paged(path, query, self.feed.logged(segments[1], query["$filter"]))
        if segments[-1] == "permissions":
            return self._paged(
                path,
                query,
                [{"actions": self.granted or ["*/read"], "notActions": [*self.refused], "dataActions": [], "notDataActions": []}],
            )
        if segments[-1] == "descendants":
            group = self.descendants.get(segments[-2], [])
            return self._paged(path, query, [{"name": one, "type": "Microsoft.Management/managementGroups/subscriptions"} for one in group])
        if len(segments) == 3 and segments[2] in READ and (answer := self._below(segments, path, query)) is not None:
            return answer
        if lower in self.objects:
            return Answer(200, self.objects[lower])
        if len(lower.rpartition("/providers/")[2].split("/")) % 2 == 0:
            below = [one for identifier, one in self.objects.items() if self._listed(identifier, segments)]
            return self._paged(path, query, below)
        return self._default(path)

    def _listed(self, identifier: str, segments: list[str]) -> bool:
        """Whether something is in a list. Those of policies show what is inherited, and that of exemptions what lies below as well."""
        owner, _, name = identifier.strip("/").rpartition("/")
        if owner == "/".join(segments):
            return True
        kind = segments[-1]
        if segments[2:4] == ["providers", "microsoft.eventgrid"] and kind == "eventsubscriptions":
            return self._subscribed(identifier, segments)
        if "/".join(segments[2:-1]) != "providers/microsoft.authorization" or f"/microsoft.authorization/{kind}/{name}" not in identifier:
            return False
        above = identifier.removeprefix("/providers/microsoft.management/managementgroups/").partition("/")[0]
        below = kind == "policyexemptions" and identifier.startswith(f"/subscriptions/{segments[1]}/")
        return below or segments[1] in self.descendants.get(above, ())

    def _subscribed(self, identifier: str, segments: list[str]) -> bool:
        """Whether an event subscription is in the list of a region, or in that of what lies in none: as the resource does that it is of."""
        source, found, _ = identifier.partition("/providers/microsoft.eventgrid/eventsubscriptions/")
        while source.count("/") > GROUP_SLASHES and "location" not in self.objects.get(source, {}):
            source = source.rpartition("/")[0]
        place = str(self.objects.get(source, {}).get("location") or "global").replace(" ", "").lower()
        asked = segments[5] if segments[4] == "locations" else "global"
        return bool(found) and identifier.startswith(f"/subscriptions/{segments[1]}/") and asked == place

    def _default(self, path: str) -> Answer:
        """What an existing resource has without anybody having set it."""
        kind = type_of(path).lower()
        parent = path.lower().rstrip("/").rsplit("/", 2)[0]
        if kind in ALWAYS and parent in self.objects:
            return Answer(200, {"id": path, "name": path.rpartition("/")[2], "type": type_of(path), "properties": ALWAYS[kind]})
        return failure(404, *NOT_SET.get(kind, ("ResourceNotFound", f"The Resource '{path}' was not found.")))

    def _below(self, segments: list[str], path: str, query: Mapping[str, str]) -> Answer | None:
        """The lists directly below a subscription."""
        owner = f"/subscriptions/{segments[1]}/"
        if segments[2] == "locations":
            return self._paged(path, query, self.locations)
        if segments[2] == "providers":
            return self._paged(path, query, self.providers)
        own = {identifier: one for identifier, one in self.objects.items() if identifier.startswith(owner)}
        if segments[2] == "resourcegroups":
            return self._paged(path, query, [one for identifier, one in own.items() if is_group(identifier)])
        shown = [one for identifier, one in own.items() if "location" in one and not is_group(identifier) and not self._hides(one)]
        return self._paged(path, query, [{key: one[key] for key in ENVELOPE if key in one} for one in shown])

    def _paged(self, path: str, query: Mapping[str, str], elements: Sequence[object]) -> Answer:
        start, size = int(query.get("$skiptoken", "0")), min(int(query.get("$top", self.page)), self.page)
        body: dict[str, Any] = {"value": elements[start : start + size]}
        if start + size < len(elements):
            kept = "".join(f"&{name}={quote(query[name])}" for name in ("$top", "$filter") if name in query)
            body["nextLink"] = f"{self.spelling or self.url}{path}?api-version={query['api-version']}{kept}&$skiptoken={start + size}"
        return Answer(200, body, {"x-ms-ratelimit-remaining-subscription-reads": "11999"})

    def _graph(self, body: Mapping[str, Any]) -> Answer:
        if (left := self._left()) < 0:
            spent = {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": f"00:00:{self.window:02}"}
            return failure(429, "RateLimiting", "Please provide below info when asking for support: RateLimiting", **spent)
        scope = {one.lower() for one in body.get("subscriptions") or self.subscriptions} - self.silent
        seen = [{**self._subscription(one, self.subscriptions.get(one, one), tabled=True), "type": SUBSCRIPTION} for one in sorted(scope)]
        seen += [one for identifier, one in self.objects.items() if identifier.split("/")[2] in scope and not self._hides(one)]
        query = str(body.get("query"))
        rows = self.feed.rows(scope, query) if query.startswith(TABLE) else ask(query, seen)
        if rows is None:
            invalid = failure(400, "BadRequest", "Please provide below info when asking for support: timestamp, correlationId.")
            invalid.body["error"]["details"] = [{"code": "InvalidQuery", "message": INVALID}]
            return invalid
        options = body.get("options") or {}
        start, size = int(options.get("$skipToken") or 0), int(options.get("$top") or 100)
        page = rows[start : start + size]
        answer = {"totalRecords": len(rows), "count": len(page), "data": page, "facets": [], "resultTruncated": "false"}
        if start + size < len(rows):
            answer["$skipToken"] = str(start + size)
        return Answer(200, answer, {"x-ms-user-quota-remaining": str(left), "x-ms-user-quota-resets-after": f"00:00:{self.window:02}"})

    def _subscription(self, identifier: str, name: str, *, tabled: bool = False) -> dict[str, Any]:
        state = self.states.get(identifier, "Enabled")
        said = {"subscriptionId": identifier, "displayName": name, "state": state, "tenantId": self.tenants.get(identifier, TENANT)}
        managing = [{"tenantId": tenant} for tenant in self.managing.get(identifier, ())]
        above = [{"name": group, "displayName": group} for group, below in self.descendants.items() if identifier in below]
        # Only the table has properties, and names the groups above.
        properties = {"properties": {"state": state, "managementGroupAncestorsChain": above}} if tabled else {}
        return {"id": f"/subscriptions/{identifier}", **said, "managedByTenants": managing, **properties}

    def _left(self) -> int:
        """How many queries of Resource Graph the quota still holds after this one; it is full again after a while."""
        if self.quota is None:
            return QUOTA - 1
        with self._lock:
            now = time.monotonic()
            self._queries = [at for at in self._queries if now - at < self.window]
            left = self.quota - len(self._queries) - 1
            self._queries += [now] if left >= 0 else []
        return left

    def _token(self, path: str, asked: Mapping[str, object]) -> Answer:
        if path.endswith("/openid-configuration"):
            return Answer(200, configuration(self.url, path))
        with self._lock:
            self.signed_in.append(asked)
        return Answer(200, granted(path, asked))

    def _serve(self, context: ssl.SSLContext | None) -> int:
        handler = type("Handler", (_Handler,), {"emulator": self})
        server = _Server(("127.0.0.1", 0), handler)
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = Thread(target=server.serve_forever, args=(0.05,), name="arm-emulator", daemon=True)
        thread.start()
        self._servers.append((server, thread))
        return int(server.server_address[1])


class _Server(ThreadingHTTPServer):
    """One thread a connection; many may knock at once."""

    request_queue_size = 256
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    """One connection; several requests."""

    emulator: ArmEmulator
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Headers and body leave in one packet: half a request each would wait for the other side to acknowledge.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer a read."""
        self._answer({})

    def do_POST(self) -> None:
        """Answer a query, or a form to Entra ID."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        form = {key: values[-1] for key, values in parse_qs(raw.decode()).items()}
        self._answer(json.loads(raw) if raw.startswith(b"{") else form)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line a request would bury what the auditor says."""

    def _answer(self, body: Mapping[str, object]) -> None:
        parts = urlsplit(self.path)
        query = {key.lower(): values[-1] for key, values in parse_qs(parts.query).items()}
        authorized = (self.headers.get("Authorization") or "").startswith("Bearer ")
        answer = self.emulator.answer(self.command, unquote(parts.path), query, body, authorized)
        if answer.status == SEVERED:
            self.close_connection = True
            return
        raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        said = {"Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(raw)), **answer.headers}
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
        self.close_connection = said["Content-Length"] != str(len(raw))


def failure(status: int, code: str, message: str, **headers: str) -> Answer:
    """An error as ARM writes it."""
    return Answer(status, {"error": {"code": code, "message": message}}, headers)
