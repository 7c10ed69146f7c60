"""The facts no API gives: places, categories, operator, key management. Pure: a snapshot, registers and a configuration in."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import msgspec

from auditor.configuration import Configuration
from auditor.errors import SnapshotError
from auditor.i18n import _, filled
from auditor.inventory import guardrails
from auditor.inventory.alike import Derived, Heard, anonymous
from auditor.inventory.classify import TO_COMPLETE, UNCLASSIFIED, Classification, Classifier
from auditor.inventory.control import add_operator
from auditor.inventory.declared import declared
from auditor.inventory.known import FROM_COUNTRY, Known, complete
from auditor.inventory.law import Law, held_by
from auditor.inventory.lineage import Lineage
from auditor.inventory.link import NOT_READ, NOWHERE, Edge, Hop, Index, edge_to, node_of, site_of
from auditor.inventory.sight import Seen, Sight, unlisted
from auditor.inventory.snapshot import GAPS
from auditor.inventory.sound import encoded
from auditor.inventory.switches import Switches
from auditor.inventory.told import as_proved, repeated
from auditor.model import NO_ROLE, WITH_IT, Citation, Confidence, Coverage, Facts, Manifest, Resource, Told
from auditor.reason import reason_for
from auditor.reference.facts import OWN_KEY
from auditor.reference.registers import Reference
from auditor.reference.retention import rows
from auditor.remembered import Remembered

Read = Callable[[], Iterable[Resource]]
NOT_IN_REGISTER = "region_not_in_register"
PRIVATE = "private"
"""The operator of a cloud of one's own, as the register calls it."""
KEY_NOT_READ = "key_not_read"
REGISTER_SILENT = reason_for("register_silent", "the register names no country for this activity")
POSSIBLE = ("role", "country", "region", "holder", "trusted")
"""What is unknown of a place where data may be."""
STAYS_WITH = frozenset({"replica", "backup", "cache"})
"""Roles of places that are run by whoever runs the original, wherever they are."""
OPERATOR_UNKNOWN = "operator_unknown"
BACKUPS = frozenset({"snapshot", "image", "backup_vault", "backup_plan"})
"""Kinds that are backups by nature: where they lie, backups lie."""
DEPARTED = "departed-mailbox"
"""The row of the schedule for accounts of those who left."""
REMEMBERED = 2048
"""Different resources of which what was derived is remembered."""
_NUMBERS = itertools.count(1)


def derived(
    read: Read, manifest: Manifest, coverage: Iterable[Coverage], reference: Reference, configuration: Configuration
) -> Iterator[Resource]:
    """Every resource with its derived facts, streamed, then what the organisation declares. `read` is called twice: for links, for answers.

    Raises SnapshotError when the snapshot holds fewer resources than its manifest says.
    """
    inventory = Inventory(manifest, coverage, reference, configuration)
    inventory.see(map(inventory.sight.of, read()))
    return chain(map(inventory.whole().derive, inventory.once(read())), inventory.declared())


Noted = tuple[Counter[str], Switches]
"""What is noted of resources while they are derived, and told of all of them: how many an activity has, what they say to each question."""


