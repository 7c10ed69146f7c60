"""auditor.yaml: what is right is taken in canonical form; what is wrong is shown, all of it, where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from auditor.cli.found import find_configuration
from auditor.configuration import Configuration, Country, Entry, load_configuration
from auditor.errors import AuditorError, InputError, SnapshotError
from auditor.providers import INSTALLED, PROVIDERS

pytestmark = pytest.mark.usefixtures("english")

ACCOUNT = "accounts: [{id: a, provider: aws}]\n"
GOOD = """\
organisation: {name: Ville de Rivemont, siren: 217500016, profile: commune, population: 42000}
accounts:
  - {id: aws-prod, provider: aws, profile: audit, regions: all}
  - {id: s3, provider: aws, endpoint_url: "http://127.0.0.1:5000", regions: [eu-west-3]}
processing_activities:
  - id: etat-civil
    title: Gestion de l'état civil
    categories: [état civil, santé]
    countries: [FR, NO]
    select: [{tag: {application: etat-civil, lot: 2}}, {id: "arn:aws:s3:::etat-civil-*"}, {account: aws-prod, resource_group: rg}]
retention: {état civil: {min: P100Y}}
trusted_accounts: [111122223333, "444455556666", 012345678901]
waivers: waivers.yaml
allowed_countries: [FR, NO]
tags: {category: [Donnees]}
"""


def written(folder: Path, text: str) -> Path:
    """An auditor.yaml with its waivers beside it."""
    (folder / "waivers.yaml").write_text("waivers: []\n")
    path = folder / "auditor.yaml"
    path.write_text(text)
    return path


def mistakes(folder: Path, text: str) -> list[str]:
    """Each mistake as line:column: message."""
    path = written(folder, text)
    with pytest.raises(InputError) as raised:
        load_configuration(path, INSTALLED)
    return [str(problem).removeprefix(f"{path}:") for problem in raised.value.problems]


def test_whole_file(tmp_path: Path) -> None:
    """Categories get their ids, numbers become texts, tag keys lose their case, paths start from the file's folder, NO stays Norway."""
    read = load_configuration(written(tmp_path, GOOD), INSTALLED)
    activity = read.activities[0]

    assert (activity.categories, activity.countries) == (("civil_status", "health"), ("FR", "NO"))
    assert activity.select[0] == {"tag": {"application": "etat-civil", "lot": "2"}}
    assert [entry["id"] for entry in read.accounts] == ["aws-prod", "s3"]
    assert read.organisation is not None
    assert read.organisation.siren == "217500016"
    assert read.retention["civil_status"].min == "P100Y"
    assert read.trusted_accounts == ("111122223333", "444455556666", "012345678901")
    assert read.waivers == tmp_path / "waivers.yaml"
    assert read.allowed_countries == ("FR", "NO")
    assert read.tags.category == ("donnees",)
    assert "rgpd:traitement" in read.tags.activity


def test_context_goes_through_json_and_back(tmp_path: Path) -> None:
    """A snapshot carries what judging needs: everything but the accounts and the paths of the machine that scanned."""
    read = load_configuration(written(tmp_path, GOOD), INSTALLED)
    text = json.dumps(read.context())
    back = Configuration.from_context(json.loads(text))

    assert str(tmp_path) not in text
    assert "accounts" not in read.context()
    assert (back.activities, back.retention, back.tags) == (read.activities, read.retention, read.tags)
    assert back.context() == read.context()
    assert Configuration.from_context({}) == Configuration()


def test_altered_context_is_a_snapshot_error() -> None:
    """A snapshot edited by hand does not end in a traceback."""
    with pytest.raises(SnapshotError, match="context"):
        Configuration.from_context({"processing_activities": 3})


