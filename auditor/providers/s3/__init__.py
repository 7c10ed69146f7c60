"""Object stores that speak S3 and are no AWS: OVHcloud, Scaleway, OUTSCALE, Cloud Temple, Ceph, MinIO, Garage, SeaweedFS."""

from auditor.providers.s3.provider import S3Provider

PROVIDER = S3Provider()