class Inventory:
    """A snapshot seen as a whole: what one resource's facts need to know of the others."""

    def __init__(self, manifest: Manifest, coverage: Iterable[Coverage], reference: Reference, configuration: Configuration) -> None:
        self.count = 0
        self.reference = reference
        self._told: dict[str, Told] = {}
        coverage = [*coverage]
        # The accounts of an organisation are inside it, those that could not be read included.
        inside = {account for accounts in manifest.expected.values() for account in accounts}
        self._trusted = {*manifest.accounts, *inside, *configuration.trusted_accounts}
        self._doubtful = dict(unlisted(manifest, coverage))
        self.index = Index((), coverage)
        classifier = Classifier(configuration, reference, manifest.entries)
        self._lineage = Lineage(classifier, self.index)
        self.sight = Sight(classifier, manifest.calls, self.index.same)
        self._hidden = False
        self._alike = Remembered[tuple[bytes, Heard], Derived](REMEMBERED)
        self._expected = manifest.resources
        self._law = Law(configuration, reference)
        self._configuration = configuration
        self._coverage = coverage
        self._attached: Counter[str] = Counter()
        own = next((kept for kept in configuration.retention.values() if kept.row == DEPARTED and kept.max), rows()[DEPARTED])
        self._switches = Switches(own.max)
        self._calls = manifest.calls
        self._offers = manifest.offers
        self._located = manifest.located
        self._announced = {activity.id: activity.countries for activity in configuration.activities}
        self._unsaid = {activity.id for activity in configuration.activities if "countries" in activity.to_complete}

    def see(self, seen: Iterable[Seen]) -> None:
        """Know more resources, in the order of the snapshot."""
        for identifier, node, more in seen:
            self.count += 1
            self._trusted.update(more.inside)
            if more.members:
                self._doubtful.setdefault(node.account, more.members)
            if more.told is not None:
                self._told[node.account] = more.told
            if not (more.elsewhere and self.index.told(identifier, node.account)):
                self.index.put(identifier, node, more.aliases)
                self._hidden = self._hidden or bool(node.data.unknown)

    def whole(self) -> Inventory:
        """The same, once it is found to have all that the manifest counts. Raises SnapshotError."""
        if len(self.index.nodes) > self._expected or self.count != self._expected:
            said = filled("the snapshot holds %(count)s resources, its manifest %(resources)s", count=self.count, resources=self._expected)
            raise SnapshotError(said, _("Scan again."))
        self.index.settle()
        return self

    def once(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """The resources, each once, whoever told of it."""
        return (one for one in resources if one.holder is None or not self.index.told(one.id, one.account))

    @property
    def noted(self) -> Noted:
        """What was noted of those derived so far."""
        return self._attached, self._switches

    def merge(self, noted: Noted) -> None:
        """Add what was noted of others."""
        attached, switches = noted
        self._attached += attached
        self._switches.merge(switches)

    def derive(self, resource: Resource) -> Resource:
        """`resource` with places, country, data, operator and key management added to its facts."""
        data = self._lineage.of(resource)
        heard = self._law.heard(resource, data)
        found = self._derived(resource, heard) if resource.told or resource.id in self.index.reached else self._alike_to(resource, heard)
        self._attached.update(data.activities)
        self._switches.note(found.switches, data.activities)
        proved = None
        if resource.told is not None and resource.told.claimed:
            sure = as_proved(resource)
            proved = self._derived(sure, heard).of(sure)
        return found.of(resource, proved)

    def _alike_to(self, resource: Resource, heard: Heard) -> Derived:
        """What is derived of a resource, once for all that differ in nothing but what they are called."""
        shown = anonymous(resource)
        key = encoded(shown), heard
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = self._derived(shown, heard, next(_NUMBERS))
        return found

    def _derived(self, resource: Resource, heard: Heard, alike: int = 0) -> Derived:
        """What is derived of a resource: of its names it heeds what is said of them, and its id where a flow leads back to it."""
        known = Known(resource)
        known.facts = complete(resource) | {"nature": "backup" if resource.kind in BACKUPS else "original"}
        data = heard.data
        self._add_data(data, known)
        self._places(resource, data, known)
        add_operator(resource, self.reference, known)
        self._law.add(resource, heard, known)
        if "encryption" in resource.facts or "encryption.key" in known.unknown:
            self._key_manager(resource, known)
        if "guardrail" in known.facts or guardrails.REGIONS in known.unknown:
            guardrails.left_open(resource, self.reference, known)
        return Derived(known, self._switches.verdicts(resource, known), alike)

    def declared(self) -> Iterator[Resource]:
        """The organisation, its activities, accounts and pieces, once every resource is derived: an activity counts its resources."""
        hidden = self._hidden
        # What was not listed, or of which nobody knows whose data it holds, may lack what all the others have.
        whole = not hidden and not any(line.status in GAPS for line in self._coverage)
        unsure = {activity.id for activity in self._configuration.activities if hidden and not self._attached[activity.id]}
        for one in declared(self._configuration, self._coverage, self._offers, self._attached, unsure, self.reference.as_of):
            told = self._told.get(one.account) if one.kind == "account" else None
            found = self._piece(msgspec.structs.replace(one, told=told) if told else one, whole=whole)
            if told and told.claimed:
                found = msgspec.structs.replace(found, proved=self._piece(as_proved(msgspec.structs.replace(one, told=told)), whole=whole))
            yield found

    def _piece(self, one: Resource, *, whole: bool) -> Resource:
        """A thing that is declared, with what follows from it."""
        known = Known(one)
        if one.kind == "account" and "operator" not in known.unknown:
            add_operator(one, self.reference, known)
        self._law.add(one, self._law.heard(one, held_by(one)), known)
        for activity in one.facts["data"]["activities"] if one.kind == "activity" else ():
            self._switches.answer(activity, self._attached[activity], known, whole=whole)
        if one.kind == "account":
            self._switches.answer_account(one.account, known)
        return known.of(one)

    def _add_data(self, data: Classification, known: Known) -> None:
        """Add what data a resource holds; one that holds nothing that tells is not known to hold any. What is unsure may be more."""
        known.facts["data"] = {"activities": list(data.activities)}
        if data.source is None and not data.unknown:
            known.unknown["data.categories"] = UNCLASSIFIED
        else:
            known.facts["data"]["categories"] = list(data.categories)
        if data.unknown:
            known.unknown["data.categories"] = data.unknown
        if data.unknown and data.source != "presumed":
            known.unknown["data.source"] = data.unknown
        else:
            known.facts["data"]["source"] = data.source
        if data.unattached:
            known.unknown["data.activities"] = data.unattached
        if data.source == "presumed":
            known.confidence["data"] = Confidence.PRESUMED

    def _places(self, resource: Resource, data: Classification, known: Known) -> None:
        node = node_of(resource)
        places: list[dict[str, Any]] = []
        hops = [
            Hop(edge_to(resource, "primary", "region", {"region": resource.region} | site_of(resource)), node, ()),
            *self.index.hops(node.edges, resource.id),
            *self._public(resource),
            *self._keys(resource),
        ]
        announced = [self._announced[activity] for activity in data.activities if activity in self._announced]
        unsaid = next((reason_for(TO_COMPLETE, activity) for activity in data.activities if activity in self._unsaid), "")
        by_register = repeated(resource, "hosting", self.reference)
        for position, hop in enumerate(hops):
            place, holes, located_by = self._place(resource, hop)
            read_at = WITH_IT if hop.node is None or hop.node is node else hop.node.read_at or None
            place |= {"via": " → ".join(hop.path) or None, "evidence": self._evidence(hop), "read_at": read_at}
            weaker, said_by = self._law.place(place, holes, _run_by(hop, resource), data, known)
            known.cite(("country", *FROM_COUNTRY) if position == 0 else FROM_COUNTRY, (*located_by, *said_by, *by_register))
            if weaker:
                known.force[f"places[{position}].permitted"] = weaker
            if hole := data.unknown or holes.get("country") or unsaid:
                holes["announced"] = hole
            elif announced and not all(announced) and place["adequacy"] != "eea":
                holes["announced"] = REGISTER_SILENT
            elif not announced or not all(announced):
                place["announced"] = None
            else:
                place["announced"] = any(place["country"] in countries for countries in announced)
            places.append(place)
            known.unknown |= {f"places[{position}].{field}": reason for field, reason in holes.items()}
        known.facts["places"] = places
        if "country" in places[0]:
            known.facts["country"] = places[0]["country"]
        else:
            known.unknown["country"] = known.unknown["places[0].country"]

    def _place(self, resource: Resource, hop: Hop) -> tuple[dict[str, Any], dict[str, str], tuple[Citation, ...]]:
        """One place, the reasons of what it lacks, and the register entry that its country rests on."""
        place: Facts = {"role": hop.edge.role or NO_ROLE}
        if hop.edge.refused:
            return place, dict.fromkeys(POSSIBLE[bool(hop.edge.role) :], hop.edge.refused), ()
        flow, node = hop.edge.flow, hop.node
        holes: dict[str, str] = {}
        region, account = (hop.edge.where.region, hop.edge.where.account) if node is None else (node.region, node.account)
        region = flow.get("region") or region or self._told_of(hop)
        reason = node.region_unknown if node is not None else reason_for(NOT_READ, flow.get("to") or hop.edge.aspect)
        rests = self._locate(hop, region, reason, place, holes)
        holder = flow.get("account") or flow.get("holder") or account or (resource.account if hop.edge.role == "primary" else None)
        if holder is None and "holder" not in flow:
            holes |= dict.fromkeys(("holder", "trusted"), reason or NOT_READ)
        else:
            place["holder"] = holder
            if "account" in flow and holder not in self._trusted and resource.account in self._doubtful:
                # It may be of the same organisation, of which nobody could list the accounts.
                holes["trusted"] = self._doubtful[resource.account]
            else:
                place["trusted"] = holder in self._trusted
        return place, holes, rests

    def _told_of(self, hop: Hop) -> str | None:
        """The region of a target nobody read, where its provider was asked for that alone."""
        told = self._located.get(hop.edge.flow.get("to", "")) if hop.node is None else None
        return told.region if told else None

    def _evidence(self, hop: Hop) -> str:
        """The calls that a place rests on."""
        calls = self._calls.get(hop.edge.native_type, {}).get(hop.edge.aspect, "")
        return f"{calls}; {self._located[hop.edge.flow['to']].call}" if not hop.edge.refused and self._told_of(hop) else calls

    def _locate(self, hop: Hop, region: str | None, reason: str, place: Facts, holes: dict[str, str]) -> tuple[Citation, ...]:
        if "country" in hop.edge.flow:
            place |= {"country": hop.edge.flow["country"], "region": region}
            return ()
        offer, declared = _offer(hop), hop.node.site if hop.node and region == hop.node.region else hop.edge.flow.get("site")
        if region is None:
            # Of an operator whose regions are known, no declaration stands for one that nobody told.
            if declared and next(self.reference.regions(offer or ""), None) is None:
                place["country"], holes["region"] = declared, reason or NOT_READ
            elif reason:
                # Of a cloud of one's own, what is missing is who says where it stands.
                ours = hop.node is not None and offer == PRIVATE
                holes |= {"country": reason_for(NOT_IN_REGISTER, offer) if ours else reason, "region": reason}
            else:
                place |= {"country": None, "region": None}
            return ()
        place["region"] = region
        known = self.reference.region(offer, region)
        if known is None and declared:
            place["country"] = declared
            return ()
        if known is None:
            nobody = hop.node.nobody if hop.node else hop.edge.nobody
            holes["country"] = reason_for(NOT_IN_REGISTER, f"{offer}/{region}") if offer else nobody or reason_for(OPERATOR_UNKNOWN, region)
            return ()
        place["region"] = known.code
        place["country"] = known.country
        return (self.reference.cite(f"regions/{known.provider}", known.code, known),)

    def _public(self, resource: Resource) -> list[Hop]:
        """A public snapshot or image can be copied by anybody, anywhere; one that may be public may have been."""
        if resource.kind not in {"snapshot", "image"}:
            return []
        aspect, native = "public.access", resource.native_type
        if aspect in resource.unknown:
            return [Hop(Edge("share", aspect, native, refused=resource.unknown[aspect]), None, (aspect,))]
        open_to_all = (resource.facts.get("public") or {}).get("access")
        return [Hop(edge_to(resource, "share", aspect, {"country": None, "holder": None}), None, ("public",))] if open_to_all else []

    def _keys(self, resource: Resource) -> list[Hop]:
        """The places of the keys that open the data, and those of each key's own replicas."""
        hops: list[Hop] = []
        told = resource.facts.get("encryption") or {}
        for aspect, named in (("encryption.key", [told.get("key")]), ("encryption.keys", told.get("keys") or ())):
            country = {"country": told["key_country"]} if told.get("key_country") else {}
            hops += [hop for key in named if key not in (None, OWN_KEY) for hop in self._key(resource, aspect, key, country)]
            reason = resource.unknown.get(aspect)
            if reason and reason not in {hop.edge.refused for hop in hops}:
                hops.append(Hop(Edge("key", aspect, resource.native_type, refused=reason), None, (aspect,)))
        return hops or self._told_key(resource, told)

    def _told_key(self, resource: Resource, told: Mapping[str, object]) -> list[Hop]:
        """Where a key is that no name is given for, as people tell: that of the operator itself."""
        aspect, native = "encryption.key_country", resource.native_type
        if reason := resource.unknown.get(aspect):
            return [Hop(Edge("key", aspect, native, refused=reason), None, (aspect,))]
        country = told.get("key_country")
        return [Hop(edge_to(resource, "key", aspect, {"country": country}), None, (aspect,))] if country else []

    def _key(self, resource: Resource, aspect: str, key: str, country: Mapping[str, str]) -> Iterator[Hop]:
        node = self.index.nodes.get(self.index.named(key))
        if node is not None and node.manager == "external":
            refused = reason_for(KEY_NOT_READ, "external key store")
            yield Hop(Edge("key", aspect, resource.native_type, refused=refused), None, (key,))
            return
        yield Hop(edge_to(resource, "key", aspect, {"to": key, **country}), node, (key,))
        for edge in node.edges if node else ():
            target = edge.flow.get("to")
            yield Hop(msgspec.structs.replace(edge, role="key"), self.index.nodes.get(target or ""), (key, target or edge.aspect))

    def _key_manager(self, resource: Resource, known: Known) -> None:
        """Who decides over the data: whoever decides over the least protected of its keys."""
        encryption = known.facts["encryption"] = dict(known.section("encryption"))
        if "encryption.at_rest" not in known.unknown and not encryption.get("at_rest"):
            encryption["key_manager"] = None
            return
        holes = [known.unknown[fact] for fact in ("encryption.at_rest", "encryption.key", "encryption.keys") if fact in known.unknown]
        named = [*([] if "encryption.key" in known.unknown else [encryption.get("key") or OWN_KEY]), *(encryption.get("keys") or ())]
        managers = {key: self._manager(resource, key) for key in named}
        holes += [reason_for(KEY_NOT_READ, key) for key, manager in managers.items() if manager is None]
        if OWN_KEY in managers.values() and "encryption.at_rest" not in known.unknown:
            encryption["key_manager"] = OWN_KEY
        elif holes:
            known.unknown["encryption.key_manager"] = holes[0]
        else:
            encryption["key_manager"] = "customer" if "customer" in managers.values() else "external"

    def _manager(self, resource: Resource, key: str) -> str | None:
        """Who decides over a key; None when nobody knows."""
        if key == OWN_KEY:
            return OWN_KEY
        node = self.index.nodes.get(self.index.named(key))
        return resource.named.get(key, NOWHERE).manager or (node.manager if node else None)


def _offer(hop: Hop) -> str:
    """Who runs a place: its resource's own offer, else that which the target's name tells, else that of what the flow leaves."""
    if hop.node is not None:
        return hop.node.offer
    return hop.edge.offer if hop.edge.where.offer is None else hop.edge.where.offer


def _run_by(hop: Hop, resource: Resource) -> str:
    """Who runs a place; nobody that we know where data only may be, unless it would not leave its service."""
    if hop.edge.refused:
        return resource.run_by if hop.edge.role in STAYS_WITH else ""
    return _offer(hop)
