"""The log groups of the demonstration: applications, functions, databases, network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from auditor.demo.accounts import CCAS, IRELAND, PARIS, TOWN, Accounts, tags
from auditor.demo.keys import COMMON, Keys
from auditor.demo.stories import FAIL, PASS, Planted
from auditor.model import Outcome

YEAR = 365


@dataclass(frozen=True, slots=True)
class Journal:
    """A log group; `days` None means that it never expires."""

    name: str
    days: int | None = YEAR
    account: str = TOWN
    region: str = PARIS
    own_key: bool = False
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


_ENDLESS = {"RET-004": PASS, "RET-005": FAIL}
_SHORT = {"RET-004": FAIL, "RET-005": PASS}
_YEAR = {"RET-004": PASS, "RET-005": PASS}

JOURNALS = (
    Journal("/rivemont/portail-demarches", story="journaux-un-an", expects=_YEAR),
    Journal("/rivemont/acces-vpn", own_key=True, story="journaux-un-an", expects=_YEAR),
    Journal("/rivemont/annuaire", own_key=True),
    Journal("/rivemont/etat-civil/acces", own_key=True),
    Journal("/rivemont/parapheur"),
    Journal("/rivemont/ged"),
    Journal("/rivemont/sig"),
    Journal("/rivemont/reseau/flux-vpc"),
    Journal("/aws/rds/instance/etat-civil/postgresql"),
    Journal("/aws/rds/instance/finances/postgresql"),
    Journal("/aws/lambda/calcul-quotient-familial"),
    Journal("/aws/lambda/envoi-convocations"),
    Journal("/aws/lambda/import-cadastre"),
    Journal("/aws/lambda/synchro-annuaire", None, story="journaux-sans-fin", expects=_ENDLESS),
    Journal("/rivemont/ancien-site-web", None, story="journaux-sans-fin", expects=_ENDLESS),
    Journal("/rivemont/wifi-mediatheque", 14, story="journaux-trop-courts", expects=_SHORT),
    Journal("/rivemont/borne-stationnement", 14, story="journaux-trop-courts", expects=_SHORT),
    Journal("/ccas/aides-sociales", account=CCAS, own_key=True),
    Journal("/ccas/soins-a-domicile/acces", account=CCAS, own_key=True),
    Journal("/ccas/portage-repas", None, CCAS, story="journaux-sans-fin", expects=_ENDLESS),
    # Nobody will see these two: an organisation policy refuses the list of log groups in Ireland.
    Journal("/rivemont/replique-demarches", region=IRELAND),
    Journal("/rivemont/copie-deliberations", None, region=IRELAND),
)


def build(accounts: Accounts, keys: Keys) -> Iterator[Planted]:
    """Make the log groups."""
    for journal in JOURNALS:
        account = accounts[journal.account]
        logs = account.client("logs", journal.region)
        key = {"kmsKeyId": keys[journal.account, journal.region, COMMON]} if journal.own_key else {}
        logs.create_log_group(logGroupName=journal.name, tags=tags(journal.name, "journalisation", "journaux"), **key)
        if journal.days is not None:
            logs.put_retention_policy(logGroupName=journal.name, retentionInDays=journal.days)
        yield Planted(account.arn("logs", journal.region, f"log-group:{journal.name}"), journal.story, journal.expects)
