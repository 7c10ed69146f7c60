"""Models cut down to what is called: everything called is there, whole, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import botocore.session
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from auditor.providers.aws import session as session_module
from auditor.providers.aws.lean import LeanLoader, loader, trimmed
from auditor.providers.aws.options import Known
from auditor.providers.aws.provider import _calls
from auditor.providers.aws.session import Session
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long

KEPT = frozenset((call.service, call.operation) for call in _calls())
LEAN = LeanLoader(KEPT)
SERVICES = sorted({service for service, _ in KEPT})


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_called_is_whole(service: str) -> None:
    """Every declared operation is in the SDK's model, and every shape its input, its output and its errors reach is kept."""
    lean = ServiceModel(LEAN.load_service_model(service, "service-2"), service)
    whole = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    for operation in (operation for one, operation in KEPT if one == service):
        ours, theirs = lean.operation_model(operation), whole.operation_model(operation)
        for mine, given in ((ours.input_shape, theirs.input_shape), (ours.output_shape, theirs.output_shape)):
            assert (mine and mine.name, mine and [*mine.members]) == (given and given.name, given and [*given.members])
        assert [error.name for error in ours.error_shapes] == [error.name for error in theirs.error_shapes]
    assert len(lean.operation_names) < len(whole.operation_names)


def test_the_sdk_keeps_what_it_calls_itself() -> None:
    """Roles are taken, and a bucket's region is found, through operations no collector declares."""
    assert "AssumeRole" in LEAN.load_service_model("sts", "service-2")["operations"]
    assert "HeadBucket" in LEAN.load_service_model("s3", "service-2")["operations"]
    assert "DescribeEndpoints" in LEAN.load_service_model("timestream-write", "service-2")["operations"]


def test_a_model_is_read_once() -> None:
    """The same object again, for every region and account; other models as botocore's own."""
    assert LEAN.load_service_model("ec2", "service-2") is LEAN.load_service_model("ec2", "service-2")
    assert LEAN.load_service_model("ec2", "paginators-1") == Loader().load_service_model("ec2", "paginators-1")
    assert loader(KEPT) is loader(KEPT)


THREADS = 6


@pytest.fixture
def hurry() -> Iterator[None]:
    """Threads give way to each other as often as can be."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def races(act: Callable[[int], Any]) -> list[Any]:
    """What each of several threads got that began at the same moment; raises what one of them raised."""
    start = Barrier(THREADS)

    def run(turn: int) -> Any:
        start.wait()
        return act(turn)

    with ThreadPoolExecutor(THREADS) as pool:
        return [*pool.map(run, range(THREADS))]


@pytest.mark.usefixtures("hurry")
@pytest.mark.parametrize("rounds", [2, pytest.param(50 if NIGHTLY else 10, marks=pytest.mark.slow)])
def test_threads_read_the_same_models(rounds: int) -> None:
    """Each begins elsewhere in the list, so that some forget whole models while others look for theirs: nothing raises, nothing is cut."""
    few = [service for service in SERVICES if service not in ("ec2", "s3")][:24]
    alone = {service: LEAN.load_service_model(service, "service-2")["operations"].keys() for service in few}

    for _ in range(rounds):
        shared = LeanLoader(KEPT)

        def read(turn: int, shared: LeanLoader = shared) -> dict[str, Any]:
            found = {}
            for service in [*few[turn:], *few[:turn]]:
                assert service in shared.list_available_services("service-2")
                shared.load_service_model(service, "endpoint-rule-set-1")
                found[service] = shared.load_service_model(service, "service-2")
            return found

        first, *others = races(read)
        assert {service: model["operations"].keys() for service, model in first.items()} == alone
        assert all(other[service] is first[service] for other in others for service in few)


@pytest.mark.usefixtures("hurry")
def test_threads_share_the_clients_of_an_entry() -> None:
    """Of one session one client a service and region, whoever asks first; of several, on the same models, each its own."""
    names = [(service, region) for service in ("logs", "kms", "sqs", "sns") for region in ("eu-west-3", "us-east-1")]
    options: Known = {"id": "race", "provider": "aws", "endpoint_url": "http://127.0.0.1:9", "emulator": True}
    one = Session(options, KEPT)
    first, *others = races(lambda _turn: [one.client(*name) for name in names])
    assert all(client is mine for other in others for client, mine in zip(other, first, strict=True))
    many = races(lambda _turn: [Session(options, KEPT).client(*name).meta.region_name for name in names])
    assert many == [[region for _, region in names]] * THREADS
    one.close()


def test_clients_made_long_ago_are_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many services and regions there are; who holds one can go on, and asking anew makes it anew."""
    monkeypatch.setattr(session_module, "CLIENTS", 2)
    one = Session({"id": "many", "provider": "aws", "endpoint_url": "http://127.0.0.1:9", "emulator": True}, KEPT)
    held = one.client("logs", "eu-west-3")
    for region in ("eu-west-1", "us-east-1"):
        one.client("logs", region)
    assert [region for _, region in one._clients] == ["eu-west-1", "us-east-1"]
    assert one.client("logs", "eu-west-3") is not held
    assert one.client("logs", "eu-west-3") is one.client("logs", "eu-west-3")
    assert held.meta.region_name == "eu-west-3"
    one.close()


def test_a_member_named_documentation_stays() -> None:
    """Only texts go."""
    model = {
        "operations": {"Get": {"output": {"shape": "Out"}, "documentation": "<p>text</p>"}, "Put": {}},
        "shapes": {"Out": {"type": "structure", "members": {"documentation": {"shape": "Text"}}}, "Text": {"type": "string"}, "In": {}},
    }
    lean = trimmed(model, ["Get"])
    assert lean["operations"] == {"Get": {"output": {"shape": "Out"}}}
    assert lean["shapes"] == {"Out": {"type": "structure", "members": {"documentation": {"shape": "Text"}}}, "Text": {"type": "string"}}


def test_clients_are_made_of_it() -> None:
    """A client of such a model has the calls, and no others."""
    session = botocore.session.Session()
    session.register_component("data_loader", LEAN)
    client = session.create_client("ec2", region_name="eu-west-3", aws_access_key_id="x", aws_secret_access_key="x")
    assert hasattr(client, "describe_volumes")
    assert not hasattr(client, "terminate_instances")
    client.close()
