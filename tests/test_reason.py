"""A reason is one value: what is written is read back, and every code that the product says is one that it knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from auditor.i18n import speaking
from auditor.outputs.causes import _by_provider, _causes, cause
from auditor.providers import PROVIDERS
from auditor.reason import CODES, FAILED, Reason, reason_of

SOURCES = [path for path in Path(__file__).parents[1].glob("auditor/**/*.py") if path.name != "reason.py"]
WRITTEN = re.compile(r"""(?:Unknown\.of|\.reason|Reason|Reason\.of|reason_for)\(\s*"([a-z_]+)\"""")


NAMED = re.compile(r'^([A-Z_]+) = "([a-z_]+)"$', re.MULTILINE)
TAKEN_APART = ("split", "partition", "rpartition", "startswith", "removeprefix")


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


def test_no_reason_is_put_together_or_taken_apart_by_hand() -> None:
    """Outside of its own module: a text that begins as one, or one made of another's words."""
    begins = tuple(f"{code}: " for code in CODES)
    codes = {name for path in SOURCES for name, code in NAMED.findall(path.read_text("utf-8")) if code in CODES}
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                assert not node.value.startswith(begins), (path, node.lineno)
            if isinstance(node, ast.JoinedStr) and len(node.values) > 1:
                first, after = node.values[:2]
                name = getattr(getattr(first, "value", None), "id", "")
                assert not (name in codes and getattr(after, "value", "").startswith(": ")), (path, node.lineno)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKEN_APART:
                assert getattr(node.func.value, "attr", "") != "reason", (path, node.lineno)


def test_more_may_be_said_beside() -> None:
    """After what was said already, of whichever call it is."""
    refused = Reason("access_denied", "sts:AssumeRole", "", "by a role")
    assert str(refused.beside("account 1")) == "access_denied: sts:AssumeRole: by a role: account 1"
    assert Reason.of("not_answered", "").beside(Reason.of("not_collected", "x")) == Reason("not_answered", detail="not_collected: x")


def test_every_code_is_known_and_has_words() -> None:
    """In the one list of codes, whichever module says it; and in words, with what to do about it."""
    said = {code for path in SOURCES for code in WRITTEN.findall(path.read_text())}
    assert len(said) > 8
    assert said <= CODES
    assert CODES - {"gone"} <= _causes("fr").keys()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_provider_s_own_files_are_named_in_its_own_remedies(lang: str) -> None:
    """Of a provider we have, for a code that there is, in both languages; whoever has none of its own is told the common one."""
    assert {*_by_provider()} <= {*PROVIDERS}
    assert {code for own in _by_provider().values() for code in own} <= _causes(lang).keys()
    with speaking(lang):
        remedies = {name: cause("no_profile: sts:AssumeRole", provider=name).remedy for name in ("aws", "openstack", "ovh", "../aws", "")}
    assert "~/.aws/config" in remedies["aws"]
    assert "clouds.yaml" in remedies["openstack"]
    assert remedies["ovh"] == remedies[""] == remedies["../aws"] == _causes(lang)["no_profile"][1]


def test_a_status_follows_from_the_code() -> None:
    """Refused where a right would help, skipped where nothing was asked, failed where no answer came."""
    statuses = {"access_denied": "refused", "guard_rail": "refused", "not_collected": "skipped", "gone": "skipped"}
    assert all(reason_of(f"{code}: a:B").status == status for code, status in statuses.items())
    assert all(reason_of(code).status == "failed" and reason_of(code).unanswered for code in FAILED)
    assert reason_of("").status == "read"
