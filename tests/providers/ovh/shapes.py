"""Write `auditor/demo/ovh_shapes.json` again from OVHcloud's published API types: `python tests/providers/ovh/shapes.py FOLDER`.

FOLDER is `dist` of the npm package `@datatr-ux/ovhcloud-types` (MIT), unpacked. What a stub answers is made of these shapes alone, so that
a field that OVHcloud renames, and that is written here again, fails a test.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from auditor.demo.ovh import SHAPES, made

__all__ = ["made"]
USED = (
    "nichandle/Nichandle cloud/Region cloud/Component cloud/StorageContainer cloud/StorageContainerList cloud/StorageEncryptionObject "
    "cloud/StorageLockConfiguration cloud/StorageLockConfigurationRule cloud/StorageReplicationObject cloud/storage/ReplicationRule "
    "cloud/StorageReplicationRuleDestination cloud/StorageVersioningObject cloud/instance/Instance cloud/volume/Volume "
    "cloud/volume/Snapshot cloud/image/Image cloud/project/database/Service cloud/project/database/service/Node "
    "cloud/project/database/service/Backup cloud/project/database/IpRestriction cloud/kube/Cluster cloud/containerRegistry/Registry "
    "dedicated/server/Dedicated dedicatedCloud/DedicatedCloud dedicatedCloud/Hds dedicatedCloud/Backup hosting/web/Service "
    "dedicated/nasha/Storage storage/NetAppService veeamCloudConnect/BackupRepository dbaas/logs/Stream dbaas/logs/Cluster "
    "dbaas/logs/ClusterRetention me/supportLevel/Level services/Service dedicated/server/BackupFtp "
    "vps/Datacenter"
).split()


def read(text: str) -> dict[str, str]:
    """Field → its type, with a question mark where it may be missing."""
    body = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = re.search(r"export interface \w+(?: extends [\w, ]+)? \{(.*)\n\}", body, re.DOTALL)
    assert found
    inner = re.sub(r"\{\s*\[key: string\]: ([\w\[\]]+);\s*\}", r"map of \1", found[1])
    fields = re.findall(r"^\s*(\w+)(\??): ([^;]+);", inner, re.MULTILINE)
    return {name: f"{kind}{optional}" for name, optional, kind in fields}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    SHAPES.write_text(json.dumps({name: read((folder / f"{name}.d.ts").read_text()) for name in USED}, indent=1, sort_keys=True) + "\n")