def test_five_mistakes_are_five_problems(tmp_path: Path) -> None:
    """All at once, each with its line and column and what may have been meant."""
    text = """\
organisation: {name: Rivemont, siren: "21750001"}
accounts:
  - {id: a, provider: awss}
processing_activities:
  - {id: x, categories: [civil_statu], countrys: [FR]}
allowed_countries: [fr]
"""
    assert mistakes(tmp_path, text) == [
        "1:39: expected a SIREN (9 digits) or a SIRET (14 digits), found '21750001'",
        f"3:23: there is no provider 'awss' (there are: {', '.join(sorted(PROVIDERS))}) (did you mean 'aws'?)",
        "5:26: 'civil_statu' is not a category of data (did you mean 'civil_status'?)",
        "5:40: unknown key 'countrys' (did you mean 'countries'?)",
        "6:21: 'fr' is not an ISO 3166 country code (did you mean 'FR'?)",
    ]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: expected keys and values, found nothing"),
        ("[]\n", "1:1: expected keys and values, found a list"),
        ("tags: {}\n", "1:1: missing 'accounts': there is nothing to scan"),
        ("accounts: []\n", "1:11: missing 'accounts': there is nothing to scan"),
        ("accounts: {a: 1}\n", "1:11: expected a list, found keys and values"),
        ("accounts: [aws]\n", "1:12: expected keys and values, found 'aws'"),
        ("accounts: [{id: a}]\n", "1:12: missing 'provider'"),
        ("accounts: [{provider: aws}]\n", "1:12: missing 'id'"),
        ("accounts: [{id: a, provider: aws}, {id: a, provider: aws}]\n", "1:41: the id 'a' is used twice in accounts"),
        ("accounts: [{id: a, provider: aws, region: all}]\n", "1:35: unknown key 'region' (did you mean 'regions'?)"),
        ("accounts: [{id: a, provider: aws, regions: eu-west-3}]\n", "1:44: expected 'all' or a list, found 'eu-west-3'"),
        ("accounts: [{id: a, provider: aws, regions: []}]\n", "1:44: the list is empty"),
        ("accounts: [{id: a, provider: aws, regions: [{}]}]\n", "1:45: expected a text, found keys and values"),
        ("accounts: [{id: a, provider: aws, emulator: 'oui'}]\n", "1:45: expected true or false, found 'oui'"),
        ("accounts: [{id: a, provider: aws, page_size: -1}]\n", "1:46: expected a whole number, found -1"),
        ("accounts: [{id: a, provider: aws, role_arn: audit}]\n", "1:45: expected the ARN of a role, found 'audit'"),
        (
            "accounts: [{id: a, provider: aws, regions: [eu-west-3, eu-west-33]}]\n",
            "1:56: there is no region 'eu-west-33' that this version knows (did you mean 'eu-west-3'?)",
        ),
        (
            "accounts: [{id: a, provider: outscale, region: eu-west-22}]\n",
            "1:48: there is no region 'eu-west-22' that this version knows (did you mean 'eu-west-2'?)",
        ),
        (
            "accounts: [{id: a, provider: aws, regions: [eu-west-3, cn-north-1]}]\n",
            "1:56: 'cn-north-1' is of the partition aws-cn, not aws: give each partition its own entry",
        ),
        (
            "accounts: [{id: a, provider: aws, partition: aws-eusc, regions: [eu-west-3]}]\n",
            "1:66: 'eu-west-3' is of the partition aws, not aws-eusc: give each partition its own entry",
        ),
        (
            "accounts: [{id: a, provider: aws, role_arn: 'arn:aws:iam::111122223333:role/r', partition: aws-us-gov}]\n",
            "1:45: this role is of the partition aws, not aws-us-gov: give each partition its own entry",
        ),
        (
            "accounts: [{id: a, provider: aws, partition: aws-iso}]\n",
            "1:46: expected one of aws, aws-cn, aws-eusc, aws-us-gov; found 'aws-iso' (did you mean 'aws-us-gov'?)",
        ),
        (
            "accounts: [{id: a, provider: aws, endpoint_url: 'http://me:pw@host'}]\n",
            "1:49: expected an http or https address without a user or a password, found 'http://me:pw@host'",
        ),
        (ACCOUNT + "organisation: {siren: 217500016}\n", "2:1: missing 'name'"),
        (ACCOUNT + "organisation: {name: ''}\n", "2:22: expected a text, found an empty one"),
        (ACCOUNT + "organisation: {name: true}\n", "2:22: expected a text, found true"),
        ("accounts: [{id: a, provider: aws, account_id: 1234}]\n", "1:47: expected an account id (12 digits), found 1234"),
        (ACCOUNT + "trusted_accounts: ['une mairie']\n", "2:20: expected an account id (no spaces), found 'une mairie'"),
        (ACCOUNT + "allowed_countries: []\n", "2:20: the list is empty"),
        (ACCOUNT + "allowed_countries: [Norvège]\n", "2:21: 'Norvège' is not an ISO 3166 country code (did you mean 'NO'?)"),
        (ACCOUNT + "allowed_countries: [UK]\n", "2:21: 'UK' is not an ISO 3166 country code (did you mean 'GB'?)"),
        (ACCOUNT + "retention: {santé: {max: 1 an}}\n", "2:26: '1 an' is not an ISO 8601 duration such as P30D, P6M or P1Y"),
        (ACCOUNT + "retention: {santé: {max: P-1Y}}\n", "2:26: 'P-1Y' is not an ISO 8601 duration such as P30D, P6M or P1Y"),
        (ACCOUNT + "retention: {santé: {min: P2Y, max: P12M}}\n", "2:26: min P2Y is longer than max P12M"),
        (ACCOUNT + "retention: {sant: {max: P1Y}}\n", "2:13: 'sant' is not a category of data (did you mean 'sante'?)"),
        (ACCOUNT + "processing_activities: [{id: x}, {id: x}]\n", "2:39: the id 'x' is used twice in processing_activities"),
        (ACCOUNT + "processing_activities: [{id: x, select: [{}]}]\n", "2:42: an empty selector would take every resource"),
        (ACCOUNT + "processing_activities: [{id: x, select: [{tag: {}}]}]\n", "2:42: an empty selector would take every resource"),
        (ACCOUNT + "processing_activities: [{id: x, select: [{ids: y}]}]\n", "2:43: unknown key 'ids' (did you mean 'id'?)"),
        (ACCOUNT + "processing_activities: [{id: x, select: [{account: b}]}]\n", "2:52: there is no account 'b' in this file"),
        (
            ACCOUNT + "processing_activities: [{id: x, select: [{kind: databse}]}]\n",
            "2:49: 'databse' is not a kind of resource (did you mean 'database'?)",
        ),
    ],
)
def test_one_mistake(tmp_path: Path, text: str, mistake: str) -> None:
    """Each kind of mistake, alone, is one problem at its own place."""
    assert mistakes(tmp_path, text) == [mistake]


