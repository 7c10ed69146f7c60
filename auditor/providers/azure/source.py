"""A subscription as the shared reader sees it: rows of a type, values by path, pages, and what each error means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from auditor.providers.azure import tables
from auditor.providers.azure.arm import Arm, type_of
from auditor.providers.azure.common import LOCATIONS, OWN_TENANT, OWNER
from auditor.providers.azure.envelope import normalised
from auditor.providers.azure.places import NOT_OFFERED
from auditor.providers.azure.session import Session
from auditor.providers.azure.signs import answers
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown

__all__ = ["AzureSource", "Session"]
SUBSCRIPTION = re.compile(r"/subscriptions/[^/]+")


class AzureSource(Arm):
    """What collectors ask of one subscription."""

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, Any]) -> Any:  # noqa: ARG002  # ARM has one address for all regions
        """What is `at` a path; Unknown for an answer that says nothing of a thing of the call's type."""
        if call is LOCATIONS:
            return self.once("locations", lambda: self.complete(f"/subscriptions/{self.subscription}/locations", "2022-12-01", call))
        path = parameters["at"]
        answer = self._listed_with_the_others(path, call) or self._got(path, call, parameters)
        if call is OWNER and isinstance(answer, Mapping):
            answer = {**answer, OWN_TENANT: self.session.claims().get("tid") or self.session.options.get("tenant_id")}
        # An answer that says nothing is none; that a thing is not set has a code of its own.
        return answer if answers(type_of(call), answer) else Unknown(call.reason("empty_answer"))

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, Any]) -> Iterator[list[Any] | Unknown]:  # noqa: ARG002
        """Every row of the call's type in the subscription, or with `at` what is listed there, a list a page."""
        if call is tables.ABOVE:
            yield tables.above(self, call)
            return
        if "at" in parameters:
            namespace = parameters.get("of") or (call.service if call.absent >= NOT_OFFERED else None)
            if namespace and not self.used(namespace, call):
                return
            if call.lists and (held := tables.below(self, call, parameters["at"])):
                yield held
                return
            for page in self._each_page(call, parameters):
                yield normalised(page) if call.lists and not isinstance(page, Unknown) else page
                if not isinstance(page, Unknown) and not all(answers(type_of(call), one) for one in page):
                    yield Unknown(call.reason("partial_list", "elements that say nothing"))
            return
        if "without" in parameters or "only" in parameters:
            yield self._of_types(parameters.get("without", frozenset()), parameters.get("only"))
            return
        yield from tables.rows(self, call)
        if not tables.granted(self, call):
            # Resource Graph and resources.list leave out what we may not read, and say nothing of it.
            yield Unknown(call.reason("access_denied"))

    def subscriptions(self, call: Call) -> list[Any] | Unknown:
        """Every subscription that our token shows, with who manages it; listed once a session."""
        listed: list[Any] | Unknown = self.once("subscriptions", lambda: self.complete("/subscriptions", "2022-12-01", call))
        return listed

    def _got(self, path: str, call: Call, parameters: Mapping[str, Any]) -> Any:
        def ask() -> Any:
            return self.get(path, parameters.get("version") or self.version(call), call)

        return self.once(f"get:{path}".lower(), ask) if parameters.get("once") else ask()

    def _listed_with_the_others(self, path: str, call: Call) -> Any:
        """What the list of subscriptions says of one, which is all that it says of itself; None of anything else."""
        if not SUBSCRIPTION.fullmatch(path):
            return None
        listed = self.subscriptions(call)
        found = () if isinstance(listed, Unknown) else (one for one in listed if str(one.get("id")).lower() == path.lower())
        return next((one for one in found if answers(type_of(call), one)), None)

    def _each_page(self, call: Call, parameters: Mapping[str, Any]) -> Iterable[list[Any] | Unknown]:
        path = parameters["at"]

        def ask() -> Iterator[list[Any] | Unknown]:
            return self.listed(path, parameters.get("version") or self.version(call), call)

        return self.once(f"list:{path}".lower(), lambda: [*ask()]) if parameters.get("once") else ask()

    def _of_types(self, without: Collection[str], only: Collection[str] | None) -> list[Any] | Unknown:
        whole = tables.every_row(self)
        if isinstance(whole, Unknown):
            return whole
        kinds = sorted(whole.keys() - {tables.NAMELESS, *without})
        return [row for kind in kinds if only is None or kind in only for row in whole[kind]]
