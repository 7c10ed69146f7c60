"""What is gone first decides "at least", what stays longest decides "at most"."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome
from tests.emulators.azure import Cloud, arm
from tests.providers.azure.judging import FAIL, HEALTH, PASS, judged, verdicts

pytestmark = pytest.mark.long

UNKNOWN = Outcome.UNKNOWN
WORKSPACE, STORAGE = "Microsoft.OperationalInsights/workspaces/acces-guichet", "Microsoft.Storage/storageAccounts/marches"
TENDERS = {"rgpd:categorie": "marches-publics"}


def period(azure: Cloud, name: str) -> tuple[Any, Any]:
    """The longest and the shortest period of a resource; `?` for one that is not known."""
    found = judged(azure)[name]
    kept = found.facts["retention"]
    return tuple("?" if f"retention.{end}" in found.unknown else kept[end] for end in ("max", "min"))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("own", "tables", "kept", "at_least", "at_most"),
    [
        (365, {}, ("P365D", None), PASS, PASS),
        (365, {"SigninLogs": {"retentionInDays": 365}, "AuditLogs": {"retentionInDays": 30}}, ("P365D", "P30D"), FAIL, PASS),
        (30, {"SigninLogs": {"totalRetentionInDays": 365}, "AuditLogs": {"totalRetentionInDays": 365}}, ("P365D", None), PASS, PASS),
        (30, {"SigninLogs": {"retentionInDays": 30, "totalRetentionInDays": 365}, "AuditLogs": {}}, ("P365D", "P30D"), FAIL, PASS),
        (30, {"SigninLogs": {"retentionInDays": 30, "totalRetentionInDays": 4000}}, ("P4000D", None), PASS, FAIL),
        (365, {"SigninLogs": {"retentionInDays": -1}}, ("P365D", None), PASS, PASS),
    ],
)
def test_the_tables_of_a_workspace(azure: Cloud, own: int, tables: dict[str, Any], kept: Any, at_least: Any, at_most: Any) -> None:
    """The table that is emptied first and the one that is emptied last, each against its own bound."""
    azure.add(
        arm(WORKSPACE, tags=HEALTH, properties={"retentionInDays": own}),
        *(arm(f"{WORKSPACE}/tables/{name}", properties=said) for name, said in tables.items()),
    )
    assert period(azure, "acces-guichet") == kept
    said = verdicts(azure, "acces-guichet")
    assert (said["RET-004"], said["RET-005"]) == (at_least, at_most)


def test_the_tables_of_a_component_are_those_of_its_records(azure: Cloud) -> None:
    """Other tables of the workspace say nothing of it."""
    azure.add(
        arm(WORKSPACE, properties={"retentionInDays": 365}),
        *(
            arm(f"{WORKSPACE}/tables/{name}", properties={"retentionInDays": count})
            for name, count in (("AppTraces", 90), ("AppRequests", 40), ("Audit", 30))
        ),
        arm("Microsoft.Insights/components/guichet", properties={"WorkspaceResourceId": arm(WORKSPACE)["id"]}),
    )
    assert period(azure, "guichet") == ("P90D", "P40D")


def rule(count: int, **filters: Any) -> dict[str, Any]:
    """A lifecycle rule that deletes after so many days."""
    deletes = {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": count}}}
    return {"definition": {"filters": {"blobTypes": ["blockBlob", "appendBlob"], **filters}, "actions": deletes}}


def locked(count: int) -> dict[str, Any]:
    """A container that lets nothing go for so many days."""
    return {"immutabilityPolicy": {"immutabilityPeriodSinceCreationInDays": count, "state": "Locked"}}


@pytest.mark.parametrize(
    ("rules", "containers", "kept", "outcome"),
    [
        ([rule(30)], [], ("P30D", None), FAIL),
        ([rule(30, prefixMatch=["a/tmp"])], [], (None, "?"), UNKNOWN),
        ([rule(30, blobIndexMatch=[{"name": "fini"}]), rule(400)], [], ("P400D", "?"), FAIL),
        ([rule(30), rule(400, prefixMatch=["a/tmp"])], [], ("P30D", None), FAIL),
        ([rule(30, blobTypes=["blockBlob"])], [], ("?", "P30D"), FAIL),
        ([rule(30)], [locked(4000), {}], ("P4000D", "P30D"), FAIL),
        ([rule(30)], [locked(4000), locked(5000)], ("P5000D", "P4000D"), PASS),
        ([rule(30)], [{"hasLegalHold": True}, {}], (None, "P30D"), FAIL),
        ([rule(30)], [{"hasLegalHold": True}], (None, None), PASS),
    ],
)
def test_the_containers_and_rules_of_an_account(azure: Cloud, rules: list[Any], containers: list[Any], kept: Any, outcome: Outcome) -> None:
    """A lock holds its own container only; what a rule takes by its name may be nothing."""
    azure.add(
        arm(STORAGE, tags=TENDERS, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/managementPolicies/default", properties={"policy": {"rules": rules}}),
        *(arm(f"{STORAGE}/blobServices/default/containers/c{number}", properties=said) for number, said in enumerate(containers)),
    )
    assert period(azure, "marches") == kept
    assert verdicts(azure, "marches")["RET-007"] is outcome


def test_the_tiers_of_a_backup_policy(azure: Cloud) -> None:
    """Daily points go first, yearly ones last."""
    vault = "Microsoft.RecoveryServices/vaults/coffre"
    tiers = {
        "dailySchedule": {"retentionDuration": {"count": 7, "durationType": "Days"}},
        "yearlySchedule": {"retentionDuration": {"count": 2, "durationType": "Years"}},
    }
    azure.add(arm(vault), arm(f"{vault}/backupPolicies/gfs", properties={"retentionPolicy": tiers}))
    assert period(azure, "gfs") == ("P2Y", "P7D")


DETAILS = ["blobServices", "blobServices/containers", "fileServices/shares", "tableServices/tables", "managementPolicies"]


@pytest.mark.parametrize("rules", [[rule(400)], []])
@pytest.mark.parametrize("refused", DETAILS)
def test_what_is_kept_too_long_is_so_whatever_else_is_refused(azure: Cloud, refused: str, rules: list[Any]) -> None:
    """Four hundred days, or for ever, of images: only the policy itself, where it may not be read, leaves that open; a table never goes."""
    azure.add(
        arm(STORAGE, tags={"rgpd:categorie": "video"}, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/managementPolicies/default", properties={"policy": {"rules": rules}}),
        arm(f"{STORAGE}/blobServices/default/containers/c", properties={"publicAccess": "None"}),
    )
    assert verdicts(azure, "marches")["RET-002"] is FAIL
    with azure.refusing(f"Microsoft.Storage/storageAccounts/{refused}/read"):
        assert verdicts(azure, "marches")["RET-002"] is (UNKNOWN if refused == "managementPolicies" else FAIL)
        azure.add(arm(f"{STORAGE}/tableServices/default/tables/t"))
        if refused == "managementPolicies":
            assert verdicts(azure, "marches")["RET-002"] is FAIL


@pytest.mark.parametrize("refused", DETAILS[:-1])
def test_what_would_be_short_enough_is_not_sure_then(azure: Cloud, refused: str) -> None:
    """Ten days: something of what was refused may keep them for longer."""
    azure.add(
        arm(STORAGE, tags={"rgpd:categorie": "video"}, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/managementPolicies/default", properties={"policy": {"rules": [rule(10)]}}),
    )
    assert verdicts(azure, "marches")["RET-002"] is PASS
    with azure.refusing(f"Microsoft.Storage/storageAccounts/{refused}/read"):
        assert verdicts(azure, "marches")["RET-002"] is UNKNOWN


@pytest.mark.parametrize(("short", "long", "refused"), [(35, "P1Y", "Short"), (35, "P1Y", "Long"), (35, None, "Short")])
def test_backups_known_to_stay_too_long_do_whatever_else_is_not_read(azure: Cloud, short: int, long: str | None, refused: str) -> None:
    """At least as long as the policy that was read; one that keeps nothing says nothing of the other."""
    base = "Microsoft.Sql/servers/s/databases/paie"
    azure.add(
        arm("Microsoft.Sql/servers/s", location="francecentral"),
        arm(base, location="francecentral", properties={"status": "Online"}),
        arm(f"{base}/backupShortTermRetentionPolicies/default", properties={"retentionDays": short}),
        arm(
            f"{base}/backupLongTermRetentionPolicies/default", properties={"yearlyRetention": long} if long else {"yearlyRetention": "PT0S"}
        ),
    )
    with azure.refusing(f"Microsoft.Sql/servers/databases/backup{refused}TermRetentionPolicies/read"):
        database = next(one for one in azure.scan("sql").resources if one.native_type == "Microsoft.Sql/servers/databases")
    known = {"Short": long, "Long": f"P{short}D"}[refused]
    assert database.facts.get("backup", {}).get("retention") == known
    assert database.unknown["backup.retention"].startswith("access_denied")
