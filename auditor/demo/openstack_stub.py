"""An OpenStack on loopback: Keystone with its catalogue, and behind it the services a test gives, with every fault of the line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from auditor.demo.json_stub import Answer, JsonStub, Query

PROJECT, OTHER = "4f1a2b3c4d5e6f708192a3b4c5d6e7f8", "aa00bb11cc22dd33ee44ff5566778899"
SERVICES = {
    "compute": "/compute/v2.1",
    "volumev3": "/volume/v3/{project}",
    "image": "/image",
    "object-store": "/object/v1/AUTH_{project}",
    "sharev2": "/share/v2",
    "database": "/database/v1.0/{project}",
    "key-manager": "/key-manager",
    "container-infra": "/magnum/v1",
    "baremetal": "/baremetal",
    "dns": "/dns",
    "network": "/network",
}
"""Type → where it is below its region, as catalogues of several releases write it."""


class OpenStackStub(JsonStub):
    """`projects` are those that a token may be for; `regions` those of the catalogue; `roles` what the token has."""

    def __init__(
        self,
        projects: Mapping[str, str] | None = None,
        regions: Sequence[str] = ("GRA",),
        roles: Sequence[str] = ("reader", "admin"),
        services: Iterable[str] = SERVICES,
    ) -> None:
        super().__init__({})
        self.projects = dict(projects or {PROJECT: "mairie"})
        self.regions, self.roles, self.services = list(regions), list(roles), list(services)
        self.hidden: set[str] = set()
        self.routes |= {"POST /v3/auth/tokens": self.token, "/v3/auth/projects": lambda _: {"projects": self.listed()}}

    def listed(self) -> list[dict[str, Any]]:
        """The projects on which there is a role."""
        return [
            {"id": one, "name": name, "domain_id": "ville", "enabled": True}
            for one, name in self.projects.items()
            if one not in self.hidden
        ]

    def token(self, asked: Mapping[str, Any]) -> Answer:
        """A token of the project that is asked for, with its catalogue; refused where there is no role."""
        project = asked["auth"].get("scope", {}).get("project", {}).get("id") or next(iter(self.projects))
        if project not in self.projects or project in self.hidden:
            return Answer({"error": {"code": 401, "message": "no role", "title": "Unauthorized"}}, {}, 401)
        said = {
            "methods": ["password"],
            "user": {"id": "u1", "name": "audit", "domain": {"id": "ville", "name": "Ville"}},
            "expires_at": "2099-01-01T00:00:00.000000Z",
            "issued_at": "2026-01-01T00:00:00.000000Z",
            "project": {"id": project, "name": self.projects[project], "domain": {"id": "ville", "name": "Ville"}},
            "roles": [{"id": name, "name": name} for name in self.roles],
            "catalog": self.catalogue(project),
        }
        return Answer({"token": said}, {"X-Subject-Token": f"token-of-{project}"}, 201)

    def catalogue(self, project: str) -> list[dict[str, Any]]:
        """Every service in every region."""

        def ends(path: str) -> list[dict[str, Any]]:
            return [
                {"interface": "public", "region_id": region, "region": region, "url": f"{self.url}/{region}{path.format(project=project)}"}
                for region in self.regions
            ]

        return [{"type": kind, "name": kind, "id": kind, "endpoints": ends(SERVICES[kind])} for kind in self.services]

    def cloud(self) -> dict[str, Any]:
        """Its entry in clouds.yaml."""
        auth = {"auth_url": f"{self.url}/v3", "username": "audit", "password": "x", "user_domain_name": "Ville"}
        return {"auth": {**auth, "project_id": next(iter(self.projects))}, "auth_type": "password"}


def linked(elements: Sequence[Mapping[str, object]], name: str, size: int = 1000) -> Callable[[Query], dict[str, Any]]:
    """A list of Nova's, Cinder's or Glance's: pages of `size`, each but the last with the address of the next one, behind another name."""

    def answer(query: Query) -> dict[str, Any]:
        key = "uuid" if elements and "uuid" in elements[0] else "id"
        ids = [one.get(key) for one in elements]
        start = ids.index(query["marker"]) + 1 if "marker" in query else 0
        page = elements[start : start + size]
        if start + size >= len(elements):
            return {name: page}
        return {name: page, f"{name}_links": [{"rel": "next", "href": f"http://behind.proxy:8774/x?marker={page[-1][key]}"}]}

    return answer


def counted(elements: Sequence[Mapping[str, object]], name: str, size: int = 1000) -> Callable[[Query], dict[str, Any]]:
    """A list of Manila's: so many from so many on, never more than `size`."""

    def answer(query: Query) -> dict[str, Any]:
        start = int(query.get("offset", 0))
        return {name: elements[start : start + min(size, int(query.get("limit", size)))]}

    return answer


def marked(elements: Sequence[Mapping[str, Any]], size: int = 1000) -> Callable[[Query], list[Any]]:
    """A list of Swift's: those after the marker."""

    def answer(query: Query) -> list[Any]:
        return [one for one in elements if one["name"] > query.get("marker", "")][:size]

    return answer
