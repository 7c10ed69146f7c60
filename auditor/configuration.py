"""`auditor.yaml`: whose data, which accounts, which processing activities, under which perimeter. The structs below are its schema."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, Required, TypedDict

import msgspec
from msgspec import Meta, inspect
from stdnum.fr import siren, siret

from auditor.errors import AuditorError, InputError, Problem, SnapshotError
from auditor.evidence import Evidence, read_evidence, read_waivers
from auditor.reference.appearance import sign
from auditor.reference.categories import categories, category
from auditor.reference.durations import at_most, span
from auditor.reference.facts import facts
from auditor.reference.labels import LABELS
from auditor.reference.operators import operators
from auditor.reference.places import countries
from auditor.reference.retention import rows
from auditor.reference.shape import Checker, Vocabulary
from auditor.reference.source import Document, Path_, load, suggest
from auditor.tables import Cell, read_register, read_schedule

FILE = "auditor.yaml"
READ = ("known", "to_complete")
"""What is never written in auditor.yaml: it comes from the files that it names."""
FILES = ("waivers", "evidence", "register", "retention_table")
"""Keys that name files: their content is in the configuration once it is loaded, so that a snapshot can be judged without them."""

_SIREN = "a SIREN (9 digits) or a SIRET (14 digits)"
Id = Annotated[str, Meta(pattern=r"\A[\w][\w.:-]*\Z", extra={"what": "an identifier (letters, digits, - _ . :)"})]
Siren = Annotated[str, Meta(pattern=r"\A([0-9]{9}|[0-9]{14})\Z", extra={"what": _SIREN, "word": "siren"})]
AccountId = Annotated[str, Meta(pattern=r"\A\S+\Z", extra={"what": "an account id (no spaces)"})]
Url = Annotated[str, Meta(pattern=r"\Ahttps?://[^\s@]+\Z", extra={"what": "an http or https address without a user or a password"})]
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
    """The tag keys, in lower case, whose value names a category of data or a processing activity."""

    category: tuple[TagKey, ...] = ("rgpd:categorie", "rgpd:category", "data-category", "data_category", "categorie", "category")
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
    required_labels: tuple[LabelId, ...] = ()
    rules: tuple[Pack, ...] = ()
    allowed_countries: Annotated[tuple[Country, ...], Meta(min_length=1)] | None = None
    tags: Tags = Tags()
    known: Evidence = Evidence()
    to_complete: tuple[Cell, ...] = ()

    def context(self) -> dict[str, Any]:
        """What judging needs of it, as plain data for the snapshot: neither accounts nor paths of this machine."""
        plain: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(self, accounts=(), rules=(), **dict.fromkeys(FILES)))
        return plain

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> Configuration:
        """The configuration a snapshot was taken under. Raises SnapshotError."""
        try:
            return msgspec.convert(dict(context), cls)
        except (msgspec.ValidationError, RecursionError) as error:
            raise SnapshotError(f"the snapshot's context cannot be read: {error}", "Scan again.") from error


class Entry(TypedDict, total=False):
    """What every entry of `accounts:` says; each provider's options are one of these with more. `operator` is who runs it."""

    id: Required[Id]
    provider: Required[str]
    operator: OperatorId


class Accepts(Protocol):
    """What a provider says of its entries: the type of one, and what is wrong with one, which its shape cannot say, with the place."""

    @property
    def options(self) -> type[Entry]:
        """The shape."""

    def check(self, entry: Mapping[str, Any]) -> Iterable[tuple[Path_, str]]:
        """What else is wrong; the place is within the entry."""


_SECRET = re.compile(r"secret|password|passwd|passphrase|token|access_?key|api_?key|private_?key|credential|mot_de_passe", re.IGNORECASE)


def find_configuration(given: Path | None, environ: Mapping[str, str], directory: Path) -> Path:
    """`--config`, then AUDITOR_CONFIG, then ./auditor.yaml, the user's and the machine's. Raises AuditorError when there is none."""
    named = given or environ.get("AUDITOR_CONFIG")
    if named:
        return Path(named)
    home = Path(environ.get("XDG_CONFIG_HOME") or Path(environ.get("HOME", "/")) / ".config")
    places = [directory / FILE, home / "auditor" / FILE, Path("/etc/auditor") / FILE]
    for place in places:
        if place.is_file():
            return place
    raise AuditorError(
        f"no {FILE} in {', '.join(str(place.parent) for place in places)}",
        "Write one with 'auditor init', or name yours with --config.",
    )


