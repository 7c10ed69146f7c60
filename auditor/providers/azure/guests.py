"""Where machines send what they note: agents inside of them, as their extensions say, and Azure's own watch of their screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

from auditor.model import Resource
from auditor.providers.azure.common import Row, at, built, described, in_account, is_on, listed, rows
from auditor.providers.azure.hosts import host_in
from auditor.providers.azure.services.applications import named_spaces, space
from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown
from auditor.providers.shapes import flows, joined, paused

GUEST, EXTENSION = "Microsoft.Insights/guestDiagnosticSettings", "Microsoft.Compute/virtualMachines/extensions"
INSIDE = Call("Microsoft.Compute", "ListVirtualMachinesExtensions", ("flows.copy",), (GUEST,), permission=f"{EXTENSION}/read", lists=True)
SCREENS = {
    replace(listed(of, "flows.copy"), of=(f"{of}/bootDiagnostics",)): path
    for of, path in {
        "Microsoft.Compute/virtualMachines": (),
        "Microsoft.Compute/virtualMachineScaleSets": ("virtualMachineProfile",),
    }.items()
}
"""List of machines, of which the screens and consoles stand by themselves → where among their properties these are told of.

Those that name no account are kept by Azure in the region of the machine.
"""
SAYING = ("storageaccount", "workspaceid", "wadcfg", "ladcfg", "sinksconfig")
"""Settings of an extension, in lower case, that say where it sends something."""


def guests(reader: Reader, told: Mapping[str, object]) -> Iterator[Resource]:
    """A trail an extension that sends something, or of which nobody may read whether it does; `told` is what all of them have in common."""
    spaces = cache(lambda: named_spaces(reader))
    for row in rows(reader, INSIDE):
        machine, _, name = row["id"].partition("/extensions/")
        trail: Row = {**row, "id": f"{machine}/providers/{GUEST}/{name}".lower(), "name": f"{machine.rpartition('/')[2]}/{row['name']}"}
        if isinstance(row["properties"], Unknown) or any(str(one).lower() in SAYING for one in at(row["properties"], "settings") or ()):
            yield built(reader, GUEST, partial(_guest, reader, spaces, told), trail)


def screens(reader: Reader, told: Mapping[str, object]) -> Iterator[Resource]:
    """A trail of each machine whose screen and console are kept in an account of the customer's."""
    for call, path in SCREENS.items():
        for row in rows(reader, call):
            trail: Row = {**row, "id": f"{row['id']}/bootDiagnostics/current".lower()}
            kept = at(row["properties"], *path, "diagnosticsProfile", "bootDiagnostics")
            if isinstance(row["properties"], Unknown) or at(kept, "storageUri"):
                yield built(reader, call.of[0], partial(_screen, reader, call.of[0], path, told), trail)


def _screen(reader: Reader, native_type: str, path: tuple[str, ...], told: Mapping[str, object], row: Row) -> Resource:
    kept = at(row["properties"], *path, "diagnosticsProfile", "bootDiagnostics")
    address, machine = str(at(kept, "storageUri")).lower(), row["id"].removesuffix("/bootdiagnostics/current")
    on = is_on(at(kept, "enabled"))
    copies = paused([{"to": address, "source": machine}] if on else [], [] if on else [address])
    return described(reader, native_type, row, {**told, "flows.copy": copies})


def _guest(reader: Reader, spaces: Callable[[], object], told: Mapping[str, object], row: Row) -> Resource:
    said = at(row["properties"], "settings")
    account, workspace = at(said, "storageAccount"), at(said, "workspaceId")
    stored = flows([in_account(str(account))] if account else [])
    sinks = flows({"to": f"https://{host_in(one) or 'sink'}"} for one in _sinks(said))
    kept = space(spaces, str(workspace)) if workspace else None
    return described(reader, GUEST, row, {**told, "flows.copy": joined(stored, sinks, kept)})


def _sinks(node: object) -> Iterator[str]:
    """The addresses of event hubs among settings, however deep, signed or not."""
    for name, one in node.items() if isinstance(node, dict) else ():
        if name.lower() == "eventhub" and isinstance(one, dict):
            yield str(at(one, "url") or at(one, "sasUrl") or "")
        yield from _sinks(one)
    for one in node if isinstance(node, list) else ():
        yield from _sinks(one)
