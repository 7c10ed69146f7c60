"""OVHcloud, by its own API: Public Cloud projects, servers, Hosted Private Cloud, web, e-mail, files, backups, logs, keys, names."""

from auditor.providers.ovh.provider import OvhProvider

PROVIDER = OvhProvider()
