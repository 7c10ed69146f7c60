"""YAML as people write it: 1.2 scalars, positions, and nothing that means more than it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from auditor.errors import InputError
from auditor.reference.source import load, parse, suggest

pytestmark = pytest.mark.usefixtures("english")


def test_norway_is_a_country_and_leading_zeros_stay() -> None:
    """`NO`, `yes`, `on`, dates and account numbers with a leading zero are text; true and 12 are not."""
    data = parse("a: [FR, NO, yes, on, 2026-01-01, 012345678901, true, 12, 1.5, null, '12']", "t").data
    assert data == {"a": ["FR", "NO", "yes", "on", "2026-01-01", "012345678901", True, 12, 1.5, None, "12"]}


def test_positions_are_those_of_the_text() -> None:
    """Every value and key knows its line and column, and a missing one answers for its parent."""
    document = parse("a:\n  - b: 1\n    c: {d: 2}\n", "t")
    assert document.position(("a", 0, "c", "d")) == (3, 12)
    assert document.key_position(("a", 0, "c")) == (3, 5)
    assert document.position(("a", 0, "missing")) == (2, 5)
    assert str(document.problem(("a", 0, "b"), "wrong", "right")) == "t:2:8: wrong (did you mean 'right'?)"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1), "duplicate key 'a'"),
        ("a: &x 1\nb: *x\n", (2, 4), "aliases (*name) are not accepted"),
        ("a: !!python/object:os.system 1\n", (1, 4), "tags (tag:yaml.org,2002:python/object:os.system) are not accepted"),
        ("a: [1\n", (2, 1), "not valid YAML: a comma or a ']' is missing"),
        ("a: 1\n---\nb: 2\n", (2, 1), "not valid YAML: but found another document"),
        ("? [a]\n: b\n", (1, 3), "a key must be a word"),
        ("a: " + "[" * 100_000, (1, 63), "nested deeper than 60 levels"),
    ],
)
def test_what_is_refused_says_where(text: str, place: tuple[int, int], message: str) -> None:
    """Each refusal names its line and column."""
    with pytest.raises(InputError) as caught:
        parse(text, "t")
    problem = caught.value.problems[0]
    assert ((problem.line, problem.column), problem.message) == (place, message)


def test_all_duplicates_are_reported_at_once() -> None:
    """The second mistake is not hidden by the first."""
    with pytest.raises(InputError) as caught:
        parse("a: 1\na: 2\nb: 1\nb: 2\n", "t")
    assert [problem.line for problem in caught.value.problems] == [2, 4]


def test_unreadable_files_are_input_errors(tmp_path: Path) -> None:
    """A missing file, one that is not UTF-8 and one that is too large are mistakes with a place, not tracebacks."""
    (tmp_path / "latin.yaml").write_bytes(b"a: 1\nb: \xe9t\xe9\n")
    (tmp_path / "huge.yaml").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    for name, message in {"none.yaml": "cannot be read", "latin.yaml": "is not UTF-8", "huge.yaml": "larger than"}.items():
        with pytest.raises(InputError, match=message):
            load(tmp_path / name)


@given(st.text(max_size=200))
def test_any_text_is_data_or_an_input_error(text: str) -> None:
    """No text crashes the reader."""
    try:
        data = parse(text, "t").data
    except InputError as error:
        data = [str(problem) for problem in error.problems]
    assert data is None or isinstance(data, (str, int, float, bool, list, dict))


def test_suggestions_are_close_words_only() -> None:
    """A near miss gets a hint, a stranger none."""
    assert suggest("location.contry", ["location.country", "retention.max"]) == "location.country"
    assert suggest("zzz", ["location.country"]) == ""
