"""Key vaults, managed HSMs and their keys. What a vault holds is also in the paired region, which no property shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import LOCATIONS, Row, at, child, described, kept_in_pair, key_uri, listed, place, rows, within
from auditor.providers.contract import EXPIRING, Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

VAULT, HSM = "Microsoft.KeyVault/vaults", "Microsoft.KeyVault/managedHSMs"
KEY, HSM_KEY = f"{VAULT}/keys", f"{HSM}/keys"
FACTS = ("encryption.at_rest", "public.access", "flows.replication", "tags")
VAULTS = replace(listed(VAULT, *FACTS), of=(VAULT, KEY))
HSMS = replace(listed(HSM, *FACTS), of=(HSM, HSM_KEY))
KEYS = Call("Microsoft.KeyVault", "ListVaultsKeys", of=(KEY,), permission=f"{KEY}/read", lists=True)
HSM_KEYS = Call("Microsoft.KeyVault", "ListManagedHSMsKeys", of=(HSM_KEY,), permission=f"{HSM_KEY}/read", lists=True)
SECRETS = Call("Microsoft.KeyVault", "ListVaultsSecrets", permission=f"{VAULT}/secrets/read", option=EXPIRING)
"""What they are called and when they end: Resource Manager never answers with a value. A certificate is a secret of its name, too."""
ROTATION = child(KEY, "key.rotation", of=KEY)
NOT_PAIRED = frozenset({"brazilsouth", "brazilsoutheast", "westus3"})
"""Regions whose vaults stay where they are although the region has a pair."""
MADE = Unknown.of("not_collected", "the API does not say whether a key was made in the vault or brought there")


def collect(reader: Reader) -> Iterator[Resource]:
    """Each vault, then its keys; each HSM, then its keys."""
    for row in rows(reader, VAULTS):
        copies = _vault_copies(reader, row["location"])
        keys = [*reader.pages(KEYS, at=f"{row['id']}/keys")]
        yield described(reader, VAULT, row, _container(copies))
        reader.ends("key", _ending(row, keys))
        if reader.options.get(SECRETS.option):
            reader.ends("secret", lift(partial(_ending, row), reader.all(SECRETS, at=f"{row['id']}/secrets")))
        yield from reader.map(partial(_vault_key, reader, row, copies), keys)
    for row in rows(reader, HSMS):
        copies = _hsm_copies(reader, row)
        keys = [*reader.pages(HSM_KEYS, at=f"{row['id']}/keys")]
        yield described(reader, HSM, row, _container(copies))
        for key in keys:
            said = {"key.origin": "dedicated_hsm", "key.multi_region": lift(bool, copies)}
            yield _key(reader, HSM_KEY, row, key, {**said, "key.rotation": _rotation(key), "flows.replication": copies})


def _ending(vault: Mapping[str, Any], held: Iterable[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """What a vault holds, by both names, and the seconds at which each ends."""
    return [(f"{vault['name']}/{one['id'].rpartition('/')[2]}", at(one, "properties", "attributes", "exp")) for one in held]


def _container(copies: object) -> dict[str, Any]:
    """What is inside is always encrypted, and always asks who one is."""
    return {
        "encryption.at_rest": True,
        "public.access": False,
        "flows.replication": copies,
    }


def _vault_copies(reader: Reader, region: str | None) -> Any:
    """The paired region, where there is one."""
    return None if region in NOT_PAIRED else kept_in_pair(reader, region)


def _hsm_copies(reader: Reader, row: Row) -> Any:
    """The regions an HSM was extended to."""

    def regions(properties: Mapping[str, Any]) -> Any:
        named = [place(one.get("name")) for one in properties.get("regions") or ()]
        return flows(within(reader, region) for region in named if region and region != row["location"])

    return lift(regions, row["properties"])


def _vault_key(reader: Reader, vault: Row, copies: object, key: Row) -> Resource:
    rotation = lift(_rotation, reader.get(ROTATION, at=key["id"]))
    said = {"key.origin": MADE, "key.multi_region": False, "key.rotation": rotation}
    return _key(reader, KEY, vault, key, {**said, "flows.replication": copies})


def _key(reader: Reader, native_type: str, vault: Row, key: Row, told: Mapping[str, object]) -> Resource:
    """A key is known by the address that whatever it encrypts names it by, not by its ARM id."""
    said = {"key.manager": "customer", **told}
    name = key["id"].rpartition("/")[2]
    uri = at(key, "properties", "keyUri")
    id = key_uri(uri if isinstance(uri, str) else None) or key["id"]
    row: Row = {"id": id, "name": name, "location": vault["location"], "tags": key.get("tags")}
    return described(reader, native_type, row, said)


def _rotation(key: Row) -> str | None:
    """After how long a new version is made by itself."""
    for action in at(key, "properties", "rotationPolicy", "lifetimeActions") or ():
        if str(at(action, "action", "type")).lower() == "rotate":
            after = at(action, "trigger", "timeAfterCreate")
            return str(after) if after else at(key, "properties", "rotationPolicy", "attributes", "expiryTime")
    return None


COLLECTOR = Collector(
    service="keyvault",
    native_types={VAULT: "secret", HSM: "secret", KEY: "key", HSM_KEY: "key"},
    calls=(VAULTS, KEYS, SECRETS, ROTATION, HSMS, HSM_KEYS, LOCATIONS),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("encryption.key",), f"{DOCS}/key-vault/general/security-features: encrypted by the service with keys of its own", (VAULT, HSM)
        ),
        Absence(("flows.share",), f"{DOCS}/key-vault/general/authentication: only identities of the tenant of the vault get in"),
        Absence(
            ("key.aliases",), f"{DOCS}/key-vault/general/about-keys-secrets-certificates: an object has one identifier", (KEY, HSM_KEY)
        ),
        Absence(("key.holder",), f"{DOCS}/key-vault/keys/about-keys: kept in the vault or the HSM of the service", (KEY, HSM_KEY)),
    ),
)
