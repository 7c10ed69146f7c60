"""Microsoft 365 Apps: the diagnostic data that the policies of Intune let them send. Cloud Policy and group policies are told by no API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.m365.common import DOCS, SKUS_AT, among, call, held, skus
from auditor.providers.observing import Unknown, lift
from auditor.providers.thin import named

APPS = "M365::Apps"
BOUGHT = skus(lists=True)
PERMISSION = "DeviceManagementConfiguration.Read.All"
POLICIES = call("deviceManagement", "ListConfigurationPolicies", PERMISSION, "telemetry.level")
SETTINGS = call("deviceManagement", "ListPolicySettings", PERMISSION, "telemetry.level")
AT = "/beta/deviceManagement/configurationPolicies"
LEVEL = re.compile(r"sendtelemetry_l_sendtelemetrydropid_([123])\Z")
LEVELS = {"3": "neither", "1": "required", "2": "optional"}
"""What the setting "Configure the level of client software diagnostic data" can be, the least first."""
NO_POLICY = Unknown.of(
    "not_collected", "no policy of Intune sets the diagnostic data of Office; Cloud Policy and group policies are not told by Graph"
)


def collect(reader: Reader) -> Iterator[Resource]:
    """One, where the applications are licensed."""
    bought = held(reader.pages(BOUGHT, at=SKUS_AT))
    if not among(bought, "OFFICESUBSCRIPTION", "OFFICE_BUSINESS", "O365_BUSINESS", "OFFICEMOBILE"):
        return
    policies = reader.all(POLICIES, **{"at": AT, "$select": "id,isAssigned"})
    level = lift(lambda found: _highest([level for one in found if one["isAssigned"] for level in _levels(reader, one)]), policies)
    yield reader.resource(APPS, named(reader, APPS, "apps"), "Microsoft 365 Apps", {"telemetry.level": level}, {}, None)


def _levels(reader: Reader, policy: Mapping[str, object]) -> list[Any]:
    """The levels that one policy sets."""
    settings = reader.all(SETTINGS, at=f"{AT}('{policy['id']}')/settings")
    found = lift(lambda all_of_them: [level for one in all_of_them for level in _within(one["settingInstance"])], settings)
    return [found] if isinstance(found, Unknown) else found


def _within(setting: Any) -> Iterator[str]:
    """The level among the values of a setting and of those below it."""
    chosen = setting.get("choiceSettingValue") or {}
    if match := LEVEL.search(str(chosen.get("value"))):
        yield LEVELS[match[1]]
    for child in chosen.get("children") or ():
        yield from _within(child)


def _highest(levels: list[Any]) -> Any:
    """The most that is let out; unknown where one policy was not read, unless another lets everything out."""
    if "optional" in levels:
        return "optional"
    unread = next((one for one in levels if isinstance(one, Unknown)), None)
    return unread or max(levels, key=[*LEVELS.values()].index, default=None) or NO_POLICY


COLLECTOR = Collector(
    "telemetry",
    {APPS: "settings"},
    (BOUGHT, POLICIES, SETTINGS),
    collect,
    where="account",
    never=(
        Absence(
            ("public.blocked", "encryption.default", "encryption.default_key"),
            f"{DOCS}/microsoft-365-apps/privacy/overview-privacy-controls: settings of what is sent, and of no store",
        ),
    ),
)
