"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class RelatedWorkspaceProperties(TypedDict, total=False):
    """workspaces: RelatedWorkspaceProperties."""

    Region: str
    WorkspaceId: str


class Workspace(TypedDict, total=False):
    """workspaces: Workspace."""

    ComputerName: str
    RelatedWorkspaces: list[RelatedWorkspaceProperties]
    RootVolumeEncryptionEnabled: bool
    UserVolumeEncryptionEnabled: bool
    VolumeEncryptionKey: str
    WorkspaceId: str
    WorkspaceName: str
    WorkspaceProperties: WorkspaceProperties


class WorkspaceImage(TypedDict, total=False):
    """workspaces: WorkspaceImage."""

    ImageId: str
    Name: str


class WorkspaceProperties(TypedDict, total=False):
    """workspaces: WorkspaceProperties."""

    RootVolumeSizeGib: int
    UserVolumeSizeGib: int
