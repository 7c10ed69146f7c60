"""The emulator lives as long as its block, answers over HTTP, and leaves neither a thread, a port nor a word behind."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.wsgi import Application


def group_names(url: str) -> list[str]:
    """The log groups of an account, as boto3 reads them over HTTP."""
    logs = boto3.client("logs", region_name="eu-west-3", endpoint_url=url, aws_access_key_id="a", aws_secret_access_key="b")
    return [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]


def test_it_ends_with_its_block(capfd: pytest.CaptureFixture[str]) -> None:
    """No thread, no open port, nothing printed."""
    before = {*threading.enumerate()}
    with AwsEmulator() as aws:
        where = urlsplit(aws.url)
        assert where.hostname == "127.0.0.1"
        assert group_names(aws.url) == []
    assert {*threading.enumerate()} <= before
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", where.port or 0)) != 0
    assert capfd.readouterr() == ("", "")


def test_each_one_starts_empty() -> None:
    """What was made in one is not found in the next."""
    with AwsEmulator() as aws:
        logs = boto3.client("logs", region_name="eu-west-3", endpoint_url=aws.url, aws_access_key_id="a", aws_secret_access_key="b")
        logs.create_log_group(logGroupName="g")
        assert group_names(aws.url) == ["g"]
    with AwsEmulator() as aws:
        assert group_names(aws.url) == []


def test_layers_stand_in_front() -> None:
    """A layer sees every request, and the emulator answers behind it."""
    seen: list[str] = []

    def watch(application: Application) -> Application:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            seen.append(environ.get("HTTP_X_AMZ_TARGET", ""))
            return application(environ, start_response)

        return answer

    with AwsEmulator(watch) as aws:
        assert group_names(aws.url) == []
    assert "Logs_20140328.DescribeLogGroups" in seen
