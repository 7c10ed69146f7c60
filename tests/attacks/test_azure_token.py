"""What an answer, or a setting, could do to send our token to somebody else: two hosts listen, and only ours may hear it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.demo.arm_emulator import Answer, ArmEmulator, Asked
from auditor.inventory.snapshot import GAPS
from auditor.providers.azure.addresses import onward
from auditor.providers.azure.options import Known
from auditor.providers.azure.provider import AzureProvider
from auditor.providers.azure.session import Session
from auditor.providers.contract import held
from tests.emulators.azure import arm

RESOURCES = "Microsoft.Resources/subscriptions/resources/read"


class Two:
    """Our Azure, whose list goes on where `link` says, and a stranger that notes what reaches it."""

    def __init__(self, ours: ArmEmulator, theirs: ArmEmulator) -> None:
        self.ours, self.theirs = ours, theirs
        self.link = ""

    def scan(self) -> tuple[list[str], list[str]]:
        """What the stranger was asked, and why our own list is not whole."""
        provider = AzureProvider()
        try:
            _, units, _ = provider.open(self.ours.options(resource_graph=False))
            result = next(provider.run(unit) for unit in units if unit.service == "storage")
        finally:
            provider.close()
        return [one.path for one in self.theirs.seen], [line.reason.split(":")[0] for line in result.coverage if line.status in GAPS]


@pytest.fixture
def two() -> Iterator[Two]:
    """Two listening hosts; the certificate of ours is good for neither name but its own address."""

    def next_page(asked: Asked, answer: Answer) -> Answer:
        return Answer(200, {**answer.body, "nextLink": both.link}) if asked.action == RESOURCES else answer

    with ArmEmulator(wire=next_page) as ours, ArmEmulator() as theirs:
        both = Two(ours, theirs)
        ours.add(arm("Microsoft.Storage/storageAccounts/actes", sku={"name": "Standard_LRS"}, kind="StorageV2"))
        yield both


FORMS = (
    "https://{theirs}/x?api-version=1",
    "https://{theirs}\\@{ours}/x?api-version=1",
    "https://{theirs}\\\\@{ours}/x?api-version=1",
    "https://{theirs}#@{ours}/x?api-version=1",
    "https://{theirs}?@{ours}/x&api-version=1",
    "https://{ours}@{theirs}/x?api-version=1",
    "https://user:word@{ours}/x?api-version=1",
    "https:\\\\{theirs}/x?api-version=1",
    "https:/{theirs}/x?api-version=1",
    "//{theirs}/x?api-version=1",
    "\\\\{theirs}/x?api-version=1",
    "http://{ours}/x?api-version=1",
    "https://{theirs}/https://{ours}/x?api-version=1",
    "https://{ours}.{theirs}/x?api-version=1",
    "https://{ours}\t@{theirs}/x?api-version=1",
    "https://{ours}\r\nHost: {theirs}/x?api-version=1",
    "https://{ours}%2f@{theirs}/x?api-version=1",
    "https://{ours}。{theirs}/x?api-version=1",
    " https://{theirs}/x?api-version=1",
    "javascript:https://{ours}/",
)
"""Addresses that some reader takes to be of us, and another for somebody else's."""


@pytest.mark.parametrize("form", FORMS)
def test_a_next_page_takes_the_token_nowhere(two: Two, form: str) -> None:
    """The stranger is never asked, and our list is told to be cut."""
    two.link = form.format(ours=two.ours.url.removeprefix("https://"), theirs=two.theirs.url.removeprefix("https://"))
    asked, gaps = two.scan()
    assert not asked
    assert gaps == ["partial_list"]


def test_only_what_follows_our_endpoint_is_taken_of_a_next_page() -> None:
    """However it is spelled, the address that is asked is made of our own endpoint."""
    ours = "https://management.azure.com"
    assert onward("https://Management.Azure.com:443/subscriptions?a=b", ours) == "/subscriptions?a=b"
    assert onward("https://management.azure.com.evil.example/x", ours) is None
    assert onward("https://management.azure.com:444/x", ours) is None
    assert onward("https://gate.example/arm/x?y", "https://gate.example/arm") == "/x?y"
    assert onward("https://gate.example/other/x", "https://gate.example/arm") is None
    assert onward("https://gate.example/armada/x", "https://gate.example/arm") is None


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(two: Two, status: int) -> None:
    """Resource Manager does not redirect; whoever does may be anybody."""

    def redirect(asked: Asked) -> Answer | None:
        return Answer(status, {}, {"Location": f"{two.theirs.url}/x?api-version=1"}) if asked.action == RESOURCES else None

    two.ours._layer = redirect
    asked, gaps = two.scan()
    assert not asked
    assert gaps == ["no_answer"]


ODD = ("https://a\\@b", "https://a@b", "https://a b", "https://é.example", "https://a/#b", "ftp://a")


@pytest.mark.parametrize("address", ODD)
@pytest.mark.parametrize("option", ["endpoint", "authority"])
def test_a_configured_address_that_can_be_read_in_two_ways_opens_nothing(address: str, option: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match="no plain address"):
        Session(held({"id": "town", option: address}, Known))


def test_a_challenge_is_answered_at_our_own_authority_only(two: Two) -> None:
    """A refusal may name another authority to sign in at: it is not asked."""

    def challenge(asked: Asked) -> Answer | None:
        said = f'Bearer authorization_uri="{two.theirs.url}/common", error="insufficient_claims", claims="e30="'
        return Answer(401, {"error": {"code": "x"}}, {"WWW-Authenticate": said}) if asked.action == RESOURCES else None

    two.ours._layer = challenge
    asked, gaps = two.scan()
    assert not asked
    assert not two.theirs.signed_in
    assert gaps == ["access_denied"]
