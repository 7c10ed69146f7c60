"""3DS OUTSCALE, by its own API: machines, volumes, snapshots, images, load balancers of an account in a region. Buckets: see s3."""

from auditor.providers.outscale.provider import OutscaleProvider

PROVIDER = OutscaleProvider()