def load_configuration(path: Path, providers: Mapping[str, Accepts]) -> Configuration:
    """Read and check the file and those it names, each entry against what its provider accepts. Raises InputError with every mistake."""
    document = load(path)
    checker = Checker(document, _vocabularies())
    data = checker.check(_schema(), document.data)
    if isinstance(document.data, dict):
        data = dict(data or {}, accounts=_accounts(checker, document.data, providers))
        if isinstance(data.get("organisation"), dict):
            data["organisation"] |= sign(checker, document.data.get("organisation"), path.parent)
        _activities(checker, document.data)
        _retention(checker, document.data.get("retention"))
        checker.problems += _files(data)
    if checker.problems:
        raise InputError(checker.problems, f"Correct {path}; nothing was scanned.")
    return msgspec.convert(data, Configuration, dec_hook=lambda kind, value: kind(value))


def _schema() -> inspect.StructType:
    """What may be written in auditor.yaml: every field but what is read from other files."""
    kind = inspect.type_info(Configuration)
    assert isinstance(kind, inspect.StructType)  # noqa: S101 - narrows the type
    return msgspec.structs.replace(kind, fields=tuple(field for field in kind.fields if field.name not in READ))


def _files(data: dict[str, Any]) -> list[Problem]:
    """Add to `data` what the files it names hold; the mistakes in them come back. auditor.yaml wins over a table."""
    problems: list[Problem] = []
    unclear: list[Cell] = []
    data |= {key: None for key in FILES if not Path(data.get(key) or "").is_file()}
    if data.get("register"):
        activities = _table(read_register, data["register"], "processing_activities", problems, unclear) or []
        written = {entry["id"]: entry for entry in _mappings(data.get("processing_activities")) if "id" in entry}
        merged = [_over(entry, written.pop(entry["id"], {})) for entry in activities]
        data["processing_activities"] = [*merged, *written.values()]
    if data.get("retention_table"):
        local = _table(read_schedule, data["retention_table"], "retention", problems, unclear) or {}
        data["retention"] = local | (data.get("retention") or {})
    ids = frozenset(str(entry["id"]) for entry in _mappings(data.get("processing_activities")) if "id" in entry)
    known = Evidence()
    if data.get("evidence"):
        known = _evidence(Path(data["evidence"]), ids, problems)
    if data.get("waivers"):
        try:
            known = msgspec.structs.replace(known, waivers=read_waivers(Path(data["waivers"])))
        except InputError as error:
            problems += error.problems
    data |= {"known": known, "to_complete": tuple(unclear)}
    return problems


