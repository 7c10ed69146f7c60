"""Puts an estate into the cloud that up.sh started."""

from typing import Any

import openstack

ADMIN: dict[str, Any] = {
    "username": "admin",
    "password": "secret",
    "project_name": "admin",
    "user_domain_id": "default",
    "project_domain_id": "default",
}
cloud: Any = openstack.connect(auth_url="http://127.0.0.1:15000/v3", region_name="GRA", **ADMIN)
cloud.create_container("etat-civil")
cloud.object_store.set_container_metadata("etat-civil", donnees="sante")
cloud.create_container("site")
cloud.object_store.request("/site", "POST", headers={"X-Container-Read": ".r:*,.rlistings"})
image = cloud.image.create_image(name="srv-paie", disk_format="raw", container_format="bare", data=b"0" * 1024, visibility="shared")
cloud.image.add_member(image.id, member_id=cloud.get_project("service").id)
volume = cloud.block_storage.create_volume(size=1, name="dossiers", metadata={"donnees": "sante"})
cloud.block_storage.post(f"/volumes/{volume.id}/action", json={"os-reset_status": {"status": "available"}})
cloud.block_storage.create_backup(volume_id=volume.id, name="nuit")
