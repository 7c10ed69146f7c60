"""`auditor.yaml`: whose data, which accounts, which processing activities, under which perimeter. The structs below are its schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Required, TypedDict, TypeVar, cast

import msgspec
from msgspec import Meta, inspect

from auditor import coherence
from auditor.coherence import mappings
from auditor.costing import Costs, read_costs
from auditor.errors import InputError, Problem, SnapshotError
from auditor.evidence import Ends, Evidence, read_evidence, read_waivers, vocabularies as said_by_hand
from auditor.i18n import N_, _, filled
from auditor.masking import without
from auditor.notification import Notify
from auditor.reference.appearance import sign
from auditor.reference.shape import Checker
from auditor.reference.source import Document, Path_, Unplaced, load, suggest
from auditor.reference.vocabularies import vocabularies
from auditor.tables import Cell, read_register, read_schedule

FILE = "auditor.yaml"
READ = ("known", "to_complete", "costing")
"""What is never written in auditor.yaml: it comes from the files that it names."""
UNATTENDED = ("healthcheck_url", "notify")
"""Keys of how a run tells of itself, which judging does without."""
INHERITS, MARK = "inherits", "inherited"
"""The key that names runs of others, whose content a snapshot holds; and what stands before the name of an entry that they read."""
FILES = ("waivers", "evidence", "register", "retention_table", "costs")
"""Keys that name files: their content is in the configuration once it is loaded, so that a snapshot can be judged without them."""

Read = TypeVar("Read")
Id = Annotated[str, Meta(pattern=r"\A[\w][\w.:-]*\Z", extra={"what": N_("an identifier (letters, digits, - _ . :)")})]
Siren = Annotated[
    str, Meta(pattern=r"\A([0-9]{9}|[0-9]{14})\Z", extra={"what": N_("a SIREN (9 digits) or a SIRET (14 digits)"), "word": "siren"})
]
Guid = Annotated[
    str,
    Meta(
        pattern=r"\A[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z",
        extra={"what": N_("an identifier of the kind 01234567-89ab-cdef-0123-456789abcdef")},
    ),
]
AccountId = Annotated[str, Meta(pattern=r"\A\S+\Z", extra={"what": N_("an account id (no spaces)")})]
Url = Annotated[str, Meta(pattern=r"\Ahttps?://[^\s@]+\Z", extra={"what": N_("an http or https address without a user or a password")})]
Pack = Annotated[Path, Meta(extra={"folder": True})]
Category = Annotated[str, Meta(extra={"word": "category"})]
Country = Annotated[str, Meta(extra={"word": "country"})]
Duration = Annotated[str, Meta(extra={"word": "duration"})]
OperatorId = Annotated[str, Meta(extra={"word": "operator"})]
LabelId = Annotated[str, Meta(extra={"word": "label"})]
ResourceKind = Annotated[str, Meta(extra={"word": "kind"})]
RowId = Annotated[str, Meta(extra={"word": "row"})]
TagKey = Annotated[str, Meta(extra={"word": "tag"})]
Profile = Literal[
    "commune", "epci", "ccas", "cias", "syndicat", "sdis", "departement", "region", "opsn", "cdg", "caisse_des_ecoles",
    "etablissement_sante", "gip", "autre",
]  # fmt: skip


class Organisation(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who answers for the data, and how it signs the report: `logo` is a file beside auditor.yaml, a data: address once read."""

    name: str
    siren: Siren | None = None
    profile: Profile | None = None
    population: int | None = None
    logo: str | None = None
    accent: str | None = None


class Selector(TypedDict, total=False):
    """Which resources a processing activity uses: every condition of one selector holds; `*` and `?` are wildcards."""

    tag: dict[str, str]
    id: str
    name: str
    account: str
    provider: str
    region: str
    resource_group: str
    kind: ResourceKind
    native_type: str


