"""What is an answer over HTTP, and what only looks like one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from auditor.providers.contract import Call
from auditor.providers.http import JsonSource
from auditor.providers.observing import NOTHING_SAID, Unknown

PART, WHOLE = Call("x", "Get", path="settings"), Call("x", "Get")
LIST = Call("x", "List", path="items", lists=True)


class Says:
    """An endpoint that always says the same."""

    base = ""

    def __init__(self, answer: object) -> None:
        self._answer = answer

    def get(self, *_: object) -> Any:
        """The answer."""
        return SimpleNamespace(json=lambda: self._answer, links={}, raw=SimpleNamespace(retries=None))


def asked(answer: object, call: Call) -> Any:
    """What a source makes of an answer."""
    return JsonSource(Says(answer), "1").ask(call, None, {"at": "/a"})


@pytest.mark.parametrize(("answer", "call"), [({"settings": {}}, PART), ({"other": 1}, PART), ({}, WHOLE), ([], WHOLE), ("page", PART)])
def test_an_answer_that_says_nothing_is_none(answer: object, call: Call) -> None:
    """An object without members tells of no setting that it is off, whoever sent it."""
    assert asked(answer, call) == Unknown(call.reason("empty_answer"))


def test_an_answer_says_what_it_says() -> None:
    """Of a value of nothing too; and where silence means that there is none, there is none."""
    assert asked({"settings": {"on": False}}, PART) == {"on": False}
    assert asked({"settings": 0}, PART) == 0
    assert asked({"other": 1}, Call("x", "Get", path="settings", absent=frozenset({NOTHING_SAID}))) is None


@pytest.mark.parametrize("items", [["a"], [{"id": 1}, None], {"id": 1}, None, "a"])
def test_a_list_of_anything_but_objects_is_no_list(items: object) -> None:
    """Nor a part of one: what stands there would be read as things without settings."""
    pages = JsonSource(Says({"items": items}), "1").pages(LIST, None, {"at": "/a"})
    assert [*pages] == [Unknown(LIST.reason("empty_answer"))]
