"""The provider of declared things: each service of a file is an account of its own, as each is a contract of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from auditor.configuration import Entry
from auditor.i18n import _
from auditor.providers.contract import Call, Collector, Opened, Unit, UnitResult, held
from auditor.providers.declared.answers import Service
from auditor.providers.declared.collector import COLLECTOR
from auditor.providers.declared.naming import SCHEME
from auditor.providers.declared.options import Options
from auditor.providers.declared.reading import services
from auditor.providers.forms import check_form
from auditor.providers.reader import run_unit
from auditor.reason import Reason
from auditor.reference.source import Path_


class DeclaredProvider:
    """Reads files; calls nobody."""

    name = "declared"
    options: type[Entry] = Options
    partitions: tuple[str, ...] = ()
    reads_files = True

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:  # noqa: ARG002
        """Nothing that the shape does not say; the file is held against its own shape when it is opened."""
        return ()

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"list": _("the names of the permissions")}

    def collectors(self) -> Collection[Collector]:
        """One."""
        return (COLLECTOR,)

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """The right to read the file."""
        check_form(form, self.forms(), self.name)
        return {"permissions": [_("read the file that the entry names")]}

    def open(self, options: Mapping[str, object]) -> Opened:
        """Every service of the file. Raises InputError with every mistake in it."""
        entry = held(options, Options)
        found = services(Path(entry["file"]))
        units = [self._unit(entry, service) for service in found]
        return Opened({unit.account: service.title or service.id for unit, service in zip(units, found, strict=True)}, units, [])

    def _unit(self, options: Options, service: Service) -> Unit:
        whose = {"operator": service.operator} if service.operator else {"nobody": (service.entity and service.entity.name) or service.id}
        told = {"id": options["id"], "service": msgspec.to_builtins(service)}
        return Unit(self.name, f"{options['id']}/{service.id}", None, COLLECTOR.service, {**told, **whose})

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""
        return run_unit(unit, COLLECTOR, _Answers(unit.options["service"]))

    def understood(self, id: str) -> bool:
        """Whether it is a declared thing's."""
        return id.startswith(SCHEME)

    def close(self) -> None:
        """Nothing is held open."""


class _Answers:
    """A source of one service, read already."""

    errors: tuple[type[Exception], ...] = ()
    requests = 0

    def __init__(self, service: Mapping[str, object]) -> None:
        self._service = service

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:  # noqa: ARG002
        """The service."""
        return self._service

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any]]:  # noqa: ARG002
        """One page of one service."""
        yield [self._service]

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """No error is foreseen."""
        return type(error).__name__, call.reason("no_answer")
