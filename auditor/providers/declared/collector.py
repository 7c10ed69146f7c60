"""A declared service as a resource: the same facts and places as of a cloud, and which of them nobody proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from auditor.model import Resource, Told
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.coverage import now
from auditor.providers.declared.answers import ANNOUNCED, HOLDS, PROVED, Held, Keys, Period, Service, Sites, Support, Yes
from auditor.providers.declared.naming import SCHEME, key_id
from auditor.providers.observing import Unknown
from auditor.providers.shapes import flows, joined
from auditor.reason import Reason, reason_for
from auditor.reference.categories import folded
from auditor.reference.facts import facts as dictionary
from auditor.reference.procurement import answered_by

CATEGORY = "rgpd:categorie"
FED = {
    "hosting": ("region", "flows.replication", "offer"),
    "replicas": ("flows.replication",),
    "backups": ("flows.backup",),
    "logs": ("flows.logs",),
    "support": ("flows.processing",),
    "processors": ("flows.processing",),
    "retention": ("retention.max",),
    "backup_retention": ("backup.retention",),
    "encryption": ("encryption.at_rest",),
    "keys": ("encryption.key", "encryption.key_country"),
    "entity": ("operator.country", "operator.exposure"),
}
"""Question → the facts that its answer tells."""
READ = Call(
    "declared", "ReadAnswers", tuple(fact for told in FED.values() for fact in told if fact.count(".")), permission="file", lists=True
)


def collect(reader: Reader) -> Iterator[Resource]:
    """The service of the unit."""
    for plain in reader.pages(READ):
        service = msgspec.convert(plain, Service)
        yield _resource(reader, service)


def _resource(reader: Reader, service: Service) -> Resource:
    native, known = f"Declared::{service.kind}", dictionary().of_kind(service.kind)
    told = {path: value for path, value in _facts(reader, service).items() if path in known}
    site = _primary(service)
    tags = dict(service.tags) | ({CATEGORY: "; ".join(service.categories)} if service.categories else {})
    where: Any = Unknown(_silent(service, "hosting"))
    if site is not None:
        where = site.region or folded(f"{site.country} {site.city}")
    made = reader.resource(
        native,
        f"{SCHEME}{reader.account}",
        service.title or service.id,
        told,
        tags,
        where,
        otherwise=Unknown(_silent(service, service.kind)),
    )
    run_by = {} if site is None or site.host is None else {"offer": site.host}
    unknown = {path: reason for path, reason in made.unknown.items() if path not in run_by}
    return msgspec.structs.replace(made, site=site and site.country, unknown=unknown, told=_told(service), **run_by)


def _primary(service: Service) -> Any:
    hosting = service.said("hosting")
    return hosting.sites[0] if isinstance(hosting, Sites) and hosting.sites else None


def _facts(reader: Reader, service: Service) -> dict[str, Any]:
    """Every fact that an answer tells; unknown, with its question, where there is none."""

    def of(question: str, read: Any) -> Any:
        said = service.said(question)
        found = None if said is None else read(said)
        return Unknown(_silent(service, question)) if isinstance(found, _Unsaid) or said is None else found

    def sites(said: Sites, first: int = 0) -> Any:
        return flows(_site(reader, service, one) for one in said.sites[first:])

    return {
        "flows.replication": joined(of("hosting", lambda said: sites(said, 1)), of("replicas", sites)),
        "flows.backup": of("backups", sites),
        "flows.logs": of("logs", sites),
        "flows.processing": joined(of("support", _support), of("processors", _processors)),
        "retention.max": of("retention", _period),
        "backup.retention": of("backup_retention", _period),
        "encryption.at_rest": of("encryption", _yes),
        "encryption.key": of("keys", lambda said: _key(service, said)),
        "encryption.key_country": of("keys", lambda said: said.country),
    }


class _Unsaid:
    """An answer that leaves out what was asked."""


def _site(reader: Reader, service: Service, site: Any) -> dict[str, Any]:
    """Where a copy lies: with the service's own contract, whoever runs the room."""
    return {
        "country": site.country,
        "region": site.region or None,
        "to": site.to or None,
        "account": reader.account,
        "holder": site.host or service.operator,
    }


def _support(said: Support) -> Any:
    return flows({"country": country, "holder": "support", "to": None} for country in said.countries)


def _processors(said: Any) -> Any:
    return flows({"country": one.country, "holder": one.name, "to": None} for one in said.entries)


def _period(said: Period) -> Any:
    return None if said.forever else said.period or _Unsaid()


def _yes(said: Yes) -> Any:
    return _Unsaid() if said.answer is None else said.answer == "yes"


def _key(service: Service, said: Keys) -> Any:
    if said.manager is None:
        return _Unsaid()
    return None if said.manager == "provider" else key_id(said.manager, service.id)


def _silent(service: Service, question: str) -> Reason:
    return Reason.of("not_answered", f"{service.title or service.id}: {question}")


def _told(service: Service) -> Told:
    """What is announced only, the answers to rules, and the certificates."""
    claimed: dict[str, str] = {}
    for question, paths in FED.items():
        said = service.said(question)
        if said is not None and not said.proved:
            claimed |= dict.fromkeys(paths, _announced(service, question))
    site = _primary(service)
    if site is None or site.host is None:
        claimed.pop("offer", None)
    answers: dict[str, str] = {}
    for question, yes in service.answers.items():
        if service.said(question) is None or yes.answer is None:
            continue
        for rule in answered_by(question):
            answers[rule] = "no" if "no" in (yes.answer, answers.get(rule)) else yes.answer
            if not yes.proved:
                claimed[f"answers.{rule}"] = _announced(service, question)
    entity = service.said("entity")
    hosts = (site.host,) if site is not None and site.host else ()
    control, name = getattr(entity, "control", None), getattr(entity, "name", "")
    labels = tuple(_label(one) for one in service.labels if one.evidence in (ANNOUNCED, PROVED))
    return Told(claimed, answers, labels, control, hosts, name, service.repeats())


def _announced(service: Service, question: str) -> str:
    return reason_for("announced", f"{service.title or service.id}: {question}")


def _label(held: Held) -> dict[str, Any]:
    """A certificate as an entry of the register: valid when a document proves it, claimed when nothing does."""
    return {
        "label": held.label,
        "status": "valid" if held.proved else "claimed",
        "evidence": "verified" if held.proved else "to_confirm",
        "source": held.document or held.number,
        "checked_on": held.dated or now()[:10],
        "offer": held.holder,
        "version": held.version,
        "activities": list(held.activities),
        "valid_from": held.valid_from,
        "valid_until": held.valid_until,
        "number": held.number or None,
        "seen_by": held.document if held.proved else "",
    }


COLLECTOR = Collector("answers", {f"Declared::{kind}": kind for kind in HOLDS}, (READ,), collect)
