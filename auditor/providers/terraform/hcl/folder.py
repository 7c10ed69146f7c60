"""The folders of a configuration: nothing outside of it is ever read, and only what Terraform itself would read."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from auditor.files.bounded import read_bounded
from auditor.i18n import _, filled
from auditor.providers.terraform.hcl.json_syntax import body_of
from auditor.providers.terraform.hcl.syntax import Body, parsed

MOST_FILE, MOST_ALL, MOST_FILES = 4 * 1024 * 1024, 64 * 1024 * 1024, 2000
PLAIN, JSON = (".tf", ".tofu"), (".tf.json", ".tofu.json")
SORTS = (*PLAIN, *JSON)
"""How files end that are read: of two of the same name, OpenTofu's own counts."""
INSTALLED = ".terraform/modules/modules.json"
GIT = ".git"


class Folders:
    """Every folder of modules that is read, each once. `root` is the folder that was named."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.within = next((one for one in (self.root, *self.root.parents) if (one / GIT).exists()), self.root)
        """The checkout that the folder belongs to: no module lies outside of it."""
        self._read: dict[Path, Body] = {}
        self._files, self._bytes = 0, 0

    def body(self, folder: Path) -> Body:
        """All that stands in the files of a folder, those that override the others last. Raises ValueError."""
        if folder not in self._read:
            self._read[folder] = self._gathered(folder)
        return self._read[folder]

    def _gathered(self, folder: Path) -> Body:
        found, later = Body(), []
        for path in files(folder):
            stem = path.name.partition(".")[0] if path.name.endswith(JSON) else path.stem
            if stem == "override" or stem.endswith("_override"):
                later.append(path)
                continue
            found.blocks += self.parsed(path).blocks
        for path in later:
            override(found, self.parsed(path))
        return found

    def parsed(self, path: Path) -> Body:
        """One file. Raises ValueError for what is no HCL, or lies elsewhere."""
        content = self.content(path)
        try:
            return body_of(content) if path.name.endswith(JSON) else parsed(content)
        except (ValueError, RecursionError) as error:
            raise ValueError(filled("%(file)s: %(why)s", file=path.name, why=str(error)[:200])) from error

    def content(self, path: Path) -> str:
        """What a file within the folder says. Raises ValueError for one that a link leads to elsewhere, or that is too large."""
        real = path.resolve()
        if not real.is_relative_to(self.within):
            raise ValueError(filled("%(file)s leads out of the folder", file=path.name))
        self._files += 1
        try:
            content = read_bounded(real, MOST_FILE)
        except OSError as error:
            raise ValueError(filled("%(file)s: %(why)s", file=path.name, why=error.strerror or "")) from error
        self._bytes += len(content)
        if self._files > MOST_FILES or self._bytes > MOST_ALL:
            raise ValueError(_("there are too many files, or they are too large"))
        return content.decode("utf-8-sig")

    def called(self, source: object, folder: Path, key: str) -> Path | None:
        """The folder of a module that is called, when it is here and not empty: beside, or where `terraform init` put it."""
        if isinstance(source, str) and source.startswith(("./", "../")):
            return self._inside(folder / source)
        there = self.installed.get(key)
        return self._inside(self.root / there) if there else None

    def _inside(self, path: Path) -> Path | None:
        real = path.resolve()
        return real if real.is_relative_to(self.within) and real.is_dir() and files(real) else None

    @cached_property
    def installed(self) -> dict[str, str]:
        """Where `terraform init` put modules, by the calls that lead to each."""
        path = self.root / INSTALLED
        if not path.is_file():
            return {}
        told = json.loads(self.content(path))
        modules = told.get("Modules") if isinstance(told, dict) else None
        named = [one for one in modules or () if isinstance(one, dict) and isinstance(one.get("Dir"), str)]
        return {str(one.get("Key")): one["Dir"] for one in named}


def files(folder: Path) -> list[Path]:
    """The files of configuration in a folder, in the order in which Terraform reads them."""
    named = {(path.name.removesuffix(sort), pair): path for pair in (PLAIN, JSON) for sort in pair for path in folder.glob(f"*{sort}")}
    return sorted(named.values())


def override(found: Body, other: Body) -> None:
    """Each block of an override file changes the one of the same labels."""
    for one in other.blocks:
        same = [block for block in found.blocks if (block.type, block.labels) == (one.type, one.labels)]
        if same:
            same[-1].body.merged(one.body)
        else:
            found.blocks.append(one)
