"""Certificates that end, and access keys that never do: no data is held by them, and people are told before their day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import EXPIRING, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift

CERTIFICATES = Call("acm", "ListCertificates", path="CertificateSummaryList", option=EXPIRING)
SERVER_CERTIFICATES = Call("iam", "ListServerCertificates", path="ServerCertificateMetadataList", option=EXPIRING)
USERS = Call("iam", "ListUsers", path="Users", option=EXPIRING)
KEYS = Call("iam", "ListAccessKeys", path="AccessKeyMetadata", option=EXPIRING)
ALL_KEYS = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]
"""Of each kind of key: of those with other keys than RSA's of 2048 bits nothing is told unless they are asked for."""


def collect_certificates(reader: Reader) -> Iterator[Resource]:
    """Those of the region that AWS does not renew by itself."""
    listed = reader.all(CERTIFICATES, CertificateStatuses=["ISSUED"], Includes={"keyTypes": ALL_KEYS})
    reader.ends("certificate", lift(lambda found: [(_called(one), one.get("NotAfter")) for one in found if not _renewed(one)], listed))
    yield from ()


def _called(certificate: Mapping[str, Any]) -> str:
    """Several may be of one domain."""
    return f"{certificate.get('DomainName') or ''} {certificate['CertificateArn'].rpartition('/')[2]}".strip()


def _renewed(certificate: Mapping[str, object]) -> bool:
    """Whether AWS made it and renews it while it is in use."""
    return certificate.get("Type") == "AMAZON_ISSUED" and certificate.get("RenewalEligibility") == "ELIGIBLE"


def collect_keys(reader: Reader) -> Iterator[Resource]:
    """Certificates that were handed to IAM, and the active keys of each user by the day on which they were made."""
    uploaded = reader.all(SERVER_CERTIFICATES)
    reader.ends("certificate", lift(lambda found: [(one["ServerCertificateName"], one["Expiration"]) for one in found], uploaded))
    users = lift(lambda found: [str(one["UserName"]) for one in found], reader.all(USERS))
    if isinstance(users, Unknown):
        reader.ends("access_key", users)
        return
    for each in reader.map(lambda user: reader.all(KEYS, UserName=user), users):
        reader.ends("access_key", lift(_active, each))
    yield from ()


def _active(keys: list[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """By user and the end of the key's id, which is enough to find it."""
    return [(f"{one['UserName']} …{one['AccessKeyId'][-4:]}", one["CreateDate"]) for one in keys if one["Status"] == "Active"]


CERTIFICATE_ENDS = Collector("certificates", {}, (CERTIFICATES,), collect_certificates)
KEY_AGES = Collector("access-keys", {}, (SERVER_CERTIFICATES, USERS, KEYS), collect_keys, where="account")
