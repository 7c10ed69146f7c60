"""Reads stores that speak S3, with the SDK of AWS and none of its assumptions: no account of AWS, no region but what is said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from auditor.configuration import Entry
from auditor.i18n import _
from auditor.providers import coverage, discovery
from auditor.providers.contract import Call, Collector, Opened, Unit, UnitResult, held
from auditor.providers.extras import needed
from auditor.providers.forms import check_form
from auditor.providers.observing import Unknown, observe
from auditor.providers.offer import offer_of
from auditor.providers.reader import asked, run_unit
from auditor.providers.s3 import services
from auditor.providers.s3.naming import SCHEME, account_id
from auditor.providers.s3.options import Options
from auditor.providers.sessions import Sessions
from auditor.reference.places import region
from auditor.reference.source import Path_

if TYPE_CHECKING:
    from auditor.providers.aws.session import Session

COLLECTORS = discovery.collectors(services)
IDENTITY = Call("s3", "ListBuckets", must=("Buckets",), permission="s3:ListAllMyBuckets")
SIGNED_FOR = "us-east-1"
"""The region that stores without regions expect in a signature."""


class S3Provider:
    """One entry is one address: whose it is, the register of hosts or the entry says."""

    name = "s3"
    options: type[Entry] = Options
    partitions: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._sessions: Sessions[Options, Session] = Sessions(_made)

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:  # noqa: ARG002
        """Nothing that the shape does not say."""
        return ()

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"policy": _("one policy document")}

    def collectors(self) -> Collection[Collector]:
        """One."""
        return COLLECTORS.values()

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:  # noqa: ARG002
        """A policy as stores that have policies of users take it: reads of settings, of no object."""
        check_form(form, self.forms(), self.name)
        actions = sorted({call.needs for one in COLLECTORS.values() for call in one.calls})
        return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": ["arn:aws:s3:::*"]}]}

    def open(self, options: Mapping[str, object]) -> Opened:
        """Ask whose keys these are: the owner of the buckets, or, where the store does not say, the entry."""
        module, entry = _sdk(), held(options, Options)
        errors, reasons = module.AwsSource.errors, module.reasons
        session = observe(lambda: self._sessions.of(options), errors=errors, reason=lambda error: reasons.reason(error, IDENTITY))
        said = session
        if not isinstance(session, Unknown):
            source = module.AwsSource(session)
            said = asked(source, IDENTITY, lambda: source.ask(IDENTITY, None, {}))
        if isinstance(said, Unknown):
            return Opened({}, [], [coverage.gap(self.name, entry["id"], IDENTITY, said.reason)])
        owner = (said.get("Owner") or {}).get("ID") or entry["id"]
        account = account_id(owner, urlsplit(entry["endpoint_url"]).netloc.rpartition("@")[2])
        units = [Unit(self.name, account, region_of(entry), one.service, options) for one in COLLECTORS.values()]
        return Opened({account: owner}, units, [])

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""
        source = _sdk().AwsSource(self._sessions.of(unit.options))
        return run_unit(unit, COLLECTORS[unit.service], source, sites=unit.options.get("sites") or {})

    def understood(self, id: str) -> bool:
        """Whether it is a bucket's."""
        return id.startswith(SCHEME)

    def close(self) -> None:
        """Close every connection."""
        self._sessions.close()


def region_of(options: Options) -> str | None:
    """The region that an entry declares, else the one its address names, as the register of who runs it spells regions."""
    if declared := options.get("region"):
        return str(declared)
    whose = offer_of(options, S3Provider.name)
    labels = (urlsplit(options["endpoint_url"]).hostname or "").split(".")
    return None if isinstance(whose, Unknown) else next((label for label in labels if region(whose, label)), None)


def _made(options: Options) -> Session:
    calls = frozenset((call.service, call.operation) for one in COLLECTORS.values() for call in one.calls)
    session: Session = _sdk().Session({**options, "home": region_of(options) or SIGNED_FOR}, calls)
    return session


def _sdk() -> Any:
    """The module that imports boto3. Raises ProviderError without the extra."""
    return needed("auditor.providers.aws.reader", "s3")
