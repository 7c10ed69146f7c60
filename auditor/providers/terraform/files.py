"""Reads what Terraform and its like wrote: bounded, and refused in one line when it is none of theirs."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import ProviderError
from auditor.files import unread
from auditor.files.bounded import read_bounded
from auditor.i18n import _, filled
from auditor.providers.terraform.document import NOTHING, Document, Plan, StateFile, of_plan, of_state
from auditor.providers.terraform.hcl.reading import folder

MOST = 256 * 1024 * 1024
"""Bytes of a file: the plan of twenty thousand resources has a hundred million."""
NO_PLAN = (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, TypeError, OverflowError)
HCL = ".tf"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""How a file begins that a Windows shell wrote."""


class Head(msgspec.Struct):
    """What tells one sort of JSON from another."""

    format_version: Any = None
    version: Any = None
    lineage: Any = None
    resources: msgspec.Raw = NOTHING
    Resources: msgspec.Raw = NOTHING
    AWSTemplateFormatVersion: Any = None
    schema: Any = msgspec.field(default=None, name="$schema")


def of_folder(path: Path, var_files: Sequence[Path]) -> Document:
    """What the files of a folder tell. Raises ProviderError."""
    try:
        return folder(path, var_files)
    except (*NO_PLAN, OSError) as error:
        why = " ".join(str(error)[:300].split()) or type(error).__name__
        raise ProviderError(
            filled("%(path)s is no configuration of Terraform's: %(why)s", path=path, why=why),
            _("Give the folder of the root module, or the plan: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"),
        ) from error


def read(path: Path, kind: str = "", var_files: Sequence[Path] = ()) -> Document:
    """What a file tells, or a folder of Terraform's language. Raises ProviderError for what cannot be read, or is nothing of the sort."""
    if path.is_dir() or path.suffix == HCL:
        return of_folder(path if path.is_dir() else path.parent, var_files)
    try:
        content = read_bounded(path, MOST)
    except OSError as error:
        raise unread(path, error, _("Give the file that terraform show -json wrote.")) from error
    try:
        return decoded(content, kind)
    except NO_PLAN as error:
        raise refused(path, error) from error


def refused(path: Path, error: Exception) -> ProviderError:
    """That a file is not what it should be, in one line."""
    why = " ".join(str(error)[:200].split()) or type(error).__name__
    return ProviderError(
        filled("%(path)s is no plan, state or template: %(why)s", path=path, why=why),
        _("Write one with: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"),
    )


def decoded(content: bytes, kind: str = "") -> Document:
    """What the bytes of a file tell. Raises one of NO_PLAN for what is none."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            content = content.decode(encoding).encode()
            break
    head = msgspec.json.decode(content, type=Head)
    sort = kind or told(head)
    return READERS[sort](content)


def told(head: Head) -> str:
    """Which sort a file is. Raises ValueError for what is none of them."""
    if isinstance(head.format_version, str):
        return "plan"
    if head.lineage is not None or (isinstance(head.version, int) and head.resources is not NOTHING):
        return "state"
    raise ValueError(_("it has neither format_version nor lineage"))


def _plan(content: bytes) -> Document:
    return of_plan(msgspec.json.decode(content, type=Plan))


def _state(content: bytes) -> Document:
    head = msgspec.json.decode(content, type=Head)
    return _plan(content) if isinstance(head.format_version, str) else of_state(msgspec.json.decode(content, type=StateFile))


READERS: Mapping[str, Callable[[bytes], Document]] = {"plan": _plan, "state": _state}
