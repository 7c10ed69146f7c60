from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.emulators.aws import ACCOUNT, PARIS, Cloud


def _table(name: str) -> dict[str, Any]:
    arn = f"arn:aws:timestream:{PARIS}:{ACCOUNT}:database/eau/table/{name}"
    return {"Arn": arn, "TableName": name, "DatabaseName": "eau"}


def test_a_list_without_a_paginator_is_read_to_its_end(aws: Cloud) -> None:
    """The SDK knows no pages for some lists; their token is followed all the same."""

    def pages(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        number = int(asked.get("NextToken") or 1)
        return {"Tables": [_table(f"t{number}")]} | ({"NextToken": str(number + 1)} if number < 3 else {})

    aws.answer("timestream-write", "ListTables", pages, PARIS)
    result = aws.scan("timestream", regions=[PARIS])
    assert {resource.name for resource in result.resources} == {"t1", "t2", "t3"}


def test_a_list_that_goes_round_in_circles_is_a_gap(aws: Cloud) -> None:
    """The same token twice brings no new page: what was read is kept, and the rest said to be missing."""
    aws.answer("timestream-write", "ListTables", {"Tables": [_table("t")], "NextToken": "again"}, PARIS)
    result = aws.scan("timestream", regions=[PARIS])
    assert {resource.name for resource in result.resources} == {"t"}
    (gap,) = (line for line in result.coverage if line.call == "timestream-write:ListTables")
    assert (gap.status, gap.reason.split(":")[0]) == ("failed", "partial_list")


def _circling(number: int) -> str:
    return "ab"[number % 2] * 40


def _growing(number: int) -> str:
    return "x" * (number + 40)


@pytest.mark.parametrize("token", [_circling, _growing], ids=["by turns", "growing"])
@pytest.mark.parametrize(
    ("collector", "service", "operation", "page", "name"),
    [
        ("timestream", "timestream-write", "ListTables", {"Tables": [_table("t")]}, "NextToken"),
        ("dynamodb", "dynamodb", "ListTables", {"TableNames": ["t"]}, "LastEvaluatedTableName"),
        (
            "kms",
            "kms",
            "ListKeys",
            {"Keys": [{"KeyId": "k", "KeyArn": f"arn:aws:kms:{PARIS}:{ACCOUNT}:key/k"}], "Truncated": True},
            "NextMarker",
        ),
        ("sqs", "sqs", "ListQueues", {"QueueUrls": ["https://sqs/q"]}, "NextToken"),
    ],
)
def test_tokens_without_end_end(  # what a list is made of
    aws: Cloud, collector: str, service: str, operation: str, page: Mapping[str, Any], name: str, token: Any
) -> None:
    """Tokens that take turns, or grow beside the same page: the list is told as not whole, after few pages."""
    asked: list[Any] = []

    def answer(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        asked.append(parameters)
        return {**page, name: token(len(asked))}

    aws.answer(service, operation, answer, PARIS)
    coverage = aws.scan(collector, regions=[PARIS]).coverage
    (gap,) = (line for line in coverage if line.call == f"{service}:{operation}" and line.status != "read")
    assert (gap.status, gap.reason.split(" (")[0]) == ("failed", f"partial_list: {service}:{operation}")
    assert len(asked) <= 3
