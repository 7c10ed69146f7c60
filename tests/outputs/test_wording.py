"""A code has one wording, whoever says it: rules, reports and the command line."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType

import pytest

from auditor.i18n import speaking, typeset
from auditor.outputs import wording
from auditor.outputs.causes import Cause
from auditor.outputs.holes import Hole, alike
from auditor.outputs.telling import joined
from auditor.outputs.wording import coded, mark, word
from auditor.providers import PROVIDERS, provider
from auditor.providers.contract import Call
from auditor.reference.facts import facts
from tests.ruleset.test_say import said

OUTCOME = {"unknown"}
"""Of a rule, « to verify »; what a register says is unknown is another thing."""
OF_AN_ENTRY = {"absent"}
"""An entry that is not there, and a certificate that is not held."""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_code_has_two_wordings(lang: str) -> None:
    """What a fact can be is told from the dictionary alone; what is ours to say is no code of it."""
    with speaking(lang):
        assert wording._judged().keys() & facts().values.keys() == OUTCOME
        assert {code for code in facts().values if word(code) != coded(code)} == OUTCOME
        assert {code for code in facts().values if mark(code) != coded(code)} == OF_AN_ENTRY
        assert wording.confidence("presumed") == coded("presumed") == word("presumed")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_code_that_a_fact_can_have_is_worded(lang: str) -> None:
    """Each value of each enum, of a field too."""
    known = [each for fact in facts().facts.values() for each in (fact, *fact.fields.values())]
    codes = {code for each in known for code in each.values}
    assert len(codes) > 40
    assert codes <= facts().values.keys()
    assert all(facts().values[code].get(lang) for code in codes)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_rules_and_reports_say_the_same(lang: str) -> None:
    """The sentence of a rule holds the very words of a report."""
    with speaking(lang):
        for code in facts().facts["data.source"].values:
            assert coded(code) in said(f"{{fact: data.source, not_equals: {code}}}", lang)
            assert coded(code) == typeset(facts().values[code][lang])


def services(name: str) -> set[str]:
    """Every code that a coverage line of a provider may bear: its collectors', and those of every call that it declares."""
    root = import_module(f"auditor.providers.{name}")
    modules: list[ModuleType] = [import_module(found.name) for found in walk_packages(root.__path__, f"{root.__name__}.")]
    calls = [one for module in modules for one in vars(module).values() if isinstance(one, Call)]
    collectors = provider(name).collectors()
    calls += [call for collector in collectors for call in collector.calls]
    return {*(one.service for one in collectors), *(call.service for call in calls)}


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_and_all_that_it_asks_has_its_name_in_both_languages_and_nothing_else_has(name: str) -> None:
    """Nobody reads `dedicatedCloud` on the page, nor `googleworkspace`; a name of what is no more goes with it."""
    assert set(wording.words()["services"][name]) == services(name)
    assert set(wording.words()["providers"]) <= set(PROVIDERS)
    for lang in ("fr", "en"):
        with speaking(lang):
            assert wording.provider(name) not in ("", name)
            assert all(wording.service(name, code) for code in services(name))
    for called in wording.words()["services"][name].values():
        assert isinstance(called, str) or set(called) == {"fr", "en"}


def test_what_nobody_named_is_told_by_its_code_as_it_is() -> None:
    """A type of a cloud, or a service of a stranger's provider."""
    assert wording.service("nuage", "AWS::Lex::Bot") == "AWS::Lex::Bot"
    assert wording.service("aws", "AWS::Lex::Bot") == "AWS::Lex::Bot"


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["de santé"], "de santé"),
        (["de santé", "d’état civil"], "de santé et d’état civil"),
        (["de paie et de comptabilité", "de médiathèque"], "de paie et de comptabilité, et de médiathèque"),
    ],
)
def test_a_list_whose_items_have_an_and_of_their_own_can_be_told_apart(items: list[str], said: str) -> None:
    """A comma says where the list ends."""
    with speaking("fr"):
        assert joined(items) == said


def test_holes_that_differ_by_their_calls_alone_are_told_together() -> None:
    """One line where the same service is closed to several calls; another region is another line."""

    def hole(call: str, region: str) -> Hole:
        return Hole(Cause("access_denied", call, "Access refused", "", call), ["1"], [region], "No resource of S3 was examined there", 1)

    found = alike([hole("s3:A", "eu-west-3"), hole("s3:B", "eu-west-3"), hole("s3:A", "eu-west-1")])
    assert [[one.cause.call for one in together] for together in found] == [["s3:A", "s3:B"], ["s3:A"]]
