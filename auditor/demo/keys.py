"""The town hall's encryption keys: one a domain and a region, and one that should never have left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.demo.accounts import CCAS, IRELAND, PARIS, TOWN, VIRGINIA, Account, Accounts, pairs, tags
from auditor.demo.stories import FAIL, Planted

Keys = Mapping[tuple[str, str, str], str]
"""(account, region, domain) → the ARN of the customer key to use there."""

COMMON, PEOPLE, POPULATION, CHILDHOOD, SAFETY, CARE = "socle", "agents", "population", "enfance", "tranquillite", "soins"

_DOMAINS = (
    (TOWN, PARIS, COMMON, "Clé commune des services de la ville"),
    (TOWN, PARIS, PEOPLE, "Ressources humaines et paie"),
    (TOWN, PARIS, POPULATION, "État civil, élections, cimetières"),
    (TOWN, PARIS, CHILDHOOD, "Scolaire, périscolaire, petite enfance"),
    (TOWN, PARIS, SAFETY, "Police municipale et vidéoprotection"),
    (TOWN, IRELAND, COMMON, "Copies annoncées au registre"),
    (CCAS, PARIS, COMMON, "Action sociale"),
    (CCAS, PARIS, CARE, "Soins infirmiers à domicile"),
)


def build(accounts: Accounts) -> tuple[dict[tuple[str, str, str], str], list[Planted]]:
    """Make the keys. The first answer says which key to use where, the second what was planted."""
    keys: dict[tuple[str, str, str], str] = {}
    for number, region, domain, purpose in _DOMAINS:
        keys[number, region, domain] = _key(accounts[number], region, f"rivemont-{domain}", purpose)
    return keys, [*map(Planted, keys.values()), *_replicated(accounts[TOWN])]


def _key(account: Account, region: str, alias: str, purpose: str, *, multi_region: bool = False) -> str:
    kms = account.client("kms", region)
    tagged = pairs(tags(alias, "cles-et-secrets", "systeme_cle"), "TagKey", "TagValue")
    made = kms.create_key(Description=purpose, MultiRegion=multi_region, Tags=tagged)["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{alias}", TargetKeyId=made["KeyId"])
    kms.enable_key_rotation(KeyId=made["KeyId"])
    return str(made["Arn"])


def _replicated(town: Account) -> Iterator[Planted]:
    """The multi-region key of the application secrets, and its replica in Virginia."""
    arn = _key(town, PARIS, "rivemont-secrets", "Secrets des applications", multi_region=True)
    tagged = pairs(tags("rivemont-secrets", "cles-et-secrets", "systeme_cle"), "TagKey", "TagValue")
    replica = town.client("kms").replicate_key(KeyId=arn.rpartition("/")[2], ReplicaRegion=VIRGINIA)["ReplicaKeyMetadata"]
    # The emulator does not take the tags that AWS takes with the replica itself.
    town.client("kms", VIRGINIA).tag_resource(KeyId=replica["KeyId"], Tags=tagged)
    yield Planted(arn, "cle-virginie", {"SEC-004": FAIL})
    yield Planted(str(replica["Arn"]), "cle-virginie", {"SEC-004": FAIL})
