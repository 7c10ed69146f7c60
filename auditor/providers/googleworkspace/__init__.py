"""Google Workspace, by the Cloud Identity Policy API: where its data regions say that data is, and is worked on."""

from auditor.providers.googleworkspace.provider import WorkspaceProvider

PROVIDER = WorkspaceProvider()
