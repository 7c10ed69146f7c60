"""`besoin.yaml`: which data, how much of it, where it may be, which labels, and which requirements count how, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, inspect

from auditor.configuration import Category, Configuration, Country, LabelId, Organisation, Retention
from auditor.errors import InputError
from auditor.i18n import N_, _, filled
from auditor.reference.categories import LEVELS, categories
from auditor.reference.places import zone
from auditor.reference.procurement import Requirement, requirements
from auditor.reference.shape import Checker, Vocabulary
from auditor.reference.source import load
from auditor.reference.vocabularies import vocabularies

RequirementId = Annotated[str, Meta(extra={"word": "requirement"})]
Weight = Literal["eliminatory", "scored", "information", "left_out"]
ACTIVITY = "besoin"
HEALTH = frozenset({"health", "health_other", "social_care"})
ARCHIVES = frozenset({"public_archives", "current_archives", "historical_archives"})


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """A category of data, and how much of it in words."""

    category: Category
    volume: str = ""


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a requirement counts here, and why."""

    kind: Weight
    reason: str = ""


class LabelWanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """A label, always « or equivalent », how it counts and why."""

    label: LabelId
    kind: Literal["eliminatory", "scored", "information"] = "scored"
    reason: str = ""


class Need(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of besoin.yaml. `countries` are those allowed; without them, the EEA and the adequate countries."""

    title: str
    data: Annotated[tuple[Held, ...], Meta(min_length=1)]
    organisation: Organisation | None = None
    countries: Annotated[tuple[Country, ...], Meta(min_length=1)] | None = None
    countries_reason: str = ""
    labels: tuple[LabelWanted, ...] = ()
    requirements: dict[RequirementId, Wanted] = {}
    retention: dict[Category, Retention] = {}

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories of the data."""
        return tuple(dict.fromkeys(one.category for one in self.data))

    def holds(self, nature: str | None) -> bool:
        """Whether there is data of that nature (health, archives); of none in particular, there is."""
        return nature is None or bool({"health": HEALTH, "archives": ARCHIVES}[nature].intersection(self.categories))

    def kind(self, one: Requirement) -> str:
        """How a requirement counts: as the need says, else as a label that is wanted does, else as the register proposes."""
        if one.id in self.requirements:
            return self.requirements[one.id].kind
        wanted = [label.kind for label in self.labels if label.label in one.labels]
        raised = one.eliminatory_when is not None and self.holds(one.eliminatory_when)
        return wanted[0] if wanted else "eliminatory" if raised else one.kind

    def reason(self, one: Requirement) -> str:
        """Why it counts so."""
        said = self.requirements.get(one.id)
        wanted = [label.reason for label in self.labels if label.label in one.labels]
        return said.reason if said else wanted[0] if wanted else ""

    def kept(self) -> list[Requirement]:
        """The requirements of this tender, in the order of the register."""
        return [one for one in requirements().values() if self.kind(one) != "left_out"]

    def warnings(self, as_of: Any) -> Iterator[str]:
        """What could be challenged in the need itself."""
        french = {"FR"} | zone("french_outermost", as_of)
        if self.countries is not None and set(self.countries) <= french and not self.countries_reason:
            yield _(
                "Only France is allowed, and no reason is written: personal data moves freely within the Union (GDPR art. 1(3)), other data"
                " too (regulation (EU) 2018/1807, art. 4). Write the reason that the data gives, or allow the Union."
            )
        if self.countries is not None and set(self.countries) <= french and self._impersonal:
            yield _("This data is about nobody: regulation (EU) 2018/1807 forbids keeping it in one country, but for public security.")
        for one in self.kept():
            raised = one.kind == "eliminatory" or (one.eliminatory_when and self.holds(one.eliminatory_when))
            if self.kind(one) == "eliminatory" and not raised and not self.reason(one):
                yield filled("%(id)s is eliminatory here and no reason is written: a candidate could challenge it.", id=one.id)
        for label in self.labels:
            if label.kind == "eliminatory" and not label.reason:
                yield filled("The label %(name)s is eliminatory and no reason is written.", name=label.label)

    @property
    def _impersonal(self) -> bool:
        return all(LEVELS.index(categories()[name].level) < LEVELS.index("N2") for name in self.categories)

    def configuration(self, accounts: Sequence[Mapping[str, object]]) -> Configuration:
        """What an offer is judged under: all that it holds is the data of this need."""
        activity = {"id": ACTIVITY, "title": self.title, "categories": self.categories}
        return msgspec.convert(
            {
                "organisation": msgspec.to_builtins(self.organisation),
                "accounts": accounts,
                "processing_activities": [{**activity, "select": [{"account": one["id"]} for one in accounts]}],
                "retention": msgspec.to_builtins(self.retention),
                "required_labels": [one.label for one in self.labels],
                "allowed_countries": self.countries,
            },
            Configuration,
        )


def read_need(path: Path) -> Need:
    """The need of a file. Raises InputError with every mistake."""
    document = load(path)
    words = {"requirement": Vocabulary.of(N_("a requirement of the register"), requirements())}
    checker = Checker(document, {**vocabularies(), **words})
    data = checker.check(inspect.type_info(Need), document.data)
    if checker.problems:
        raise InputError(checker.problems, filled("Correct %(path)s; nothing was judged.", path=path))
    return msgspec.convert(data, Need)
