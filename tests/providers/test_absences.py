"""Known not to be set: read from an answer, or declared once with the provider's page that says so. Never a literal None."""

from __future__ import annotations

import re

import pytest

from auditor.providers import PROVIDERS, provider
from auditor.providers.contract import Collector
from auditor.providers.reader import owed

COLLECTORS = [collector for name in PROVIDERS for collector in provider(name).collectors()]
CITED = re.compile(r"https://[\w.-]+/\S+: \S.{9,}")
"""The address of a page, then what it says."""


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda one: one.service)
def test_what_is_declared_absent_has_a_page_that_says_so(collector: Collector) -> None:
    """Each absence cites a page, is of facts that the dictionary owes to each type it names, and of nothing that a call feeds."""
    for one in collector.never:
        assert CITED.fullmatch(one.source), one
        types = one.of or tuple(collector.native_types)
        assert {*types} <= collector.native_types.keys(), one
        for fact in one.facts:
            owing = {native_type for native_type in types if fact in owed(collector.native_types[native_type])}
            assert owing == {*types} if one.of else owing, (one, fact)
    for call in collector.calls:
        for native_type in [one for one in call.of or collector.native_types if one in collector.native_types]:
            fed = {*call.feeds} & collector.absent(native_type).keys()
            assert not fed or not call.of, (call.name, native_type, fed)
