"""Reads what Terraform and its like wrote: bounded, and refused in one line when it is none of theirs."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import ProviderError
from auditor.files import unread
from auditor.files.bounded import read_bounded
from auditor.i18n import _, filled
from auditor.providers.terraform.cloudformation import reading as cloudformation
from auditor.providers.terraform.document import NOTHING, Document, Plan, StateFile, of_plan, of_state
from auditor.providers.terraform.hcl.folder import SORTS
from auditor.providers.terraform.hcl.reading import folder
from auditor.providers.terraform.telling import NOWHERE, Target
from auditor.providers.terraform.templates import reading as templates

MOST = 256 * 1024 * 1024
"""Bytes of a file: the plan of twenty thousand resources has a hundred million."""
NO_PLAN = (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, TypeError, OverflowError)
ARM = "deploymenttemplate.json"
MOST_GIVEN = 4 * 1024 * 1024
WORD = re.compile(rb"\s*[^\s{\[\"]")
"""How a file begins that is no JSON."""
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""How a file begins that a Windows shell wrote."""


TEMPLATE = re.compile(r"^[\"']?(AWSTemplateFormatVersion|Resources)[\"']?\s*:", re.MULTILINE)
"""What begins a line of a template of CloudFormation only."""


class Head(msgspec.Struct):
    """What tells one sort of JSON from another."""

    format_version: Any = None
    version: Any = None
    lineage: Any = None
    resources: msgspec.Raw = NOTHING
    Resources: msgspec.Raw = NOTHING
    AWSTemplateFormatVersion: Any = None
    schema: Any = msgspec.field(default=None, name="$schema")


def of_folder(path: Path, var_files: Sequence[Path], account: str = "") -> Document:
    """What the files of a folder tell. Raises ProviderError."""
    try:
        return folder(path, var_files, account)
    except (*NO_PLAN, OSError) as error:
        raise ProviderError(
            filled("%(path)s is no configuration of Terraform's: %(why)s", path=path, why=_why(error, 300)),
            _("Give the folder of the root module, or the plan: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"),
        ) from error


def read(path: Path, kind: str = "", var_files: Sequence[Path] = (), target: Target = NOWHERE) -> Document:
    """What a file tells, or a folder of Terraform's language. Raises ProviderError for what cannot be read, or is nothing of the sort."""
    if path.is_dir() or path.name.endswith(SORTS):
        return of_folder(path if path.is_dir() else path.parent, var_files, target.account)
    try:
        content = read_bounded(path, MOST)
    except OSError as error:
        raise unread(path, error, _("Give the file that terraform show -json wrote.")) from error
    try:
        return decoded(content, kind, replace(target, given=_given(var_files)))
    except NO_PLAN as error:
        raise refused(path, error) from error


def refused(path: Path, error: Exception) -> ProviderError:
    """That a file is not what it should be, in one line."""
    return ProviderError(
        filled("%(path)s is no plan, state or template: %(why)s", path=path, why=_why(error, 200)),
        _("Write one with: terraform plan -out=plan.out && terraform show -json plan.out > plan.json"),
    )


def _why(error: Exception, most: int) -> str:
    """What an error says, in one line; its kind where it says nothing."""
    return " ".join(str(error)[:most].split()) or type(error).__name__


def _given(files: Sequence[Path]) -> dict[str, Any]:
    """The values of a template's parameters, in any of the forms that the clouds' own tools take. Raises ValueError."""
    found: dict[str, Any] = {}
    for file in files:
        try:
            told = json.loads(read_bounded(file, MOST_GIVEN))
        except OSError as error:
            raise ValueError(f"{file.name}: {error.strerror}") from error
        if isinstance(told, list):
            found |= {
                str(one["ParameterKey"]): one.get("ParameterValue") for one in told if isinstance(one, dict) and "ParameterKey" in one
            }
            continue
        of = told.get("parameters", told.get("Parameters", told)) if isinstance(told, dict) else {}
        values = of.items() if isinstance(of, dict) else ()
        found |= {str(name): one["value"] if isinstance(one, dict) and "value" in one else one for name, one in values}
    return found


def decoded(content: bytes, kind: str = "", target: Target = NOWHERE) -> Document:
    """What the bytes of a file tell. Raises one of NO_PLAN for what is none."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            content = content.decode(encoding).encode()
            break
    # A template of CloudFormation may be in YAML; everything else is JSON.
    sort = kind or ("cloudformation" if WORD.match(content) else told(msgspec.json.decode(content, type=Head)))
    return READERS[sort](content, target)


def told(head: Head) -> str:
    """Which sort a file is. Raises ValueError for what is none of them."""
    if isinstance(head.format_version, str):
        return "plan"
    if head.lineage is not None or (isinstance(head.version, int) and head.resources is not NOTHING):
        return "state"
    if ARM in str(head.schema).lower():
        return "arm"
    if head.Resources is not NOTHING:
        return "cloudformation"
    raise ValueError(_("it has neither format_version nor lineage, and is no template"))


def _plan(content: bytes, _target: Target = NOWHERE) -> Document:
    return of_plan(msgspec.json.decode(content, type=Plan))


def _state(content: bytes, _target: Target = NOWHERE) -> Document:
    head = msgspec.json.decode(content, type=Head)
    return _plan(content) if isinstance(head.format_version, str) else of_state(msgspec.json.decode(content, type=StateFile))


READERS: Mapping[str, Callable[[bytes, Target], Document]] = {
    "plan": _plan,
    "state": _state,
    "cloudformation": cloudformation.document,
    "arm": templates.document,
}