def test_no_credential_ends_on_a_day_that_is_none(tmp_path: Path) -> None:
    """The shape of a day is not enough: nobody would be told of the 30 February."""
    (mistake,) = mistakes(tmp_path, "accounts: [{id: a, provider: aws, credential_ends: 2027-02-30}]\n")
    assert "'2027-02-30' is not a day (YYYY-MM-DD)" in mistake


def test_profile_of_an_organisation_is_one_of_a_list(tmp_path: Path) -> None:
    """A misspelt profile gets the one that was meant."""
    (mistake,) = mistakes(tmp_path, ACCOUNT + "organisation: {name: X, profile: comune}\n")
    assert mistake.startswith("2:34: expected one of ")
    assert mistake.endswith("(did you mean 'commune'?)")


def test_missing_waivers_file(tmp_path: Path) -> None:
    """Waivers that cannot be found stop the scan: without them, accepted failures would come back."""
    assert mistakes(tmp_path, ACCOUNT + "waivers: accepted.yaml\n") == [f"2:10: there is no file {tmp_path / 'accepted.yaml'}"]


@pytest.mark.parametrize("key", ["secret_access_key", "aws_access_key_id", "password", "session_token", "api_key", "mot_de_passe"])
def test_secrets_are_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    """The message names the key and what to use instead, and does not show the value."""
    (mistake,) = mistakes(tmp_path, f"accounts: [{{id: a, provider: aws, {key}: hunter2}}]\n")
    assert mistake == f"1:35: '{key}' would keep a secret in this file: use a profile, a role or the environment"


