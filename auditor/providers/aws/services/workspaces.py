"""Amazon WorkSpaces: desktops and their standbys in other regions, desktop images and whom they are shared with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, encryption, tags, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, flows, sized, summed, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.workspaces import Workspace, WorkspaceImage

DESKTOP = "AWS::WorkSpaces::Workspace"
IMAGE = "AWS::WorkSpaces::WorkspaceImage"
NOT_SAID = Unknown.of("not_collected", "WorkSpaces does not say how it encrypts an image")

DESKTOPS = Call(
    "workspaces",
    "DescribeWorkspaces",
    feeds=("encryption.at_rest", "encryption.key", "flows.replication", "size.allocated"),
    of=(DESKTOP,),
    path="Workspaces",
    lists=True,
)
IMAGES = Call("workspaces", "DescribeWorkspaceImages", of=(IMAGE,), path="Images", lists=True)
SHARES = Call("workspaces", "DescribeWorkspaceImagePermissions", feeds=("flows.share",), of=(IMAGE,), path="ImagePermissions")
TAGS = Call("workspaces", "DescribeTags", feeds=("tags",), path="TagList")

DISKS = ("WorkspaceProperties.RootVolumeSizeGib", "WorkspaceProperties.UserVolumeSizeGib")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every desktop and every desktop image of the region."""
    yield from reader.map(partial(_desktop, reader), reader.pages(DESKTOPS))
    yield from reader.map(partial(_image, reader), reader.pages(IMAGES, ImageType="OWNED"))


def _desktop(reader: Reader, listed: Workspace) -> Resource:
    known = listed["WorkspaceId"]
    whole = bool(listed.get("UserVolumeEncryptionEnabled")) and bool(listed.get("RootVolumeEncryptionEnabled"))
    facts = {
        **encryption(reader, whole, listed.get("VolumeEncryptionKey")),
        "flows.replication": flows(_standbys(reader, listed)),
        **sized(allocated=summed(within(listed, disk) for disk in DISKS), unit=GIB),
    }
    name = listed.get("WorkspaceName") or listed.get("ComputerName") or known
    return reader.resource(DESKTOP, arn(reader, "workspaces", f"workspace/{known}"), name, facts, _tags(reader, known))


def _standbys(reader: Reader, listed: Workspace) -> Iterator[dict[str, Any]]:
    """The standby of a primary and the primary of a standby, in their regions."""
    for one in listed.get("RelatedWorkspaces", ()):
        yield to_arn(arn(reader.at(one["Region"]), "workspaces", f"workspace/{one['WorkspaceId']}"))


def _image(reader: Reader, listed: WorkspaceImage) -> Resource:
    known = listed["ImageId"]
    shares = reader.all(SHARES, ImageId=known)
    facts = {
        # WorkSpaces gives no image to everybody.
        "public.access": False,
        "encryption.at_rest": NOT_SAID,
        "encryption.key": NOT_SAID,
        "flows.share": lift(lambda found: flows({"account": one["SharedAccountId"], "region": reader.region} for one in found), shares),
    }
    return reader.resource(IMAGE, arn(reader, "workspaces", f"workspaceimage/{known}"), listed["Name"], facts, _tags(reader, known))


def _tags(reader: Reader, known: str) -> Any:
    return tags(reader.get(TAGS, ResourceId=known))


COLLECTOR = Collector(
    service="workspaces",
    native_types={DESKTOP: "desktop", IMAGE: "image"},
    calls=(DESKTOPS, IMAGES, SHARES, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication",), f"{DOCS}/workspaces/latest/api/API_CopyWorkspaceImage.html: a copy is an image of its own", (IMAGE,)
        ),
    ),
)
