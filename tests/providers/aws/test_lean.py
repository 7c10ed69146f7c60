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
from botocore.utils import parse_timestamp

from auditor.providers.aws import session as session_module
from auditor.providers.aws.answers import moment
from auditor.providers.aws.hooks import of_service
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


@pytest.mark.parametrize(
    "said",
    [
        "2024-02-29T23:59:59Z",
        "2024-02-29T23:59:59.120Z",
        "2024-02-29T23:59:59.123456Z",
        "2024-02-29T23:59:59+02:00",
        1709251199,
        "Thu, 29 Feb 2024 23:59:59 GMT",
    ],
)
def test_moments_are_read_as_the_sdk_reads_them(said: str | float) -> None:
    """The quick way gives what botocore's own gives, as it is written too; what it does not know goes the other."""
    theirs: Any = parse_timestamp(said)  # type: ignore[arg-type]  # numbers too
    ours = moment(said)
    assert (ours, ours.isoformat()) == (theirs, theirs.isoformat())


@pytest.mark.parametrize("said", ["2024-13-01T00:00:00Z", "yesterday"])
def test_what_is_no_moment_is_none(said: str) -> None:
    """Neither way makes one of it that the other does not."""
    with pytest.raises(ValueError, match=r"timestamp|month"):
        parse_timestamp(said)
    with pytest.raises(ValueError, match=r"timestamp|month"):
        moment(said)


def test_what_the_environment_says_holds_for_every_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked up once, when an entry is opened; a mode of defaults that depends on the region is left to the SDK."""
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    options: Known = {"id": "fips", "provider": "aws", "regions": ["us-east-1"]}
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    one = Session(options, KEPT)
    monkeypatch.delenv("AWS_USE_FIPS_ENDPOINT")
    assert "fips" in one.client("kms", "us-east-1").meta.endpoint_url
    assert "fips" not in Session(options, KEPT).client("kms", "us-east-1").meta.endpoint_url
    monkeypatch.setenv("AWS_DEFAULTS_MODE", "standard")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    assert "fips" in Session(options, KEPT).client("kms", "us-east-1").meta.endpoint_url


@pytest.mark.parametrize("service", ["s3", "sqs", "iam", "kms"])
def test_what_happens_around_a_call_is_the_sdks_own(service: str) -> None:
    """The handlers of a service, in their order, are those of botocore's own emitter for it, and stay its own."""
    service_id = ServiceModel(LEAN.load_service_model(service, "service-2"), service).service_id.hyphenize()
    whole: Any = botocore.session.Session().get_component("event_emitter")
    events = (
        "before-parameter-build",
        "before-call",
        "before-sign",
        "needs-retry",
        "before-parse",
        "after-call",
        "before-endpoint-resolution",
    )
    for event in [
        f"{one}.{service_id}.{operation}" for one in events for operation in LEAN.load_service_model(service, "service-2")["operations"]
    ]:
        own: Any = of_service(service_id)
        mine, theirs = (one._emitter._handlers.prefix_search(event) for one in (own, whole))
        assert [*mine] == [*theirs]


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