def _over(row: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
    """A row of the register under what auditor.yaml says of the same activity, which completes its cells."""
    left = [name for name in row.get("to_complete", ()) if name not in written]
    return {key: value for key, value in row.items() if key != "to_complete"} | ({"to_complete": left} if left else {}) | written


def _table(
    read: Callable[[Path], tuple[Document, list[Cell]]], path: str, section: str, problems: list[Problem], unclear: list[Cell]
) -> Any:
    """One section read from a table and held against the same schema as auditor.yaml."""
    try:
        document, cells = read(Path(path))
    except InputError as error:
        problems += error.problems
        return None
    unclear += cells
    checker = Checker(document, _vocabularies())
    data = checker.check(_schema(), document.data) or {}
    if section == "processing_activities":
        _unique(checker, section, document.data[section])
    else:
        _retention(checker, document.data[section])
    problems += checker.problems
    return None if checker.problems else data.get(section)


def _evidence(path: Path, activities: frozenset[str], problems: list[Problem]) -> Evidence:
    try:
        known, checker = read_evidence(path, _vocabularies(), activities)
    except InputError as error:
        problems += error.problems
        return Evidence()
    problems += checker.problems
    return known


def _accounts(checker: Checker, data: dict[str, Any], providers: Mapping[str, Accepts]) -> list[Any]:
    """Each entry against the options of its provider."""
    entries = data.get("accounts")
    if not isinstance(entries, list) or not entries:
        if entries is None or entries == []:
            checker.wrong(("accounts",), "missing 'accounts': there is nothing to scan")
        return []
    _unique(checker, "accounts", entries)
    return [_account(checker, ("accounts", position), entry, providers) for position, entry in enumerate(entries)]


def _account(checker: Checker, path: Path_, entry: Any, providers: Mapping[str, Accepts]) -> Any:
    if not isinstance(entry, dict):
        return None  # the shape check has said so
    name = str(entry.get("provider"))
    if name not in providers:
        # Without a provider nothing but the two keys that all of them have can be checked.
        checker.check(inspect.type_info(Entry), {key: value for key, value in entry.items() if key in ("id", "provider")}, path)
        if "provider" in entry:
            there_are = ", ".join(sorted(providers))
            checker.wrong((*path, "provider"), f"there is no provider '{name}' (there are: {there_are})", suggest(name, providers))
        _no_secrets(checker, path, entry, frozenset())
        return None
    accepts = providers[name]
    shape = inspect.type_info(accepts.options)
    assert isinstance(shape, inspect.TypedDictType)  # noqa: S101 - narrows the type
    open_keys = _no_secrets(checker, path, entry, frozenset(field.encode_name for field in shape.fields))
    for where, message in accepts.check(open_keys):
        checker.wrong((*path, *where), message)
    return checker.check(shape, open_keys, path)


def _no_secrets(checker: Checker, path: Path_, entry: Mapping[str, Any], declared: frozenset[str]) -> dict[str, Any]:
    """The entry without what would keep a secret in the file. What a provider declares is none: `credential` says how to sign in."""
    kept = {key: value for key, value in entry.items() if key in declared or not _SECRET.search(str(key))}
    for key in entry.keys() - kept.keys():
        checker.wrong((*path, key), f"'{key}' would keep a secret in this file: use a profile, a role or the environment", key=True)
    return kept


def _activities(checker: Checker, data: dict[str, Any]) -> None:
    """What the shape cannot say of the register: ids are unique, selectors select something and name accounts that exist."""
    activities = data.get("processing_activities")
    if not isinstance(activities, list):
        return
    _unique(checker, "processing_activities", activities)
    entries = [str(entry.get("id")) for entry in _mappings(data.get("accounts"))]
    for position, activity in enumerate(activities):
        selectors = activity.get("select") if isinstance(activity, dict) else None
        for index, selector in enumerate(selectors if isinstance(selectors, list) else ()):
            path = ("processing_activities", position, "select", index)
            if selector == {} or (isinstance(selector, dict) and selector.get("tag") == {}):
                checker.wrong(path, "an empty selector would take every resource")
            account = selector.get("account") if isinstance(selector, dict) else None
            if account is not None and str(account) not in entries and not re.fullmatch(r"[0-9a-f-]{12,}", str(account)):
                checker.wrong((*path, "account"), f"there is no account '{account}' in this file", suggest(account, entries))


def _retention(checker: Checker, retention: Any) -> None:
    """A shortest period that is longer than the longest."""
    for name, bounds in retention.items() if isinstance(retention, dict) else ():
        if isinstance(bounds, dict):
            low, high = (str(bounds.get(bound)) for bound in ("min", "max"))
            if _lasts(low) and _lasts(high) and not at_most(low, high):
                checker.wrong(("retention", name, "min"), f"min {bounds['min']} is longer than max {bounds['max']}")


def _unique(checker: Checker, section: str, entries: list[Any]) -> None:
    seen: Counter[str] = Counter()
    for position, entry in enumerate(entries):
        if isinstance(entry, dict) and "id" in entry:
            name = str(entry["id"])
            seen[name] += 1
            if seen[name] == 2:
                checker.wrong((section, position, "id"), f"the id '{name}' is used twice in {section}")


def _mappings(entries: Any) -> Iterator[dict[str, Any]]:
    return (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else iter(())


def _lasts(text: Any) -> bool:
    try:
        return bool(span(str(text)))
    except ValueError:
        return False


@functools.cache
def _vocabularies() -> dict[str, Vocabulary]:
    kinds = facts().kinds
    return {
        "category": Vocabulary("a category of data", category, _category_hint),
        "country": Vocabulary("an ISO 3166 country code", lambda word: word if word in countries() else None, _country_hint),
        "duration": Vocabulary("an ISO 8601 duration such as P30D, P6M or P1Y", lambda word: word if _lasts(word) else None, lambda _: ""),
        "kind": Vocabulary.of("a kind of resource", kinds),
        "label": Vocabulary.of("a label of the register", LABELS),
        "operator": Vocabulary.of("an operator of the register", operators()),
        "row": Vocabulary.of("a row of the shipped retention schedule", rows()),
        "siren": Vocabulary(
            f"{_SIREN}: its last digit, which is a key, does not fit",
            lambda word: word if (siret if len(word) > 9 else siren).is_valid(word) else None,
            lambda _: "",
        ),
        "tag": Vocabulary("a tag key", str.lower, lambda _: ""),
    }


def _category_hint(word: str) -> str:
    return suggest(word, _words((name, *entry.aliases) for name, entry in categories().items()))


def _words(groups: Iterable[Iterable[str]]) -> list[str]:
    return [word for group in groups for word in group]


def _country_hint(word: str) -> str:
    """The code of a country given by its name, in lower case, or by the other code the European Union has for it."""
    code = {"UK": "GB", "EL": "GR"}.get(word.upper(), word.upper())
    if code in countries():
        return code
    names = {name.lower(): code for code, words in countries().items() for name in words.values()}
    return names.get(suggest(word, names), "")
