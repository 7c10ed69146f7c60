"""Spoilt inputs of every reader: each is accepted or refused in words, within seconds; what broke one is kept and tried again.

`AUDITOR_FUZZ_SECONDS` says how long all of them are tried together: two seconds in a check, twenty in an integration, minutes at night.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

from tests.attacks.hostile import ODD, RAW, _paths
from tests.attacks.targets import TARGETS, Target, attempt

CORPUS = Path(__file__).parent / "corpus"
SECONDS = float(os.environ.get("AUDITOR_FUZZ_SECONDS") or 2)
LONGEST = 5
"""Seconds of processor that one input may take."""
PIECES = [
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"NaN",
    b"-1",
    b"1e999",
    b"9" * 400,
    b"[" * 70,
    b"{",
    b"}",
    b"]",
    b'"',
    b":",
    b"\n",
    b"\r",
]
PIECES += [
    b"&a ",
    b"*a",
    b"!!python/name:os ",
    b"<<: *a",
    b"? ",
    b"---\n",
    b"#",
    b"\t",
    b"'",
    b";",
    b"|",
    b">",
    b"\xe2\x80\xae",
    b"null",
    b"true",
]


@contextmanager
def in_time() -> Iterator[None]:
    """Processor time, so that a machine under load is no hang."""

    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {LONGEST} s")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@st.composite
def spoilt_data(draw: Callable[[st.SearchStrategy[Any]], Any], target: Target) -> bytes:
    """The valid content, one to three of its parts left out, doubled, wrapped, renamed, or put in the place of another."""
    holder = [copied(target.content())]
    for _turn in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from([*_paths(holder)]))
        parent: Any = holder
        for step in above:
            parent = parent[step]
        match draw(st.sampled_from("odd odd odd gone other wrapped renamed doubled".split())):
            case "odd":
                parent[last] = copied(draw(st.one_of(st.sampled_from(ODD), scalars)))
            case "gone" if above:
                del parent[last]
            case "other":
                value: Any = holder
                for step in draw(st.sampled_from([*_paths(holder)])):
                    value = value[step]
                parent[last] = copied(value)
            case "renamed" if isinstance(last, str):
                parent[draw(st.text(max_size=5))] = parent.pop(last)
            case "doubled" if isinstance(parent, list) and above:
                parent.insert(last, copied(parent[last]))
            case _:
                parent[last] = [parent[last]]
    return target.written(holder[0])


def copied(value: Any) -> Any:
    """A copy, of data that holds itself nowhere."""
    if isinstance(value, dict):
        return {name: copied(one) for name, one in value.items()}
    return [copied(one) for one in value] if isinstance(value, list) else value


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.dates().map(str),
    st.sampled_from(["\ud800", "P1Y\n", "1" * 5000]),
)


@st.composite
def spoilt_bytes(draw: Callable[[st.SearchStrategy[Any]], Any], target: Target) -> bytes:
    """The valid file with pieces put in, left out, doubled or turned."""
    raw = target.written(target.content())
    for _turn in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.sampled_from([0, 1, 1, 5, 50, 5000])))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        raw = draw(
            st.sampled_from(
                [raw[:start] + piece + raw[start:], raw[:start] + raw[end:], raw[:end] + raw[start:], raw[:start] + piece + raw[end:]]
            )
        )
    return raw


def strategy(target: Target) -> st.SearchStrategy[bytes]:
    """Every way to spoil an input of that target."""
    return (
        st.one_of(spoilt_data(target), spoilt_bytes(target), st.sampled_from([*RAW.values()])) if target.bytes_too else spoilt_data(target)
    )


def tried(name: str, raw: bytes, folder: Path) -> str:
    """What the target says; an input that breaks it is kept in the corpus."""
    try:
        with in_time():
            return attempt(TARGETS[name], raw, folder)
    except BaseException:
        kept = CORPUS / name / hashlib.sha256(raw).hexdigest()[:16]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(raw)
        raise


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_valid_is_accepted(name: str, tmp_path: Path) -> None:
    """Else nothing would be tried of what comes after."""
    assert attempt(TARGETS[name], TARGETS[name].written(TARGETS[name].content()), tmp_path / "t") == ""


@pytest.mark.parametrize("name", TARGETS)
def test_spoilt_inputs_are_read_or_refused(name: str, tmp_path: Path) -> None:
    """As many as there is time for."""
    until, turn, count = time.monotonic() + SECONDS / len(TARGETS), int.from_bytes(os.urandom(4)), 0

    def attack(raw: bytes) -> None:
        nonlocal count
        if time.monotonic() < until or not count:
            tried(name, raw, tmp_path / "t")
            count += 1

    quiet = settings(max_examples=50, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck], deadline=None)
    while time.monotonic() < until or not count:
        turn += 1
        seed(turn)(quiet(given(strategy(TARGETS[name]))(attack)))()
    assert count


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_broke_a_reader_once_does_not_again(path: Path, tmp_path: Path) -> None:
    """The corpus: a folder a target, a file an input."""
    with in_time():
        assert isinstance(attempt(TARGETS[path.parent.name], path.read_bytes(), tmp_path / "t"), str)
