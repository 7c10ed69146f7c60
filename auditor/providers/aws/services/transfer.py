"""AWS Transfer Family: servers that take files into buckets and file systems, connectors that send them to partners."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.common import arn, bucket_in, tags, to_arn
from auditor.providers.aws.targets import to_host
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.transfer import DescribedConnector, DescribedServer, ListedConnector, ListedServer, ListedUser

SERVER = "AWS::Transfer::Server"
CONNECTOR = "AWS::Transfer::Connector"
BY_WORKFLOW = Unknown.of("not_collected", "where the workflow of a server takes what was received")
ELSEWHERE = Unknown.of("not_collected", "homes of users that another identity provider keeps")

SERVERS = Call("transfer", "ListServers", of=(SERVER,), path="Servers", lists=True)
USERS = Call("transfer", "ListUsers", feeds=("flows.copy",), of=(SERVER,), path="Users")
USER = Call("transfer", "DescribeUser", feeds=("flows.copy",), of=(SERVER,), path="User.HomeDirectoryMappings")
CONNECTORS = Call("transfer", "ListConnectors", feeds=("flows.copy",), of=(CONNECTOR,), path="Connectors", lists=True)
SERVER_DETAIL = Call("transfer", "DescribeServer", feeds=("flows.copy", "tags"), of=(SERVER,), path="Server")
CONNECTOR_DETAIL = Call("transfer", "DescribeConnector", feeds=("tags",), of=(CONNECTOR,), path="Connector")


def collect(reader: Reader) -> Iterator[Resource]:
    """Servers of the region, then connectors."""
    yield from reader.map(partial(_server, reader), reader.pages(SERVERS))
    yield from reader.map(partial(_connector, reader), reader.pages(CONNECTORS))


def _server(reader: Reader, server: ListedServer) -> Resource:
    managed = server.get("IdentityProviderType", "SERVICE_MANAGED") == "SERVICE_MANAGED"
    users = reader.all(USERS, ServerId=server["ServerId"]) if managed else ELSEWHERE
    homes = lift(partial(_homes, reader, server), users)
    detail = reader.get(SERVER_DETAIL, ServerId=server["ServerId"])
    taken = lift(lambda found: flows(_place(reader, server, one) for one in found), homes)
    facts = {"flows.copy": joined(taken, lift(_after, detail))}
    return reader.resource(SERVER, server["Arn"], server["ServerId"], facts, lift(_tags, detail))


def _after(described: DescribedServer) -> Any:
    """What is done with a file once it is there: a workflow copies it anywhere; the groups where it is told who took what."""
    told = flows(to_arn(one.removesuffix(":*")) for one in described.get("StructuredLogDestinations", ()))
    return joined(told, BY_WORKFLOW if any(described.get("WorkflowDetails", {}).values()) else None)


def _homes(reader: Reader, server: ListedServer, users: list[ListedUser]) -> Any:
    """The directories users land in; those of a logical home are asked for user by user."""
    homes: list[str] = []
    for user in users:
        if user.get("HomeDirectoryType") != "LOGICAL":
            homes += [user["HomeDirectory"]] if user.get("HomeDirectory", "/").strip("/") else []
            continue
        mappings = reader.get(USER, ServerId=server["ServerId"], UserName=user["UserName"])
        if isinstance(mappings, Unknown):
            return mappings
        homes += [one["Target"] for one in mappings]
    return homes


def _place(reader: Reader, server: ListedServer, home: str) -> dict[str, Any]:
    if server.get("Domain") == "EFS":
        return to_arn(arn(reader, "elasticfilesystem", f"file-system/{home.strip('/').split('/')[0]}"))
    return {"to": bucket_in(reader, home)}


def _connector(reader: Reader, connector: ListedConnector) -> Resource:
    id, partner = connector["Arn"], connector.get("Url")
    facts = {"flows.copy": flows([to_host(partner)] if partner else [])}
    labels = lift(_tags, reader.get(CONNECTOR_DETAIL, ConnectorId=connector["ConnectorId"]))
    return reader.resource(CONNECTOR, id, connector["ConnectorId"], facts, labels)


def _tags(described: DescribedServer | DescribedConnector) -> Any:
    return tags(described.get("Tags"))


COLLECTOR = Collector(
    service="transfer",
    native_types={SERVER: "transfer", CONNECTOR: "transfer"},
    calls=(SERVERS, SERVER_DETAIL, USERS, USER, CONNECTORS, CONNECTOR_DETAIL),
    collect=collect,
    never=(unshared(),),
)
