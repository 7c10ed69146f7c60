"""The two fictional accounts of the demonstration, and the guarantee that no real credential of the user takes part."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

TOWN = "111122223333"
CCAS = "444455556666"
CONTRACTOR = "777788889999"
"""The managed-services contractor's account, declared as trusted in auditor.yaml."""
STRANGER = "999900001111"
"""An account nobody declared."""
ROLE = "audit-residence"

PARIS, IRELAND, LONDON, VIRGINIA, SINGAPORE = "eu-west-3", "eu-west-1", "eu-west-2", "us-east-1", "ap-southeast-1"

_NO_PROXY = ("no_proxy", "NO_PROXY")
_STAND_IN = {
    "AWS_ACCESS_KEY_ID": "demonstration",
    "AWS_SECRET_ACCESS_KEY": "demonstration",  # the emulator checks none
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": PARIS,
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",  # Amazon's public catalogue: 400 MB that no scan reads
    "OVH_APPLICATION_KEY": "demonstration",
    "OVH_APPLICATION_SECRET": "demonstration",
    "OVH_CONSUMER_KEY": "demonstration",
    # Empty, they hide what the user's ovh.conf may say.
    "OVH_CLIENT_ID": "",
    "OVH_CLIENT_SECRET": "",
    "VSPHERE_USER": "audit",
    "VSPHERE_PASSWORD": "demonstration",
    **dict.fromkeys(_NO_PROXY, "127.0.0.1"),
}

_CLOUDS = ("AWS_", "AZURE_", "OS_", "OVH_", "VSPHERE_")
"""How the names of their settings begin."""


@contextmanager
def no_real_credentials() -> Iterator[None]:
    """For the block, this process knows no setting of any cloud but stand-ins; the user's environment and files are untouched."""
    before = {name: value for name, value in os.environ.items() if name.startswith(_CLOUDS) or name in _STAND_IN}
    try:
        for name in before:
            del os.environ[name]
        os.environ.update(_STAND_IN)
        yield
    finally:
        for name in _STAND_IN:
            os.environ.pop(name, None)
        os.environ.update(before)


class Account:
    """One account of the emulated cloud: its number and its clients, made once per service and region."""

    def __init__(self, url: str, number: str) -> None:
        import boto3

        self.number = number
        self._url = url
        token = boto3.client("sts", region_name=PARIS, endpoint_url=url)
        issued = token.assume_role(RoleArn=f"arn:aws:iam::{number}:role/{ROLE}", RoleSessionName="demonstration")["Credentials"]
        self._session = boto3.Session(issued["AccessKeyId"], issued["SecretAccessKey"], issued["SessionToken"])
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = PARIS) -> Any:
        """The boto3 client of a service in a region. Each call is tried once: the emulator is next door."""
        if (service, region) not in self._clients:
            from botocore.config import Config

            one_try = Config(retries={"total_max_attempts": 1})
            self._clients[service, region] = self._session.client(service, region_name=region, endpoint_url=self._url, config=one_try)  # type: ignore[call-overload]
        return self._clients[service, region]

    def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            client.close()

    def arn(self, service: str, region: str, rest: str) -> str:
        """The ARN of something in this account."""
        return f"arn:aws:{service}:{region}:{self.number}:{rest}"


Accounts = Mapping[str, Account]
"""The accounts by number."""


def tags(name: str, activity: str = "", category: str = "", **more: str) -> dict[str, str]:
    """A resource's tags as the town hall writes them: its name, and where it is known the processing activity and the category."""
    known = {"Name": name, "rgpd:traitement": activity, "rgpd:categorie": category, **more}
    return {key: value for key, value in known.items() if value}


def pairs(tagged: Mapping[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most AWS calls want them: a list of pairs."""
    return [{key: name, value: text} for name, text in tagged.items()]
