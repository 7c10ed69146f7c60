"""Why something could not be read, in words, and what would mend it, in the language spoken now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import msgspec

from auditor.i18n import _, language
from auditor.model import Because, Finding, Outcome
from auditor.outputs.wording import local
from auditor.reason import FAILED, REFUSED, reason_of
from auditor.reference.source import load
from auditor.shipped import shipped

NOT_READ = REFUSED | FAILED
"""Reason codes that mean the scan itself has a hole, as opposed to what no scan of these accounts could tell."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something could not be read, in words, and what would mend it."""

    code: str
    call: str
    what: str
    remedy: str
    permission: str = ""

    @property
    def who(self) -> str:
        """Who can grant what is missing."""
        return _("the administrator of the organisation") if self.code == "guard_rail" else _("the administrator of the account")


def _transfers() -> dict[str, tuple[str, str]]:
    """What nobody has told of where data goes, and on what ground."""
    return {
        "transfer_unproved": (
            _("Partial adequacy that nothing proves for this recipient"),
            _("Enter in evidence.yaml the recipient's registration, or standard clauses with their transfer impact assessment."),
        ),
        "place_global": (
            _("Service that names no country"),
            _("Choose a precise region, or obtain the written list of countries from the provider."),
        ),
        "register_silent": (
            _("Register that names no country"),
            _("Write in the register the countries that the data of this activity goes to."),
        ),
    }


def _registers() -> dict[str, tuple[str, str]]:
    """What registers have not, or not clearly."""
    return {
        "region_not_in_register": (
            _("Region missing from the register of regions"),
            _(
                "Find its country, and have the register completed; of a private cloud, declare it in its entry of accounts: "
                "sites: {REGION: FR}."
            ),
        ),
        "operator_unknown": (
            _("Operator of the cloud not known: its address is in no register"),
            _(
                "Say who runs it, with operator in its entry of accounts in auditor.yaml; of a private cloud, also where: "
                "sites: {REGION: FR}."
            ),
        ),
        "category_unknown": (
            _("No known category of data"),
            _("Attach the resource to a processing activity in auditor.yaml, or tag it with its category."),
        ),
        "activity_unknown": (
            _("Processing activity that the register does not have"),
            _("Correct the tag, or add the activity to the register."),
        ),
        "register_to_complete": (
            _("Cell of the register that could not be understood"),
            _("Write it so that it can be: the scan and the report list what is to complete."),
        ),
        "label_unverified": (
            _("Certificate or qualification that nobody could verify"),
            _("Ask the provider for the certificate, then enter it in evidence.yaml."),
        ),
    }


def _schedule() -> dict[str, tuple[str, str]]:
    """What the retention schedule leaves open."""
    return {
        "schedule_undecided": (
            _("Several rows of the retention schedule that do not agree"),
            _("Say which row applies, in the register of processing activities or under retention in auditor.yaml."),
        ),
        "schedule_ended": (
            _("Minimum period whose order has ended"),
            _("Ask whether the order was renewed, then set the period under retention in auditor.yaml."),
        ),
    }


def _unanswered() -> dict[str, tuple[str, str]]:
    """What only somebody else knows: who holds a destination or a key, the supplier, the authority itself."""
    return {
        "target_not_read": (_("Destination outside the accounts read"), _("Add the destination's account to the scan, or ask its holder.")),
        "not_in_register": (
            _("Nothing in the register, and nothing looked for"),
            _("Ask the provider, then answer in evidence.yaml."),
        ),
        "log_purpose_unknown": (
            _("Log of which nobody said what it tells"),
            _("Name the row of the schedule that applies to it: access logs, or technical logs."),
        ),
        "not_answered": (
            _("Question that only the authority can answer"),
            _("Answer it in evidence.yaml, with the document that proves it."),
        ),
        "announced": (
            _("Announced by the supplier, and proved by nothing"),
            _("Ask for the document that shows it, then enter it with its day in the file of declared services."),
        ),
        "key_not_read": (_("Encryption key not read"), _("Add the account that holds the key to the scan, or ask its holder.")),
    }


def _planned() -> dict[str, tuple[str, str]]:
    """What a file about things that are not there yet cannot tell."""
    return {
        "known_after_apply": (
            _("Value that nobody knows before the plan is applied"),
            _("Write it in the configuration rather than leave it to the service, or scan again once it is applied."),
        ),
        "not_static": (
            _("Value that only Terraform, or the service, works out"),
            _("Give the plan as JSON (terraform show -json) with the region of each provider, or scan once it is applied."),
        ),
        "planned_delete": (_("Deleted by the plan, with what it holds"), _("Check that what it holds may go, and was kept elsewhere.")),
        "planned_replace": (
            _("Replaced by the plan: deleted with what it holds, then made anew"),
            _("Check that what it holds may go, or was kept elsewhere and is put back."),
        ),
    }


