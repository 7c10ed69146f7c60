"""Scaleway, by its own API: instances, volumes, databases, clusters, registries, files, keys, secrets, Dedibox. Buckets: see s3."""

from auditor.providers.scaleway.provider import ScalewayProvider

PROVIDER = ScalewayProvider()
