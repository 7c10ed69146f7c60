"""What the system answers to a write or a read has, each, its French and the remedy that mends that and nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from auditor import i18n
from auditor.errors import OutputError, SnapshotError
from auditor.files import to_read, unread, write_atomically
from auditor.files.refused import SAID, to_write

MISSING = "Give the directory of a run."
WRITES = {
    errno.ENOSPC: "Free some space",
    errno.EDQUOT: "Free some space",
    errno.EFBIG: "Free some space",
    errno.EACCES: "Give this user the right to write there",
    errno.EPERM: "Give this user the right to write there",
    errno.EROFS: "That file system is read-only",
    errno.ENOENT: "A directory on the way there is missing",
    errno.ELOOP: "Something else lies there",
    errno.EISDIR: "Something else lies there",
    errno.ENOTDIR: "Something else lies there",
    errno.EEXIST: "Something else lies there",
    errno.ENOTEMPTY: "Something else lies there",
    errno.EMFILE: "Let this user open more files",
    errno.ENFILE: "Let this user open more files",
    errno.ENAMETOOLONG: "Give a shorter name",
    errno.EIO: "The disk, or the share that is mounted there",
    errno.ESTALE: "The disk, or the share that is mounted there",
    errno.EBUSY: "Something else holds it",
}
READS = {
    errno.EACCES: "Give this user the right to read it",
    errno.EPERM: "Give this user the right to read it",
    errno.ENOENT: MISSING,
    errno.ENOTDIR: MISSING,
    errno.ELOOP: "It is a link, and none is followed here",
    errno.EISDIR: "Something else than a file lies there",
    errno.EMFILE: "Let this user open more files",
    errno.ENFILE: "Let this user open more files",
    errno.ENAMETOOLONG: "Give a shorter name",
    errno.EIO: "The disk, or the share that is mounted there",
    errno.ESTALE: "The disk, or the share that is mounted there",
    errno.EBUSY: "Something else holds it",
}


@pytest.mark.parametrize("code", WRITES, ids=errno.errorcode.get)
def test_a_refused_write_is_told_with_what_mends_it(code: int, tmp_path: Path) -> None:
    """In English, and in French without a word of the system's own; what was there is as it was."""
    target = tmp_path / "report.html"
    target.write_bytes(b"former")
    for lang in ("en", "fr"):
        with i18n.speaking(lang), pytest.raises(OutputError) as caught, write_atomically(target) as stream:
            stream.write(b"half")
            raise OSError(code, os.strerror(code))
        said = f"{caught.value} {caught.value.remedy}"
        assert (os.strerror(code) in said) == (lang == "en"), said
        assert caught.value.remedy.startswith(WRITES[code]) == (lang == "en"), said
        assert target.read_bytes() == b"former"
        assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("code", READS, ids=errno.errorcode.get)
def test_a_refused_read_is_told_with_what_mends_it(code: int) -> None:
    """The same; what is missing has the remedy of whoever asked."""
    for lang in ("en", "fr"):
        with i18n.speaking(lang):
            error: SnapshotError = unread(Path("run.json"), OSError(code, os.strerror(code)), MISSING)
        assert (os.strerror(code) in str(error)) == (lang == "en")
        assert error.remedy.startswith(READS[code]) == (lang == "en" or READS[code] is MISSING)


def test_what_the_system_says_has_its_french() -> None:
    """Each sentence that is translated is one that this system says."""
    said = {os.strerror(code) for code in {**WRITES, **READS}}
    assert said <= {*SAID}
    assert {*SAID} <= {os.strerror(code) for code in errno.errorcode}


def test_an_error_that_nobody_foresaw_has_a_remedy_too() -> None:
    """It promises nothing that would not help."""
    with i18n.speaking("en"):
        assert to_write(errno.EDEADLK) == "Choose another --out."
        assert to_read(errno.EDEADLK, MISSING) == MISSING
