"""Knowledge and its absence: the few functions that every collector is made of."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator, Mapping
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from auditor.model import Resource
from auditor.providers import coverage
from auditor.providers.contract import Absence, Call, Collector, Reader, Unit
from auditor.providers.observing import GONE, Unknown, either, lift, observe, split
from auditor.providers.reader import WORKERS, UnitReader, owed, run_unit
from auditor.reason import Reason, reason_of

NO = Unknown(reason_of("access_denied: x:Get"))
LIST = Call("x", "List", path="Items", lists=True)
GET = Call("x", "Get", feeds=("a.b",), permission="x:Read", absent=frozenset({"NotSet"}))


class Scripted:
    """A source that answers from a script: values, or exceptions to raise."""

    errors: tuple[type[Exception], ...] = (OSError,)

    def __init__(self, *answers: Any) -> None:
        self.requests = 0
        self.answers = list(answers)

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, Any]) -> Any:
        """The next answer."""
        self.requests += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, Any]) -> Iterator[Any]:
        """The answers that are left, a page each."""
        while self.answers:
            yield self.ask(call, region, parameters)

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The error's own words."""
        return str(error), call.reason("access_denied" if str(error) == "Denied" else "no_answer")


def reader(*answers: Any) -> UnitReader:
    """A reader on a script."""
    return UnitReader(Unit("cloud", "1", "here", "x"), Collector("x", {"T": "volume"}, (LIST, GET), lambda _: iter(())), Scripted(*answers))


def test_observe_tells_absent_from_refused() -> None:
    """A listed code is null; another is unknown; an error of ours is not caught."""

    def ask(error: Exception) -> Any:
        def fail() -> Any:
            raise error

        return observe(fail, errors=(OSError,), reason=lambda one: (str(one), Reason.of("no_answer", str(one))), absent={"NotSet"})

    assert ask(OSError("NotSet")) is None
    assert ask(OSError("Denied")) == Unknown(reason_of("no_answer: Denied"))
    with pytest.raises(ZeroDivisionError):
        ask(ZeroDivisionError())


def test_lift_and_either() -> None:
    """An unknown operand makes the result unknown, unless the others already decide."""
    assert lift(max, 1, 2) == 2
    assert lift(max, 1, NO) is NO
    assert lift(lambda value: value, None) is None
    assert either(False, True, NO) is True
    assert either(False, NO) is NO
    assert either(False, False) is False


def test_split_keeps_null_and_reasons_apart() -> None:
    """Nested facts hold values and nulls; what is unknown is only in the reasons."""
    assert split({"a.b": 1, "a.c": None, "a.d": NO}) == ({"a": {"b": 1, "c": None}}, {"a.d": str(NO.reason)})


def test_reasons_name_the_permission_only_when_it_differs() -> None:
    """`x:Get (x:Read)`, but `x:List` alone."""
    assert GET.told == "x:Get (x:Read)"
    assert LIST.told == "x:List"


def test_pages_count_what_came_before_the_cut() -> None:
    """One line a list: read with its count, or a gap with what came before, told apart by who is at fault."""
    whole, denied, failed = reader([1, 2], [3]), reader([1], OSError("Denied")), reader([1, 2], OSError("Boom"), [3])
    assert list(whole.pages(LIST)) == [1, 2, 3]
    assert list(denied.pages(LIST)) == [1]
    assert list(failed.pages(LIST)) == [1, 2]
    lines = [one.coverage[0] for one in (whole, denied, failed)]
    assert [(line.status, line.resources, line.reason) for line in lines] == [
        ("read", 3, ""),
        ("refused", 1, "access_denied: x:List"),
        ("failed", 2, "no_answer: x:List"),
    ]
    assert whole.lost(LIST) is None
    assert denied.lost(LIST) == Unknown(reason_of("access_denied: x:List"))


def test_all_is_everything_or_unknown() -> None:
    """A list that is a fact is never half a list; it leaves no coverage line of its own."""
    whole, cut, absent = reader([1], [2]), reader([1], OSError("Boom")), reader(OSError("NotSet"))
    assert whole.all(LIST) == [1, 2]
    assert cut.all(LIST) == Unknown(reason_of("no_answer: x:List"))
    assert absent.all(GET) is None
    assert whole.coverage == cut.coverage == []