@cache
def _causes(_language: str) -> dict[str, tuple[str, str]]:
    again = _("Scan again; if it lasts, ask the provider.")
    return {
        "access_denied": (_("Access refused"), _("Grant this permission to the audit identity.")),
        "guard_rail": (_("Refused by an organisation policy"), _("Have the organisation policy let the audit identity read.")),
        "throttled": (_("The provider slowed the reading down"), _("Scan again at a quieter hour.")),
        "timed_out": (_("No answer in time"), again),
        "out_of_time": (
            _("Too much waiting already: not asked any more"),
            _("Scan again at a quieter hour, slower (--max-calls-per-second), or fewer regions at a time."),
        ),
        "only_a_bound": (_("Only a bound is known"), _("Verify it by hand, in the provider's console.")),
        **_way_in(),
        "unreachable": (_("Service out of reach"), _("Check the network, the address and the proxy, then scan again.")),
        "no_answer": (_("Unusable answer"), again),
        "empty_answer": (_("Empty answer"), again),
        "partial_list": (_("List read only in part"), again),
        "not_inherited": (
            _("The run of the organisation that operates this for you could not be taken over"),
            _("Have it run again, let this user read it, and check 'inherits' in auditor.yaml."),
        ),
        "collector_error": (_("Error of the auditor itself"), _("Report it with the output of the same command with -v.")),
        "not_understood": (_("Kind of resource not read by this version"), _("Verify it by hand, in the provider's console.")),
        "not_collected": (_("Not read by this version"), _("Verify it by hand, in the provider's console.")),
        "policy_not_understood": (
            _("Organisation policy that could not be understood"),
            _("Have whoever wrote it say which regions it closes, or write it with the usual conditions."),
        ),
        **_registers(),
        **_schedule(),
        **_unanswered(),
        **_planned(),
        **_transfers(),
    }


def _way_in() -> dict[str, tuple[str, str]]:
    """What keeps everything from being read."""
    renew = _("Sign in again, or renew the keys of the audit identity, then scan again.")
    return {
        "no_credentials": (
            _("No credentials found"),
            _("Give some: a profile in auditor.yaml, the provider's environment variables, its sign-in, or the machine's role."),
        ),
        "no_profile": (_("Unknown profile"), _("Check the profile's name in auditor.yaml and in the provider's own configuration.")),
        "credentials_expired": (_("Expired credentials"), renew),
        "credentials_invalid": (
            _("Credentials that the provider does not know"),
            _("Check the key's id, or the application, its secret and its tenant: deleted, disabled or mistyped."),
        ),
        "tenant_unknown": (
            _("Tenant or audience that the provider does not know"),
            _("Check tenant_id, cloud and audience of this entry in auditor.yaml."),
        ),
        "signature_invalid": (
            _("Wrong signature"),
            _("Check the secret key, or the certificate: it does not go with the identity it is for."),
        ),
        "clock_skew": (_("Clock that is wrong"), _("Set this machine's clock (NTP): signatures hold for a few minutes.")),
        "certificate_untrusted": (
            _("Certificate that nobody trusted vouches for"),
            _("Give the certificates of your network's proxy in ca_bundle or REQUESTS_CA_BUNDLE, and check that the file can be read."),
        ),
        "no_route": (_("No way there: name that does not resolve, or no route"), _("Check the name server, the network and the address.")),
        "proxy_refused": (
            _("Refused by the proxy"),
            _("Check the proxy's address and account (HTTPS_PROXY), and let the provider's names through."),
        ),
    }


@cache
def _by_provider() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Provider → reason code → remedy, where its own files or variables have to be named: one of reports/causes each."""
    return {path.stem: load(path).data for path in sorted((shipped("reports") / "causes").glob("*.yaml"))}


def cause(reason: str, permission: str = "", provider: str = "") -> Cause:
    """A reason code with its detail, `access_denied: s3:GetBucketReplication (s3:GetReplicationConfiguration)`, in words.

    The remedy is the provider's own where it has one.
    """
    found = _cause(language(), reason, permission)
    own = _by_provider().get(provider, {}).get(found.code)
    return replace(found, remedy=local(own)) if own else found


@lru_cache(4096)
def _cause(spoken_now: str, reason: str, permission: str) -> Cause:
    why = reason_of(reason)
    what, remedy = _causes(spoken_now).get(why.code, (reason, _("Verify it by hand, in the provider's console.")))
    spoken = str(msgspec.structs.replace(why, code="", permission="")) if why.unanswered else why.spoken
    # Where no right that anybody could grant would have given another answer, none is asked for.
    needed = permission or why.permission or ("" if why.detail else why.call) if why.refused else ""
    return Cause(why.code, spoken, what, remedy, needed)


def left_out(reason: str) -> str:
    """Why nothing was asked of an account, a region or a service, in words; empty for a reason that is not one of these."""
    return _left_out(language()).get(ending(reason), "")


def ending(reason: str) -> str:
    """The part of such a reason that says why, without what it speaks of."""
    return next((words for words in _left_out(language()) if reason.endswith(words)), "")


@cache
def _left_out(_language: str) -> dict[str, str]:
    return {
        "left out by the configuration": _("left out by the configuration"),
        "and its tags show nothing there": _("the account's own index shows nothing there"),
        "is not enabled in this account": _("region not enabled in this account"),
        ": deleted meanwhile": _("deleted while it was being read"),
        ": not offered there": _("service not offered there"),
        ": deleted by the plan": _("deleted by the plan, with what it holds"),
        ": replaced by the plan": _("replaced by the plan: deleted with what it holds, then made anew"),
        " instead": _("read by another way"),
        " is suspended": _("account suspended"),
        " is pending closure": _("account being closed"),
    }


def unread(finding: Finding, reason: Because) -> Cause | None:
    """Why a reason's fact could not be read, told so that equal holes compare equal; None when it was read."""
    if finding.outcome is not Outcome.UNKNOWN or not isinstance(reason.actual, str):
        return None
    return _unread(language(), reason.actual)


@lru_cache(4096)
def _unread(spoken_now: str, reason: str) -> Cause | None:
    found = _cause(spoken_now, reason, "")
    if found.code not in _causes(spoken_now):
        return None
    return found if found.code in NOT_READ else replace(found, call="")
