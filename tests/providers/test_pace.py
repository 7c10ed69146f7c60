"""What may be waited for, by a clock that nobody waits for; and lists that never end."""

from __future__ import annotations

import pytest

from auditor.errors import OutOfTimeError
from auditor.providers.pace import BOUNDS, EMPTY, PAGES, Patience, Rounds

HERE = ("123456789012", "eu-west-3", "logs")


class Clock:
    """Seconds, moved on by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """What time it is."""
        return self.now


@pytest.mark.parametrize(
    ("places", "bound"),
    [
        ([HERE], BOUNDS[0]),
        ([("123456789012", "eu-west-3", f"service-{number}") for number in range(50)], BOUNDS[1]),
        ([("123456789012", f"region-{number % 9}", f"service-{number}") for number in range(90)], BOUNDS[2]),
    ],
    ids=["service", "region", "account"],
)
def test_waiting_ends(places: list[tuple[str, str, str]], bound: object) -> None:
    """Each place waits 20 seconds in its turn, for ever: it ends at the bound, and what is asked then is told out of time."""
    clock = Clock()
    patience = Patience(clock)
    with pytest.raises(TimeoutError) as ended:
        while clock.now < 10**6:
            for place in places:
                patience.check(place)
                start = clock.now
                clock.now += 20
                patience.spent(place, start, clock.now, waiting=True)
    assert isinstance(ended.value, OutOfTimeError)
    assert bound.waiting <= clock.now <= bound.waiting + 20  # type: ignore[attr-defined]


def test_what_is_waited_at_the_same_time_counts_once() -> None:
    """Sixteen threads that wait for one minute have waited one minute."""
    patience = Patience(Clock())
    for _ in range(16):
        patience.spent(HERE, 0, 60, waiting=True)
    patience.check(HERE)
    with pytest.raises(TimeoutError):
        patience.spent(HERE, 60, 60 + BOUNDS[0].waiting, waiting=True)
        patience.check(HERE)


def test_another_account_is_still_asked() -> None:
    """What one account costs leaves the others alone; of the same account, another region too."""
    patience = Patience(Clock())
    patience.spent(HERE, 0, BOUNDS[0].waiting, waiting=True)
    patience.check(("999988887777", "eu-west-3", "logs"))
    patience.check(("123456789012", "eu-west-1", "logs"))
    with pytest.raises(TimeoutError, match="logs"):
        patience.check(HERE)


def test_bytes_and_time_end_too() -> None:
    """Answers that come, and never end, are bounded like those that do not come."""
    patience = Patience(Clock())
    patience.spent(HERE, 0, 1, size=BOUNDS[0].size)
    with pytest.raises(TimeoutError, match="bytes received"):
        patience.check(HERE)
    slow = Patience(Clock())
    slow.spent(HERE, 0, BOUNDS[0].asking)
    with pytest.raises(TimeoutError, match="of asking"):
        slow.check(HERE)


@pytest.mark.parametrize(
    "tokens",
    [["a"] * 5, ["a", "b"] * 5, ["a", "b", "c"] * 5],
    ids=["the same", "two by turns", "three by turns"],
)
def test_tokens_that_come_again_end(tokens: list[str]) -> None:
    """Whatever the circle's length."""
    rounds = Rounds()
    answers = [rounds.astray(token, [number]) for number, token in enumerate(tokens)]
    assert answers.index(True) == len({*tokens})


def test_the_same_page_again_ends_under_any_token() -> None:
    """A token that grows, beside a page that does not change; empty pages are ordinary and go on."""
    rounds = Rounds()
    assert [rounds.astray("x" * number, ["one"]) for number in range(3)] == [False, False, True]
    rounds = Rounds()
    assert not any(rounds.astray(number, []) for number in range(50))


def test_pages_without_end_end() -> None:
    """New elements and new tokens for ever."""
    rounds = Rounds()
    assert sum(not rounds.astray(number, [number]) for number in range(PAGES + 5)) == PAGES - 1


def test_a_list_of_which_a_page_holds_something_goes_on() -> None:
    """Filtered lists have many pages that hold nothing; only so many in a row are one without end."""
    rounds = Rounds()
    pages = [*([[]] * (EMPTY - 1)), ["a"], *([[]] * (EMPTY - 1))]
    assert [number for number, page in enumerate(pages) if rounds.astray(number, page)] == []
    assert rounds.astray("one more", [])