def test_get_is_a_value_null_or_unknown() -> None:
    """The three answers of a detail call, with the permission in the reason."""
    one = reader({"v": 1}, OSError("NotSet"), OSError("Denied"))
    assert [one.get(GET) for _ in range(3)] == [{"v": 1}, None, Unknown(reason_of("access_denied: x:Get (x:Read)"))]


def test_map_keeps_order_and_context() -> None:
    """Results come in the order asked, whatever the threads, and the caller's context goes with each."""
    voice = contextvars.ContextVar("voice", default="")
    voice.set("audit")
    found = list(reader().map(lambda number: (number, voice.get()), range(5 * WORKERS)))
    assert found == [(number, "audit") for number in range(5 * WORKERS)]


def test_map_may_be_nested() -> None:
    """A map inside a map waits for no thread of the outer one."""
    one = reader()
    assert list(one.map(lambda number: sum(one.map(lambda part: part, range(number))), range(WORKERS + 4))) == [
        sum(range(number)) for number in range(WORKERS + 4)
    ]


def test_map_reads_no_further_ahead_than_its_threads_can_use() -> None:
    """A list of a million is not taken whole into memory."""
    taken: list[int] = []

    def endless() -> Iterator[int]:
        for number in range(1_000_000):
            taken.append(number)
            yield number

    results = reader().map(lambda number: number, endless())
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]  # a generator, as its users cannot know
    assert len(taken) <= 3 * WORKERS


