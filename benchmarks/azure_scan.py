"""What a scan of Azure costs by either path, beside a hand-written floor that reads the same facts: calls, CPU and peak memory, in one run.

`python -m benchmarks.azure_scan [20000 [30]]`: how many resources, in how many subscriptions.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditor.demo.arm_emulator import ArmEmulator
from auditor.providers.azure.collectors import COLLECTED
from benchmarks.help import LENIENT, cost

CPU, MEMORY = 25.0, 250.0
"""Seconds and megabytes that a scan may cost by Resource Graph."""
CALLS = 1.1
"""How many more calls than the floor we allow ourselves by Resource Graph."""
REGIONS = ("francecentral", "francesouth", "westeurope", "northeurope")
SHARES: dict[str, tuple[float, dict[str, Any]]] = {
    "Microsoft.Network/networkInterfaces": (0.2, {}),
    "Microsoft.Network/networkSecurityGroups": (0.1, {}),
    "Microsoft.Compute/virtualMachines": (0.15, {}),
    "Microsoft.Compute/disks": (0.25, {"creationData": {"createOption": "Empty"}, "diskState": "Attached"}),
    "Microsoft.Compute/snapshots": (0.15, {"creationData": {"createOption": "Copy"}, "diskState": "Unattached"}),
    "Microsoft.Web/sites": (0.05, {"defaultHostName": "site.azurewebsites.net"}),
    "Microsoft.Insights/actionGroups": (0.04, {}),
    "Microsoft.Storage/storageAccounts": (0.03, {"allowBlobPublicAccess": False, "allowCrossTenantReplication": False}),
    "Microsoft.DBforPostgreSQL/flexibleServers": (0.01, {"backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"}}),
    "Microsoft.KeyVault/vaults": (0.02, {"enableSoftDelete": True}),
}
"""What share of the resources each type is, and its properties."""
CONFIGURATION = """\
accounts:
  - {{id: bench, provider: azure, endpoint: "{url}", authority: "{url}", ca_bundle: "{certificate}",
      emulator: true, resource_graph: {graph}}}
"""


def estate(count: int, subscriptions: int) -> Iterator[dict[str, Any]]:
    """As many resources in as many subscriptions, with tags and bodies of the usual size."""
    for number in range(7 * subscriptions):
        owner = f"{number % subscriptions:08}-0000-4000-8000-000000000001"
        yield {"id": f"/subscriptions/{owner}/resourceGroups/rg-{number // subscriptions}", "location": REGIONS[0], "properties": {}}
    filling = {"provisioningState": "Succeeded", "notes": "x" * 600}
    for native_type, (share, properties) in SHARES.items():
        for number in range(int(count * share)):
            owner = f"{number % subscriptions:08}-0000-4000-8000-000000000001"
            path = f"/subscriptions/{owner}/resourceGroups/rg-{number % 7}/providers/{native_type}/{native_type[-4:].lower()}{number}"
            yield {
                "id": path,
                "location": REGIONS[number % len(REGIONS)],
                "sku": {"name": "Standard_LRS"},
                "kind": "StorageV2",
                "tags": {"application": f"app-{number % 50}", "service": "dsi"},
                "properties": {**filling, **properties},
            }


def providers() -> list[dict[str, Any]]:
    """What each subscription says of the providers: those of the estate are registered, and no other that we know."""
    ours = {native_type.partition("/")[0].lower() for native_type in SHARES}
    spelled = {one.partition("/")[0].lower(): one.partition("/")[0] for one in (*COLLECTED, *SHARES)}
    states = {True: "Registered", False: "NotRegistered"}
    return [{"namespace": name, "registrationState": states[one in ours], "resourceTypes": []} for one, name in sorted(spelled.items())]


def serve(count: int, subscriptions: int) -> None:
    """The estate on a free port; a line asked for is answered with what was asked since the last one, by action."""
    with ArmEmulator() as azure:
        azure.add(*estate(count, subscriptions))
        azure.providers = providers()
        print(azure.url, azure.certificate, len(azure.objects), flush=True)
        for _ in sys.stdin:
            print(json.dumps(Counter(one.action for one in azure.seen)), flush=True)
            azure.seen.clear()


def measure(folder: Path, url: str, certificate: str, graph: bool) -> tuple[float, float, float]:
    """CPU seconds, peak megabytes and seconds of one scan."""
    configuration = folder / "auditor.yaml"
    configuration.write_text(CONFIGURATION.format(url=url, certificate=certificate, graph=str(graph).lower()))
    start = time.monotonic()
    cpu, memory = cost(sys.executable, "-c", LENIENT, "scan", "-q", "-c", str(configuration), "--out", str(folder / "out"))
    return cpu, memory, time.monotonic() - start


def main() -> int:
    """Both paths; 1 when that of Resource Graph costs more than we allow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=20_000)
    parser.add_argument("subscriptions", type=int, nargs="?", default=30)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.count, options.subscriptions)
        return 0
    within = True
    # In a process of its own: what a process starts inherits its peak memory, and the emulator's is not what is measured.
    server = [sys.executable, "-m", "benchmarks.azure_scan", str(options.count), str(options.subscriptions), "--serve"]
    with (
        subprocess.Popen(server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as azure,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert azure.stdin is not None  # noqa: S101  # asked for above
        assert azure.stdout is not None  # noqa: S101  # idem
        url, certificate, made = azure.stdout.readline().split()

        def asked() -> Counter[str]:
            assert azure.stdin is not None  # noqa: S101  # idem
            assert azure.stdout is not None  # noqa: S101  # idem
            azure.stdin.write("\n")
            azure.stdin.flush()
            return Counter(json.loads(azure.stdout.readline()))

        cost(sys.executable, "-m", "benchmarks.azure_floor", url, certificate)
        floor = asked()
        print(f"{made:>7} resources  by hand        {floor.total():>7} calls", flush=True)
        for graph in (True, False):
            cpu, memory, wall = measure(Path(folder), url, certificate, graph)
            calls = asked()
            queries = calls["Microsoft.ResourceGraph/resources/read"]
            print(
                f"{made:>7} resources  {'Resource Graph' if graph else 'resources.list':<15}{calls.total():>7} calls ({queries} queries)"
                f" {cpu:6.1f} s CPU {memory:5.0f} MB {wall:6.1f} s",
                "      " + ", ".join(f"{action} {number}" for action, number in calls.most_common(8)),
                sep="\n",
                flush=True,
            )
            if graph:
                print(f"      auditor ÷ floor: calls {calls.total() / floor.total():.3f} (≤ {CALLS})", flush=True)
                within = calls.total() <= CALLS * floor.total()
            within = within and (not graph or (cpu <= CPU and memory <= MEMORY and queries <= 2 + 2 * int(made) / 1000))
        azure.stdin.close()
    return int(not within)


if __name__ == "__main__":
    raise SystemExit(main())
