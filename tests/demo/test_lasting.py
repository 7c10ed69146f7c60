"""A connection to the emulator of the demonstration serves many requests, as AWS's do."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from auditor.demo.aws_emulator import AwsEmulator

SIGNED = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=b"
S3 = {"Host": "s3.amazonaws.com", "Authorization": SIGNED}


@pytest.mark.parametrize("lasting", [True, False])
def test_a_connection_serves_many_requests(lasting: bool) -> None:
    """Whatever was sent with them is read whole, and whoever asks for the head alone gets no more; otherwise each request has its own."""
    with AwsEmulator(lasting=lasting) as aws:
        line = HTTPConnection(urlsplit(aws.url).netloc)
        line.request("PUT", "/registre", headers=S3)
        assert line.getresponse().read() is not None
        first = line.sock
        assert (first is not None) is lasting
        for method, path, body, status in (
            ("PUT", "/registre/acte", b"x" * 200_000, 200),
            ("HEAD", "/registre/acte", None, 200),
            ("GET", "/registre/acte", None, 200),
            ("DELETE", "/registre/acte", None, 204),
            ("GET", "/registre/acte", None, 404),
        ):
            line.request(method, path, body, headers=S3)
            answer = line.getresponse()
            read = answer.read()
            assert (answer.status, len(read) == 200_000) == (status, (method, status) == ("GET", 200))
            assert (line.sock is not None) is lasting
            assert line.sock is first
        line.close()
