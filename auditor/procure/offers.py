"""An offer, judged: declared answers or a plan, scanned and held against the rules as an estate is, under the configuration of the need."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from auditor import pipeline
from auditor.errors import InputError, Problem
from auditor.i18n import _
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import GAPS, read_coverage, read_manifest, read_resources
from auditor.model import Finding, Outcome, Resource, Run
from auditor.procure.material import materials
from auditor.procure.need import Need
from auditor.providers.declared.answers import Service
from auditor.providers.declared.reading import services
from auditor.reference.categories import folded
from auditor.reference.registers import Reference, reference
from auditor.run import read_findings, read_run

UNREAD = (*GAPS, "not_understood")


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer: what was declared of it, what the rules say, and the facts behind. `plan` says that a plan was read,
    `whole` that nothing in it was left unread or not understood.

    `believed` is what each rule would say of each resource if all that is only announced were proved.
    """

    id: str
    title: str
    services: tuple[Service, ...]
    findings: tuple[Finding, ...]
    resources: tuple[Resource, ...]
    believed: Mapping[tuple[str, str], Outcome]
    run: Run
    reference: Reference
    plan: bool
    whole: bool


def judged(need: Need, path: Path, as_of: date, name: str = "") -> Offer:
    """An offer of one file, or of all those of a folder. Raises InputError, ProviderError, SnapshotError."""
    parts, own = materials(path), name or folded(path.stem)
    accounts = tuple(one.entry(f"{own}.{rank}" if rank else own) for rank, one in enumerate(parts))
    declared = tuple(service for one in parts if one.answers for service in services(one.path))
    known = need.configuration(accounts)
    with tempfile.TemporaryDirectory() as folder:
        snapshot, run_dir = Path(folder) / "snapshot", Path(folder) / "run"
        manifest = pipeline.scan(known, snapshot)
        pipeline.judge(snapshot, run_dir, as_of=as_of, configuration=known)
        registers = reference(as_of, (), need.countries)
        found = derived(partial(read_resources, snapshot), read_manifest(snapshot), read_coverage(snapshot), registers, known)
        resources = tuple(one for one in found if one.kind not in ("organisation", "activity", "evidence"))
        whole = not any(line.status in UNREAD for line in read_coverage(snapshot))
        findings = tuple(read_findings(run_dir))
        run = read_run(run_dir)
    rules, _waivers = pipeline.ruleset(as_of, (), known, ())
    believed = {
        (rule.id, one.id): outcome for one in resources for rule, outcome in zip(rules.rules_of(one.kind), rules.outcomes(one), strict=True)
    }
    titles = " + ".join(dict.fromkeys(one.title or one.id for one in declared))
    return Offer(
        own,
        titles or path.stem,
        declared,
        findings,
        resources,
        believed,
        run,
        registers,
        len(declared) < manifest.resources,
        whole,
    )


def all_judged(need: Need, paths: Sequence[Path], as_of: date) -> list[Offer]:
    """Every offer, each under a name of its own. Raises InputError for two of the same name."""
    names = Counter(folded(path.stem) for path in paths)
    if twice := [path for path in paths if names[folded(path.stem)] > 1]:
        raise InputError([Problem(str(path), 1, 1, _("two offers have this name: rename one")) for path in twice])
    return [judged(need, path, as_of) for path in paths]
