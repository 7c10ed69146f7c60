"""What is an answer over HTTP, and what only looks like one."""

from __future__ import annotations

from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from requests import exceptions
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError, ReadTimeoutError

from auditor.providers.contract import Call
from auditor.providers.http import LONGEST, JsonSource, _Again, told
from auditor.providers.observing import NOTHING_SAID, Unknown
from auditor.providers.paging import Offset

PART, WHOLE = Call("x", "Get", path="settings"), Call("x", "Get")
LIST = Call("x", "List", path="items", lists=True)
POOL = HTTPConnectionPool("localhost")


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


@pytest.mark.parametrize(("said", "seconds"), [("5", 5), ("3600", LONGEST), ("demain", None), ("", None)])
def test_nobody_is_waited_for_longer_than_the_bound(said: str, seconds: float | None) -> None:
    """However long a busy provider asks for."""
    answer: Any = SimpleNamespace(headers={"Retry-After": said} if said else {})
    assert _Again().get_retry_after(answer) == seconds


@pytest.mark.parametrize(
    ("cause", "code"),
    [(NewConnectionError(HTTPConnection("localhost"), "refused"), "unreachable"), (ReadTimeoutError(POOL, "/", "late"), "timed_out")],
)
def test_a_line_that_was_never_there_is_not_one_that_is_slow(cause: Exception, code: str) -> None:
    """Both are told as a connection that failed, after the last attempt."""
    error = exceptions.ConnectionError(MaxRetryError(POOL, "/", cause))
    assert told(error, LIST) == ("ConnectionError", LIST.reason(code))


def test_an_empty_page_ends_a_list_that_announces_more() -> None:
    """It would be asked for without end; the list is partial."""
    pages = JsonSource(Says({"items": [], "total": 3}), "1", Offset(total="total")).pages(LIST, None, {"at": "/a"})
    assert [*islice(pages, 3)] == [[], Unknown(LIST.reason("partial_list"))]
