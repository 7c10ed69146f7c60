"""The estate of Rivemont: builds everything in an emulated cloud, and says what was planted and what was refused."""

from __future__ import annotations

from urllib.request import Request, urlopen

from auditor.demo import backups, databases, disks, journals, keys, storage
from auditor.demo.accounts import CCAS, IRELAND, LONDON, PARIS, TOWN, Account
from auditor.demo.refusal import Refusal
from auditor.demo.stories import Planted

SEED = 17500
"""What the emulator's random ids grow from: two demonstrations name their volumes and keys alike."""

REFUSALS = (
    Refusal("s3", "GetBucketReplication", bucket="rivemont-listes-electorales", permission="s3:GetReplicationConfiguration"),
    Refusal("logs", "DescribeLogGroups", region=IRELAND, guard_rail=True),
    Refusal("backup", "List*", region=LONDON, guard_rail=True),
)
"""What the auditor's role may not read, by a missing grant or by the organisation's guard rail."""


def build(url: str) -> list[Planted]:
    """Build the estate in the empty emulator at `url`; about 600 calls."""
    accounts = {number: Account(url, number) for number in (TOWN, CCAS)}
    for account in accounts.values():
        for region in (PARIS, IRELAND):
            # A region's first network takes random ids of its own, and not as many where a scan has passed in this process.
            account.client("ec2", region).describe_volumes()
    with urlopen(Request(f"{url}/moto-api/seed?a={SEED}", method="POST")) as answer:  # noqa: S310  # our own loopback port
        answer.read()
    where, planted = keys.build(accounts)
    for family in (storage, disks, databases, journals, backups):
        planted += family.build(accounts, where)
    for account in accounts.values():
        account.close()
    return planted
