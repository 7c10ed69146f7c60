"""A reason is one value: what is written is read back, and every code that the product says is one that it knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.outputs.causes import _causes
from auditor.reason import CODES, FAILED, Reason, reason_of

SOURCES = [path for path in Path(__file__).parents[1].glob("auditor/**/*.py") if "reason" not in path.name]
WRITTEN = re.compile(r"""(?:Unknown\(f?|\.reason\(|Reason\()"([a-z_]+)(?::|")""")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("access_denied: s3:GetBucketAcl", Reason("access_denied", "s3:GetBucketAcl")),
        ("empty_answer: s3:GetX (s3:GetY)", Reason("empty_answer", "s3:GetX", "s3:GetY")),
        ("no_answer: s3:GetX (s3:GetY): NoSuchThing", Reason("no_answer", "s3:GetX", "s3:GetY", "", "NoSuchThing")),
        ("gone: s3:GetX: deleted meanwhile", Reason("gone", "s3:GetX", "", "deleted meanwhile")),
        ("target_not_read: arn:aws:s3:::b", Reason("target_not_read", detail="arn:aws:s3:::b")),
        ("not_collected", Reason("not_collected")),
        ("Texte libre", Reason("", detail="Texte libre")),
        (
            "no_answer: M.Sql:List (M.Sql/servers/read): 418",
            Reason("no_answer", "M.Sql:List", "M.Sql/servers/read", "", "418"),
        ),
    ],
)
def test_what_is_written_is_read_back(text: str, reason: Reason) -> None:
    """And written again the same."""
    assert reason_of(text) == reason
    assert str(reason) == text


def test_every_code_is_known_and_has_words() -> None:
    """In the one list of codes, whichever module says it; and in words, with what to do about it."""
    said = {code for path in SOURCES for code in WRITTEN.findall(path.read_text())}
    assert len(said) > 8
    assert said <= CODES
    assert CODES - {"gone"} <= _causes("fr").keys()


def test_a_status_follows_from_the_code() -> None:
    """Refused where a right would help, skipped where nothing was asked, failed where no answer came."""
    statuses = {"access_denied": "refused", "guard_rail": "refused", "not_collected": "skipped", "gone": "skipped"}
    assert all(reason_of(f"{code}: a:B").status == status for code, status in statuses.items())
    assert all(reason_of(code).status == "failed" and reason_of(code).unanswered for code in FAILED)
    assert reason_of("").status == "read"