class Retention(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long something is kept here, as ISO 8601 durations, or by the id of a `row` of the shipped schedule, which it then overrides.

    `counted_from` says from what, in words, when that is not the storing; `to_complete` that a table has a bound nobody understood.
    """

    min: Duration | None = None
    max: Duration | None = None
    row: RowId | None = None
    final: Literal["eliminate", "keep", "sort", "delete"] | None = None
    source: str = ""
    counted_from: str = ""
    to_complete: bool = False


class Activity(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the register of processing activities (RGPD art. 30). `countries` is what the register announces; empty says nothing.

    `to_complete` names the fields whose cell in a table said something that nobody understood: they are unknown, not empty.
    """

    id: Id
    title: str = ""
    categories: tuple[Category, ...] = ()
    countries: tuple[Country, ...] = ()
    select: tuple[Selector, ...] = ()
    retention: Retention | None = None
    to_complete: tuple[str, ...] = ()


class Tags(msgspec.Struct, frozen=True, omit_defaults=True):
    """The tag keys, in lower case and of one thing, whose value names a category of data or a processing activity."""

    category: tuple[TagKey, ...] = (
        *("rgpd:categorie", "rgpd:category", "gdpr:category", "rgpd:categorie-de-donnees"),
        *("data-category", "data_category", "datacategory", "categorie-de-donnees", "categorie", "category"),
    )
    activity: tuple[TagKey, ...] = ("rgpd:traitement", "rgpd:activity", "processing-activity", "traitement")


class Configuration(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of auditor.yaml, in canonical form: category ids, upper-case countries, absolute paths. Accounts stay plain options."""

    organisation: Organisation | None = None
    accounts: tuple[dict[str, Any], ...] = ()
    activities: tuple[Activity, ...] = msgspec.field(default=(), name="processing_activities")
    retention: dict[Category, Retention] = {}
    trusted_accounts: tuple[AccountId, ...] = ()
    waivers: Path | None = None
    evidence: Path | None = None
    register: Path | None = None
    retention_table: Path | None = None
    costs: Path | None = None
    required_labels: tuple[LabelId, ...] = ()
    rules: tuple[Pack, ...] = ()
    inherits: tuple[str, ...] | str = ()
    inherits_only: tuple[Selector, ...] = ()
    allowed_countries: Annotated[tuple[Country, ...], Meta(min_length=1)] | None = None
    tags: Tags = Tags()
    healthcheck_url: Url | None = None
    notify: Notify | None = None
    known: Evidence = Evidence()
    costing: Costs | None = None
    to_complete: tuple[Cell, ...] = ()

    def context(self) -> dict[str, Any]:
        """What judging needs of it, as plain data for the snapshot: neither accounts nor paths of this machine."""
        left_out = dict.fromkeys((*FILES, *UNATTENDED))
        plain = msgspec.json.encode(msgspec.structs.replace(self, accounts=(), rules=(), inherits=(), **left_out))
        return cast(dict[str, Any], msgspec.json.decode(plain))

    def masked(self) -> Configuration:
        """The same as a snapshot carries it: what is found under it is told to many."""
        return msgspec.convert(without(self.context()), type(self))

    @classmethod
    def from_context(cls, context: Mapping[str, object]) -> Configuration:
        """The configuration a snapshot was taken under, held against what auditor.yaml is held against. Raises SnapshotError."""
        checker = Checker(Unplaced("context"), {**vocabularies(), **said_by_hand()})
        data = checker.check(_schema(*FILES, "accounts", "rules", INHERITS, *UNATTENDED), dict(context))
        coherence.activities(checker, context)
        coherence.retention(checker, context.get("retention"))
        if checker.problems:
            said = {"problem": checker.problems[0].message}
            raise SnapshotError(_("the snapshot's context cannot be read: %(problem)s") % said, _("Scan again."))
        return msgspec.convert(data, cls)


class Entry(TypedDict, total=False):
    """What every entry of `accounts:` says; each provider's options are one of these with more. `operator` is who runs it.

    `credential_ends` is the day on which what signs in ends, where no certificate says so: people are told before.
    """

    id: Required[Id]
    provider: Required[str]
    operator: OperatorId
    credential_ends: Ends


class Accepts(Protocol):
    """What a provider says of its entries: the type of one, and what is wrong with one, which its shape cannot say, with the place."""

    @property
    def options(self) -> type[Entry]:
        """The shape."""

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """What else is wrong; the place is within the entry."""


_SECRET = re.compile(r"secret|password|passwd|passphrase|token|access_?key|api_?key|private_?key|credential|mot_de_passe", re.IGNORECASE)


def load_configuration(path: Path, providers: Mapping[str, Accepts]) -> Configuration:
    """Read and check the file and those it names, each entry against what its provider accepts. Raises InputError with every mistake."""
    document = load(path)
    checker = Checker(document, vocabularies())
    data = checker.check(_schema(*READ), document.data)
    if isinstance(document.data, dict):
        data = dict(data or {}, accounts=_accounts(checker, document.data, providers))
        if isinstance(data.get("organisation"), dict):
            data["organisation"] |= sign(checker, document.data.get("organisation"), path.parent)
        coherence.activities(checker, document.data)
        coherence.named_accounts(checker, document.data, f"{MARK}:" if INHERITS in document.data else None)
        coherence.retention(checker, document.data.get("retention"))
        checker.problems += _files(data)
        data[INHERITS] = runs_of(path, data.get(INHERITS) or ())
    if checker.problems:
        raise InputError(checker.problems, filled("Correct %(path)s; nothing was scanned.", path=path))
    return msgspec.convert(data, Configuration, dec_hook=lambda kind, value: kind(value))


def runs_of(path: Path, written: str | Sequence[object]) -> list[str]:
    """Where the runs lie that are inherited, from the folder of the file. One that is not there is a gap of each scan, and no mistake."""
    return [str(path.resolve().parent / str(run)) for run in ([written] if isinstance(written, str) else written) if run]


def _schema(*without: str) -> inspect.StructType:
    """What may be written: in auditor.yaml every field but what is read from other files, in a snapshot every field but their names."""
    kind = inspect.type_info(Configuration)
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - narrows the type
    return msgspec.structs.replace(kind, fields=tuple(field for field in kind.fields if field.name not in without))


def _files(data: dict[str, Any]) -> list[Problem]:
    """Add to `data` what the files it names hold; the mistakes in them come back. auditor.yaml wins over a table."""
    problems: list[Problem] = []
    unclear: list[Cell] = []
    data |= {key: None for key in FILES if not Path(data.get(key) or "").is_file()}
    if data.get("register"):
        activities = _table(read_register, data["register"], "processing_activities", problems, unclear) or []
        written = {entry["id"]: entry for entry in mappings(data.get("processing_activities")) if "id" in entry}
        merged = [_over(entry, written.pop(entry["id"], {})) for entry in activities]
        data["processing_activities"] = [*merged, *written.values()]
    if data.get("retention_table"):
        local = _table(read_schedule, data["retention_table"], "retention", problems, unclear) or {}
        data["retention"] = local | (data.get("retention") or {})
    ids = frozenset(str(entry["id"]) for entry in mappings(data.get("processing_activities")) if "id" in entry)
    known = Evidence()
    if data.get("evidence"):
        known = _evidence(Path(data["evidence"]), ids, problems)
    if data.get("waivers"):
        # Its mistakes are told where the rules are known, all at once.
        waivers = _told(problems, lambda: read_waivers(load(Path(data["waivers"])))[0])
        known = msgspec.structs.replace(known, waivers=waivers or ())
    if data.get("costs"):
        data["costing"] = msgspec.to_builtins(_told(problems, lambda: read_costs(Path(data["costs"]))))
    data |= {"known": known, "to_complete": tuple(unclear)}
    return problems


def _told(problems: list[Problem], read: Callable[[], Read]) -> Read | None:
    """What a file says; None with its mistakes among `problems`."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def _over(row: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """A row of the register under what auditor.yaml says of the same activity, which completes its cells."""
    left = [name for name in row.get("to_complete", ()) if name not in written]
    return {key: value for key, value in row.items() if key != "to_complete"} | ({"to_complete": left} if left else {}) | written


def _table(
    read: Callable[[Path], tuple[Document, list[Cell]]], path: str, section: str, problems: list[Problem], unclear: list[Cell]
) -> Any:
    """One section read from a table and held against the same schema as auditor.yaml."""
    told = _told(problems, lambda: read(Path(path)))
    if told is None:
        return None
    document, cells = told
    unclear += cells
    checker = Checker(document, vocabularies())
    data = checker.check(_schema(*READ), document.data) or {}
    if section == "processing_activities":
        coherence.unique(checker, section, document.data[section])
    else:
        coherence.retention(checker, document.data[section])
    problems += checker.problems
    return None if checker.problems else data.get(section)


def _evidence(path: Path, activities: frozenset[str], problems: list[Problem]) -> Evidence:
    told = _told(problems, lambda: read_evidence(path, vocabularies(), activities))
    if told is None:
        return Evidence()
    known, checker = told
    problems += checker.problems
    return known


def _accounts(checker: Checker, data: Mapping[str, object], providers: Mapping[str, Accepts]) -> list[Any]:
    """Each entry against the options of its provider."""
    entries = data.get("accounts")
    if not isinstance(entries, list) or not entries:
        if entries in (None, []) and not data.get(INHERITS):
            checker.wrong(("accounts",), _("missing 'accounts': there is nothing to scan"))
        return []
    coherence.unique(checker, "accounts", entries)
    return [_account(checker, ("accounts", position), entry, providers) for position, entry in enumerate(entries)]


def _account(checker: Checker, path: Path_, entry: object, providers: Mapping[str, Accepts]) -> Any:
    if not isinstance(entry, dict):
        return None  # the shape check has said so
    name = str(entry.get("provider"))
    if name not in providers:
        # Without a provider nothing but the two keys that all of them have can be checked.
        checker.check(inspect.type_info(Entry), {key: value for key, value in entry.items() if key in ("id", "provider")}, path)
        if "provider" in entry:
            checker.wrong(
                (*path, "provider"),
                filled("there is no provider '%(name)s' (there are: %(names)s)", name=name, names=", ".join(sorted(providers))),
                suggest(name, providers),
            )
        _no_secrets(checker, path, entry, frozenset())
        return None
    accepts = providers[name]
    shape = inspect.type_info(accepts.options)
    assert isinstance(shape, inspect.TypedDictType)  # noqa: S101 - narrows the type
    open_keys = _no_secrets(checker, path, entry, frozenset(field.encode_name for field in shape.fields))
    for where, message in accepts.check(open_keys):
        checker.wrong((*path, *where), message)
    return checker.check(shape, open_keys, path)


def _no_secrets(checker: Checker, path: Path_, entry: Mapping[str, object], declared: frozenset[str]) -> dict[str, Any]:
    """The entry without what would keep a secret in the file. What a provider declares is none: `credential` says how to sign in."""
    kept = {key: value for key, value in entry.items() if key in declared or not _SECRET.search(str(key))}
    for key in entry.keys() - kept.keys():
        checker.wrong(
            (*path, key), filled("'%(key)s' would keep a secret in this file: use a profile, a role or the environment", key=key), key=True
        )
    return kept
