from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