def test_a_mistake_in_a_collector_is_not_swallowed() -> None:
    """It fails the unit, which the scan turns into a gap: never an empty list."""

    def collect(one: Reader) -> Iterator[Resource]:
        for number in range(1):
            yield one.resource("T", str(1 // number), "", {}, {})

    with pytest.raises(ZeroDivisionError):
        run_unit(Unit("cloud", "1", None, "x"), Collector("x", {}, (), collect), Scripted())


def test_a_resource_says_what_it_does_not_know() -> None:
    """Facts, tags, name and region that could not be read are reasons, and leave neutral fields behind."""
    resource = reader().resource("T", "arn:x:y/id-1", NO, {"encryption.key": NO, "origin": None}, NO, region=NO)
    assert (resource.name, resource.tags, resource.region, resource.kind) == ("id-1", {}, None, "volume")
    refused = dict.fromkeys(("encryption.key", "name", "tags", "region"), str(NO.reason))
    assert {path: reason for path, reason in resource.unknown.items() if reason == str(NO.reason)} == refused
    assert resource.facts == {"origin": None}


def test_what_a_collector_does_not_say_is_unknown_unless_it_is_never_set() -> None:
    """All that the dictionary owes to the kind is answered: a value, a declared absence, or not collected."""
    never = (Absence(("flows.share",), "https://docs.example.org: volumes cannot be shared"), Absence(("origin",), "…", of=("U",)))
    collector = Collector("x", {"T": "volume", "U": "volume"}, (LIST, GET), lambda _: iter(()), never=never)
    reads = UnitReader(Unit("cloud", "1", "here", "x"), collector, Scripted())
    one = reads.resource("T", "1", "", {"encryption.at_rest": True}, {})
    told = {"encryption.at_rest", "flows.share"}
    assert one.facts == {"encryption": {"at_rest": True}, "flows": {"share": None}}
    assert one.unknown == {path: "not_collected: T" for path in owed("volume") if path not in told}
    # No answer takes it away; what a collector says of one resource does, and the contract then refuses the absence.
    hole = reads.resource("U", "1", "", {}, {}, otherwise=NO)
    assert hole.facts == {"origin": None, "flows": {"share": None}}
    assert set(hole.unknown.values()) == {str(NO.reason)}
    assert reads.resource("U", "1", "", {"origin": "elsewhere"}, {}).facts["origin"] == "elsewhere"
    assert [{*collector.absent(one)} for one in "TU"] == [{"flows.share"}, {"flows.share", "origin"}]


def test_another_region_shares_the_unit() -> None:
    """What is asked elsewhere is covered by the same unit."""
    one = reader([1])
    other = one.at("there")
    assert (one.region, other.region) == ("here", "there")
    list(other.pages(LIST))
    assert [line.region for line in one.coverage] == ["there"]


def test_what_a_thing_takes_is_asked_side_by_side_and_answered_in_order() -> None:
    """All at once, within what `map` does at once, with what the asking thread knows of itself."""
    reads = reader()
    whose: contextvars.ContextVar[str] = contextvars.ContextVar("whose")

    def part(all_there: Barrier, name: str) -> str:
        all_there.wait()
        return f"{whose.get()}{name}"

    def of(thing: int) -> list[str]:
        whose.set(f"{thing}")
        return reads.together(*(partial(part, all_there, name) for all_there in [Barrier(3, timeout=300)] for name in "abc"))

    with reads.beside:
        assert [*reads.map(of, [1, 2])] == [["1a", "1b", "1c"], ["2a", "2b", "2c"]]


def test_of_a_part_nothing_is_made_that_more_could_change() -> None:
    """A list can only grow; whether something is in it, how long or how many it is, the rest may change."""
    part = Unknown(NO.reason, ["a"])
    assert lift(lambda found: [one.upper() for one in found], part) == Unknown(NO.reason, ["A"])
    for made in (lambda found: "b" in found, len, lambda found: found[0]):
        assert lift(made, part) == NO


class Vanished(Scripted):
    """A source whose errors say that the thing is there no more."""

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """As the provider tells it."""
        return "Gone", call.reason(GONE)


def test_a_list_that_is_gone_is_a_gap_but_for_one_below_a_thing_that_is_gone() -> None:
    """Of a whole account or region that is no answer; what lay below a thing went with it."""
    whole, below = reader(), reader()
    cases: list[tuple[UnitReader, dict[str, str]]] = [(whole, {}), (below, {"at": "/things/a/parts"})]
    for asking, parameters in cases:
        asking._source = Vanished(OSError("x"))
        assert list(asking.pages(LIST, **parameters)) == []
    assert whole.lost(LIST)
    assert [line.status for line in below.coverage] == ["read"]
    assert below.lost(LIST) is None


def test_a_call_is_told_as_unanswered_only_where_it_was() -> None:
    """That something is not set is an answer, and what was not asked is no refusal; the first refusal stays told."""
    told = reader(OSError("Denied"), {"b": 1})
    told.get(GET)
    told.get(GET)
    assert told.asked == {"x:Get": "access_denied: x:Get (x:Read)"}
    settled = reader(Unknown(GET.reason("not_collected")), OSError("NotSet"))
    settled.get(GET)
    settled.get(GET)
    assert settled.asked == {"x:Get": ""}


def test_when_things_end_is_told_or_why_it_is_not() -> None:
    """Nobody knows of those that were not read whether any ends soon."""
    told = reader()
    told.ends("certificate", [("a", "2027-01-01T00:00:00Z"), ("b", None)])
    told.ends("secret", NO)
    assert {(one.what, one.name, one.why) for one in told.endings} == {("certificate", "a", ""), ("secret", "", "access_denied: x:Get")}


@pytest.mark.parametrize(("code", "status"), [("access_denied", "refused"), ("timed_out", "failed"), ("not_collected", "failed")])
def test_a_question_that_opens_an_account_is_a_gap_whatever_the_reason(code: str, status: str) -> None:
    """Without its answer nobody knows what there is."""
    assert coverage.gap("cloud", "1", LIST, LIST.reason(code)).status == status


def test_what_no_collector_reads_asks_for_no_permission() -> None:
    """There is nothing to grant: the list that showed it was read."""
    lines = [coverage.line("cloud", "1", LIST, Reason.of(code, "x")) for code in ("not_understood", "access_denied")]
    assert [line.permission for line in lines] == ["", LIST.needs]
