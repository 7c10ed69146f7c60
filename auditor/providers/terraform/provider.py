"""Reads plans, states and templates as if they were the clouds that they speak of: no network, no credentials, no Terraform."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.configuration import Entry
from auditor.i18n import _
from auditor.model import Coverage
from auditor.providers import coverage
from auditor.providers.contract import PLANNED, Call, Collector, Opened, Unit, UnitResult, held
from auditor.providers.forms import check_form
from auditor.providers.reader import run_unit
from auditor.providers.sessions import Sessions
from auditor.providers.terraform.arm import translated
from auditor.providers.terraform.document import DESTROYED, REPLACED, Document
from auditor.providers.terraform.estate import Estate
from auditor.providers.terraform.files import NO_PLAN, read, refused
from auditor.providers.terraform.options import Options
from auditor.providers.terraform.placing import endpoint
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.reading import SHOW, FileSource, collector
from auditor.providers.terraform.references import References
from auditor.providers.terraform.tables import cloud, clouds, known
from auditor.providers.terraform.telling import Target
from auditor.reason import Reason
from auditor.reference.source import Path_

NO_DATA = frozenset(
    {"archive", "assert", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls", "utils"}
)
"""Terraform providers that make nothing in any cloud."""
AZAPI = "azapi"
GOING = {
    DESTROYED: Call("terraform", "plan: delete"),
    REPLACED: Call("terraform", "plan: replace"),
}


class Files:
    """The estates of an entry, read once."""

    def __init__(self, options: Options) -> None:
        var_files = [Path(one) for one in options.get("var_files") or ()]
        kind = str(options.get("kind") or "")
        documents = {str(path): read(Path(path), kind, var_files, _target(options, path)) for path in options["files"]}
        self.estates = {path: _estate(options, path, document) for path, document in documents.items()}

    def close(self) -> None:
        """Nothing is open."""


def _estate(options: Options, path: str, document: Document) -> Estate:
    if any(one.provider == AZAPI for one in document.entries):
        document.entries = [told for one in document.entries if (told := translated(one)) is not None]
    here = {one.provider for one in document.entries} & known()
    types = {name: row for one in sorted(here) for name, row in cloud(one).types.items()}
    settings = {name: row for one in sorted(here) for name, row in cloud(one).settings.items()}
    target = _target(options, path)
    document.touched |= _changed(document)
    return Estate(document.of(here), types, settings, target.account, target.own, target.region)


def _changed(document: Document) -> dict[str, str]:
    """The resources that something of the same service refers to, which no table knows: it may be a setting of theirs."""
    found: dict[str, str] = {}
    references = References(document)
    for one in document.entries:
        if one.provider not in known() or one.mode != "managed" or cloud(one.provider).knows(one.type):
            continue
        for other in references.named(one, document.written(one)):
            if one.type.split("_")[:2] == other.type.split("_")[:2]:
                found[other.address] = f"{one.type} is not understood"
    return found


def _target(options: Options, path: str) -> Target:
    """Where a file is to be applied, as far as the entry says."""
    own = str(options["id"]) if len(options["files"]) == 1 else f"{options['id']}:{Path(path).name}"
    return Target(str(options.get("region") or ""), str(options.get("account") or ""), own)


class TerraformProvider:
    """An entry is one or more files; each cloud that a file speaks of is a unit, and so is each other operator behind the same API."""

    name = "terraform"
    reads_files = True
    options: type[Entry] = Options
    partitions: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._sessions: Sessions[Options, Files] = Sessions(Files, ("cloud", "file", "endpoint_url", "operator", "operator_told", PLANNED))

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """A list of no files."""
        if entry.get("files") == []:
            yield ("files",), _("no file: there is nothing to read")

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"list": _("the names of the permissions")}

    def collectors(self) -> Collection[Collector]:
        """One a cloud."""
        return [_collector(name) for name in clouds()]

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """None at all: files are read."""
        check_form(form, self.forms(), self.name)
        return {"permissions": []}

    def open(self, options: Mapping[str, object]) -> Opened:
        """Read the files. Raises ProviderError for one that is none: nothing of it could be judged."""
        opened = Opened({}, [], [])
        for path, estate in self._sessions.of(options).estates.items():
            try:
                opened.units.extend(_units(held(options, Options), path, estate))
                opened.coverage.extend(_beside(estate))
                opened.accounts[estate.account] = path
            except NO_PLAN as error:
                # What a file holds is looked at one resource after the other: only now does it show that it is none.
                raise refused(Path(path), error) from error
        return opened

    def run(self, unit: Unit) -> UnitResult:
        """Judge nothing yet: tell every resource of one cloud in one file."""
        estate = self._sessions.of(unit.options).estates[unit.options["file"]]
        table = cloud(unit.options["cloud"])
        mine = [one for one in estate.resources() if one.type in table.types and _operator(estate, one) == unit.options["operator_told"]]
        # What a file is looked up by is found out as it is asked, by one unit after the other.
        with estate.turn:
            return run_unit(unit, _collector(table.provider), FileSource(mine), sites=unit.options.get("sites") or {})

    def understood(self, id: str) -> bool:
        """Every id that a file gives is one of a resource, or of what the file does not hold."""
        return bool(id)

    def close(self) -> None:
        """Forget the files."""
        self._sessions.close()


@functools.cache
def _collector(name: str) -> Collector:
    # Guarded by the cache's own lock; a collector never changes.
    return collector(cloud(name))


def _units(options: Options, path: str, estate: Estate) -> Iterator[Unit]:
    """One unit a cloud and operator."""
    seen = Counter((planned.entry.provider, _operator(estate, planned)) for planned in estate.resources())
    for provider, told in seen:
        who = {"endpoint_url": told} if told else {"operator": cloud(provider).offer}
        service = provider if not told else f"{provider} ({told})"
        declared = {"operator": options["operator"]} if options.get("operator") else {}
        more = {"cloud": provider, "file": path, "operator_told": told, PLANNED: estate.document.planned, **who, **declared}
        yield Unit("terraform", estate.account, None, service, {**options, **more})


def _operator(estate: Estate, planned: Planned) -> str:
    """The address that its provider is told to ask at; empty for the cloud's own."""
    return endpoint(estate.document, planned.entry, cloud(planned.entry.provider).address)


def _beside(estate: Estate) -> Iterator[Coverage]:
    """What else is to be said of a file: what it holds that no table knows, and what it takes away."""
    document = estate.document
    for (_provider, type), count in sorted(_strange(document).items()):
        yield coverage.line("terraform", estate.account, SHOW, Reason.of("not_understood", type), service=type, resources=count)
    for sort, call in GOING.items():
        gone = Counter(entry.type for told, entry in document.gone if told == sort and _holds(entry.provider, entry.type))
        for type, count in sorted(gone.items()):
            yield coverage.line(
                "terraform",
                estate.account,
                call,
                Reason.of(f"planned_{sort}", f"{type}: {sort}d by the plan"),
                service=type,
                resources=count,
            )
    for note in document.notes:
        yield coverage.gap("terraform", estate.account, SHOW, note)


def _strange(document: Document) -> Counter[tuple[str, str]]:
    """The types that no table knows, by provider, and how many there are of each."""
    return Counter(
        (one.provider, one.type)
        for one in document.entries
        if one.mode == "managed" and one.provider not in NO_DATA and not (one.provider in known() and cloud(one.provider).knows(one.type))
    )


def _holds(provider: str, type: str) -> bool:
    return provider in known() and type in cloud(provider).types
