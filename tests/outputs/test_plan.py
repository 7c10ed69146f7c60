"""The action plan: one action for all accounts, each resource once with its command, as a sheet, as csv and as issues to paste."""

from __future__ import annotations

import csv
import io
import re
import shlex
import zipfile
from pathlib import Path

import msgspec
import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow

from auditor.model import Finding, Outcome
from auditor.outputs import output
from auditor.outputs.acting import Acting
from auditor.outputs.commands import actions, by_provider, command, filled_in, template
from auditor.outputs.html import seen
from auditor.run import read_findings
from tests.outputs.builder import build, findings, write_found


def mended(directory: Path) -> set[str]:
    """The resources with an open failure."""
    return {found.resource.id for found in read_findings(directory) if found.outcome is Outcome.FAIL and not found.waived}


def lines(directory: Path, **options: object) -> list[dict[str, str]]:
    """The lines of the plan's csv."""
    run = build(directory, 240, **options)  # type: ignore[arg-type]
    output("plan-csv")(run, directory, directory / "plan.csv", "fr")
    text = (directory / "plan.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_each_action_is_there_once_and_each_resource_once_in_it(tmp_path: Path) -> None:
    """Numbers go up with the deadline; the resources are those that fail, and no other."""
    rows = lines(tmp_path)
    keys = [(row["N°"], row["Identifiant"]) for row in rows]
    assert len(keys) == len(set(keys))
    assert {row["Identifiant"] for row in rows} == mended(tmp_path)
    deadlines = {row["N°"]: row["Avant"] for row in rows}
    assert [deadlines[place] for place in sorted(deadlines, key=int)] == sorted(deadlines.values())


def test_an_act_of_several_accounts_is_one_action(tmp_path: Path) -> None:
    """The accounts are a column of it."""
    run = build(tmp_path, 240)
    told = [
        msgspec.structs.replace(each, resource=msgspec.structs.replace(each.resource, account=f"{number // 6 % 3:012}"))
        for number, each in enumerate(read_findings(tmp_path))
    ]
    write_found(tmp_path, told, run)
    acting = Acting(seen(run, tmp_path, told))
    assert len({action.key for action in acting.all}) == len(acting.all)
    assert [f"{number:012}" for number in range(3)] in [acting.accounts_of(action) for action in acting.all]
    assert [action.order for action in acting.all] == sorted(action.order for action in acting.all)


def test_rules_that_ask_the_same_are_one_action(tmp_path: Path) -> None:
    """LOC-004 and LOC-009 both ask to bring data back."""
    run = build(tmp_path, 0)
    one = next(finding for finding in findings(60, outcome="fail") if finding.rule == "LOC-004")
    texts = {"LOC-009": {**run.rules["LOC-004"], "severity": "major"}}
    told = [one, msgspec.structs.replace(one, rule="LOC-009", fingerprint="f" * 32)]
    run = msgspec.structs.replace(run, rules={**run.rules, **texts})
    (action,) = Acting(seen(run, tmp_path, told)).all
    assert (action.key, [rule.id for rule in action.rules], action.severity) == ("home", ["LOC-004", "LOC-009"], "critical")
    assert len(action.failing) == 1


def test_the_sheet_has_figures_as_numbers_and_ids_as_text(tmp_path: Path) -> None:
    """What can be added up is a number; an account made of digits stays text; sideways, on one page's width."""
    run = build(tmp_path, 240)
    output("plan")(run, tmp_path, tmp_path / "plan.ods", "fr")
    with zipfile.ZipFile(tmp_path / "plan.ods") as archive:
        pages = archive.read("styles.xml").decode()
    first, second, _home = load(str(tmp_path / "plan.ods")).spreadsheet.getElementsByType(Table)
    kinds = [cell.getAttribute("valuetype") for cell in first.getElementsByType(TableRow)[1].getElementsByType(TableCell)]
    assert (kinds[0], kinds[8]) == ("float", "float")
    assert {kind for place, kind in enumerate(kinds) if place not in (0, 8)} == {"string"}
    accounts = [row.getElementsByType(TableCell)[8] for row in second.getElementsByType(TableRow)[1:]]
    assert {cell.getAttribute("valuetype") for cell in accounts} == {"string"}
    assert 'style:print-orientation="landscape"' in pages
    assert 'style:scale-to-X="1"' in pages


def test_issues_are_one_an_action_with_tasks(tmp_path: Path) -> None:
    """Each begins with the imperative, and has a box to tick for each resource."""
    run = build(tmp_path, 240)
    output("plan-md")(run, tmp_path, tmp_path / "plan.md", "fr")
    text = (tmp_path / "plan.md").read_text("utf-8")
    wanted = Acting(seen(run, tmp_path, read_findings(tmp_path))).all
    assert text.count("\n---\n") == len(re.findall("^# ", text, re.MULTILINE)) == len(wanted)
    assert text.count("- [ ] ") == len([*csv_steps(tmp_path)])
    assert "aws s3api put-public-access-block --bucket rivemont-" in text


def csv_steps(directory: Path) -> list[dict[str, str]]:
    """The lines of the csv of the run that lies there."""
    return lines(directory)


@pytest.mark.parametrize("name", ["plan-md", "plan-csv"])
def test_hostile_names_stay_text_in_a_plan(tmp_path: Path, name: str) -> None:
    """No element, no formula, no line of theirs."""
    run = build(tmp_path, 240, hostile=True)
    output(name)(run, tmp_path, tmp_path / "plan", "fr")
    text = (tmp_path / "plan").read_text("utf-8-sig")
    if name == "plan-md":
        outside = re.sub(r"^  ```sh\n.*?^  ```\n", "", text, flags=re.MULTILINE | re.DOTALL)
        assert not re.search(r"(?<!\\)<(script|img|svg)", outside)
    else:
        assert not re.search(r'(^|;)"?[=+@-][A-Z(]', text, re.MULTILINE)


def failing(native_type: str, identifier: str, rule: str = "SEC-001", name: str = "nom", provider: str = "aws") -> Finding:
    """A failure of a rule by a resource of that type."""
    one = next(each for each in findings(60, outcome="fail") if each.rule == "SEC-001")
    ref = msgspec.structs.replace(one.resource, id=identifier, native_type=native_type, name=name, provider=provider)
    return msgspec.structs.replace(one, rule=rule, resource=ref)


def test_a_command_names_the_resource_itself() -> None:
    """By what its type asks for: its name, the last piece of its id, or the whole id."""
    assert command(failing("AWS::S3::Bucket", "arn:aws:s3:::b", name="b")).startswith("aws s3api put-public-access-block --bucket b ")
    snapshot = failing("AWS::EC2::Snapshot", "arn:aws:ec2:eu-west-3::snapshot/snap-0a1b")
    assert "--snapshot-id snap-0a1b " in command(snapshot)
    account = failing("Microsoft.Storage/storageAccounts", "/subscriptions/s/resourcegroups/rg/providers/m/n", provider="azure")
    assert "--ids /subscriptions/s/resourcegroups/rg/providers/m/n " in command(account)


def test_a_command_names_the_account_and_the_group_of_the_resource_by_their_codes() -> None:
    """Whatever its id looks like; what is not known of it leaves no command, for half of one is worse than none."""
    known = failing("Microsoft.Storage/storageAccounts", "x/y", rule="RET-002", provider="azure")
    there = msgspec.structs.replace(known.resource, group="rg etat-civil", account="0f00-1")
    assert "--resource-group 'rg etat-civil' --policy" in template(msgspec.structs.replace(known, resource=there))
    assert template(known) == ""
    encrypted = msgspec.structs.replace(known, rule="SEC-005", resource=there)
    assert "--subscription 0f00-1 " in template(encrypted)


def test_a_command_that_needs_a_region_is_none_without_it() -> None:
    """Rather than to ask in a region of no name."""
    point = failing("AWS::S3::Bucket", "arn:aws:s3:::b", rule="RET-009")
    told = command(point)
    assert "--region eu-west-3" in told
    nowhere = msgspec.structs.replace(point.resource, region=None)
    assert command(msgspec.structs.replace(point, resource=nowhere)) == ""


@pytest.mark.parametrize("group", ["NAME", "a NAME b", "rg-ID-1"])
def test_what_surrounds_a_resource_is_never_taken_for_a_word_of_the_template(group: str) -> None:
    """Filled in twice, its quotes would end where the second value begins."""
    known = failing("Microsoft.Storage/storageAccounts", "x/y", rule="RET-002", provider="azure", name="x; reboot")
    there = msgspec.structs.replace(known, resource=msgspec.structs.replace(known.resource, group=group))
    assert command(there) == ""


def test_a_type_without_a_command_has_none() -> None:
    """A command for another type of resource is worse than none."""
    assert command(failing("AWS::Lex::Bot", "arn:aws:lex:eu-west-3:1:bot/x")) == ""


@pytest.mark.parametrize("name", ["a; rm -rf /", "$(reboot)", "`id`", "a'b", "a b\nc"])
def test_a_hostile_name_is_quoted_for_the_shell(name: str) -> None:
    """It stays one word, and runs nothing."""
    told = command(failing("AWS::S3::Bucket", "arn:aws:s3:::b", name=name))
    assert name in shlex.split(told)


def test_nothing_of_a_template_is_left_unfilled() -> None:
    """Every template of every provider, filled in, holds none of the words that stand for the resource."""
    ref = next(findings(1)).resource
    for provider, ways in by_provider().items():
        for rule, way in ways.items():
            assert rule in actions()["rules"] or rule in actions()["acts"], (provider, rule)
            commands = way.get("cli") or {}
            for told in commands.values() if isinstance(commands, dict) else [commands]:
                assert not re.search(r"(?<![A-Z_\"])(NAME|ID|WHOLE|REGION)(?![A-Z_\"])", filled_in(str(told), ref)), told
