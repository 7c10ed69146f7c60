"""Requests over TLS: certificates are checked, and read once whatever the number of clients."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import SSLError

from auditor.demo.arm_certificate import write_certificate
from auditor.providers.aws.reader import AwsSource
from auditor.providers.aws.session import Session
from auditor.providers.aws.wire import Wire
from auditor.providers.contract import Call
from auditor.reason import Reason

SOMEONE = (
    b'<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    b"<Arn>arn:aws:iam::123456789012:user/a</Arn><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)
REGIONS = ("eu-west-3", "eu-west-1", "eu-central-1")


class Answers(BaseHTTPRequestHandler):
    """Says who asks, whatever is asked, and keeps the line open."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """The answer of STS."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(SOMEONE)))
        self.end_headers()
        self.wfile.write(SOMEONE)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate nobody knows."""
    write_certificate(tmp_path / "certificate.pem")
    return tmp_path / "certificate.pem"


@contextmanager
def serving(certificate: Path) -> Iterator[ThreadingHTTPServer]:
    """A server that shows that certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def address(server: ThreadingHTTPServer) -> str:
    """Where it is."""
    return f"https://127.0.0.1:{server.server_port}"


@pytest.fixture
def url(certificate: Path) -> Iterator[str]:
    """The address of such a server."""
    with serving(certificate) as server:
        yield address(server)


def client_at(url: str, config: Config) -> Any:
    """A client as far as the wire goes."""
    return SimpleNamespace(meta=SimpleNamespace(endpoint_url=url, config=config))


def session(url: str) -> Session:
    """An entry at that address."""
    return Session(
        {"id": "one", "provider": "aws", "endpoint_url": url, "emulator": True, "max_attempts": 1},
        frozenset({("sts", "GetCallerIdentity")}),
    )


def test_certificates_are_read_once(url: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By three clients and as many connections, each of them verified."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    read: list[Any] = []
    load = ssl.SSLContext.load_verify_locations

    def noted(self: ssl.SSLContext, *where: Any, **more: Any) -> None:
        read.append(where)
        load(self, *where, **more)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", noted)
    opened = session(url)
    assert {opened.client("sts", region).get_caller_identity()["Account"] for region in REGIONS} == {"123456789012"}
    opened.close()
    assert read == [(str(certificate),)]


def test_lines_to_many_hosts_stay_open(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More hosts than an HTTP library keeps by default, each asked twice in turn: each is connected to once."""
    opened: list[Any] = []
    take = ThreadingHTTPServer.get_request

    def noted(self: ThreadingHTTPServer) -> Any:
        opened.append(self.server_port)
        return take(self)

    monkeypatch.setattr(ThreadingHTTPServer, "get_request", noted)
    wire, config = Wire(str(certificate)), Config(connect_timeout=60, read_timeout=60)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(certificate)) for _ in range(12)]
        for server in [*servers, *servers]:
            request = AWSRequest("POST", address(server), headers={"Content-Length": "0"}).prepare()
            assert wire._session(client_at(address(server), config)).send(request).content == SOMEONE
        wire.close()
    assert sorted(opened) == sorted(server.server_port for server in servers)


def test_a_stranger_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that no bundle vouches for ends the call, and the reason says that nobody usable was there."""
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    opened = session(url)
    with pytest.raises(SSLError, match="certificate verify failed") as refused:
        opened.client("sts", "eu-west-3").get_caller_identity()
    opened.close()
    assert AwsSource(opened).reason(refused.value, Call("sts", "GetCallerIdentity"))[1] == Reason(
        "certificate_untrusted", "sts:GetCallerIdentity"
    )


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "not one"])
def test_a_bundle_that_cannot_be_read(url: str, content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is an error of the call, which names the file."""
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    monkeypatch.setenv("AWS_CA_BUNDLE", str(bundle))
    opened = session(url)
    with pytest.raises(SSLError, match=r"bundle\.pem"):
        opened.client("sts", "eu-west-3")
    opened.close()