def test_empty_optional_keys_are_absent(tmp_path: Path) -> None:
    """Commenting a list out leaves its key; that is no mistake."""
    read = load_configuration(written(tmp_path, ACCOUNT + "processing_activities:\nwaivers:\ntags:\n"), INSTALLED)
    assert read.activities == ()
    assert read.waivers is None


def test_provider_of_another_package_checks_its_own_options(tmp_path: Path) -> None:
    """A misspelt option comes with a suggestion, and what a shape cannot say has its place; secrets are refused all the same."""

    class Options(Entry, total=False):
        salle: dict[str, Country]

    class Nuage:
        options: type[Entry] = Options

        def check(self, entry: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
            if entry.get("id") == "loin":
                yield ("id",), "too far"

    path = written(tmp_path, "accounts: [{id: n, provider: nuage, salle: {A: FR}}]\n")
    assert load_configuration(path, {"nuage": Nuage()}).accounts == ({"id": "n", "provider": "nuage", "salle": {"A": "FR"}},)
    path.write_text("accounts: [{provider: nuage, token: x}, {id: loin, provider: nuage, sale: {A: FR}}]\n")
    with pytest.raises(InputError) as raised:
        load_configuration(path, {"nuage": Nuage()})
    assert [(one.column, one.message, one.suggestion) for one in raised.value.problems] == [
        (12, "missing 'id'", ""),
        (30, "'token' would keep a secret in this file: use a profile, a role or the environment", ""),
        (46, "too far", ""),
        (69, "unknown key 'sale'", "salle"),
    ]


def test_search_order(tmp_path: Path) -> None:
    """The option, the variable, the folder, the user, the machine."""
    home, here = tmp_path / "home", tmp_path / "here"
    theirs = home / ".config/auditor/auditor.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    here.mkdir()
    environ = {"HOME": str(home)}

    assert find_configuration(None, environ, here) == theirs
    (here / "auditor.yaml").touch()
    assert find_configuration(None, environ, here) == here / "auditor.yaml"
    assert find_configuration(None, environ | {"AUDITOR_CONFIG": "/x.yaml"}, here) == Path("/x.yaml")
    assert find_configuration(Path("/y.yaml"), environ | {"AUDITOR_CONFIG": "/x.yaml"}, here) == Path("/y.yaml")


def test_no_configuration_says_how_to_write_one(tmp_path: Path) -> None:
    """The message names every place that was looked at."""
    with pytest.raises(AuditorError, match=str(tmp_path)) as raised:
        find_configuration(None, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}, tmp_path)
    assert "auditor init" in raised.value.remedy


@given(
    strategies.recursive(
        strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=8),
        lambda inner: (
            strategies.lists(inner, max_size=3)
            | strategies.dictionaries(
                strategies.sampled_from(
                    ["accounts", "id", "provider", "select", "tag", "processing_activities", "retention", "min", "tags", "x"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_data_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: object) -> None:
    """JSON is YAML: whatever it holds, the answer is a configuration or a list of problems, never a traceback."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(json.dumps(data))
    try:
        assert load_configuration(path, INSTALLED).accounts
    except InputError as error:
        assert error.problems  # noqa: PT017  # either end is right


def test_own_rules_are_named_by_folder_or_file(tmp_path: Path) -> None:
    """`rules:` is read from the folder of the file; what is not there is a mistake with its place; a snapshot does not carry it."""
    (tmp_path / "regles").mkdir()
    (tmp_path / "auditor.yaml").write_text("accounts: [{id: a, provider: aws}]\nrules: [regles]\n")
    configuration = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert configuration.rules == (tmp_path / "regles",)
    assert "rules" not in configuration.context()
    (tmp_path / "auditor.yaml").write_text("accounts: [{id: a, provider: aws}]\nrules: [regle]\n")
    with pytest.raises(InputError, match=r"auditor.yaml:2:9: there is no file .*/regle"):
        load_configuration(tmp_path / "auditor.yaml", INSTALLED)
