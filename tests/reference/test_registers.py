"""The registers as other rooms see them: every spelling, dates that decide, assumptions, and what nobody knows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from auditor.errors import InputError
from auditor.model import VERIFIED
from auditor.reference import places, shelf
from auditor.reference.facts import facts
from auditor.reference.marks import STALE, cite
from auditor.reference.registers import Reference, reference
from auditor.reference.requirements import requirements
from auditor.reference.retention import rows

pytestmark = pytest.mark.usefixtures("english")

TODAY = date(2026, 11, 22)
OUTERMOST = {"GP", "MQ", "GF", "RE", "YT", "MF"}


@pytest.fixture(name="today", scope="module")
def _today() -> Reference:
    return reference(TODAY)


@pytest.mark.parametrize(
    ("provider", "spelling", "code", "country"),
    [
        ("azure", "West Europe", "westeurope", "NL"),
        ("azure", "westeurope", "westeurope", "NL"),
        ("azure", "WestEurope", "westeurope", "NL"),
        ("azure", "norway east", "norwayeast", "NO"),
        ("aws", "EU", "eu-west-1", "IE"),
        ("aws", " EU-West-3 ", "eu-west-3", "FR"),
        ("aws", "eu_west_3", "eu-west-3", "FR"),
        ("aws", "eu-west-3c", "eu-west-3", "FR"),
        ("aws", "Europe (Paris)", "eu-west-3", "FR"),
        ("aws", "eusc-de-east-1", "eusc-de-east-1", "DE"),
        ("aws", "eu-central-1-ist-1a", "eu-central-1-ist-1", "TR"),
        ("aws", "eu-west-2", "eu-west-2", "GB"),
        ("outscale", "eu-west-2", "eu-west-2", "FR"),
        ("outscale", "eu-west-2a", "eu-west-2", "FR"),
        ("ionos", "eu-central-2", "eu-central-2", "DE"),
        ("aws", "eu-central-2", "eu-central-2", "CH"),
        ("ovh", "GRA11", "gra", "FR"),
        ("ovh", "EU-WEST-PAR-A", "eu-west-par", "FR"),
        ("ovh", "eu-west-eri", "uk", "GB"),
        ("ovh", "EU-WEST-LZ-ZRH-A", "eu-west-lz-zrh", "CH"),
        ("ovh", "EU-WEST-LZ-MNC-A", "eu-west-lz-mnc", "GB"),
        ("ovh", "eu-west-gra-snc", "eu-west-gra-snc", "FR"),
        ("ovh", "eu-central-lz-prg", "eu-east-lz-prg", "CZ"),
        ("aws", "eu-central-1-ath-1a", "eu-central-1-ath-1", "GR"),
        ("aws", "us-east-1-wl1-nyc-wlz-1", "us-east-1-wl1-bos-wlz-1", "US"),
        ("azure", "Taiwan North", "taiwannorth", "TW"),
        ("azure", "jioindiawest", "jioindiawest", "IN"),
        ("azure", "usgovvirginia", "usgovvirginia", "US"),
        ("azure", "China North 3", "chinanorth3", "CN"),
        ("gcp", "europe-west9-b", "europe-west9", "FR"),
        ("scaleway", "fr-par-2", "fr-par", "FR"),
        ("orange_cloud_avenue", "cav01ev01ocb0001", "vdr", "FR"),
        ("orange_cloud_avenue", "cav02vv09ocb0001", "vdr-cha", "FR"),
    ],
)
def test_one_region_for_every_spelling(today: Reference, provider: str, spelling: str, code: str, country: str) -> None:
    """Case, spaces, names, legacy codes and availability zones all lead to the same region, and the provider decides."""
    region = today.region(provider, spelling)
    assert region is not None
    assert (region.code, region.country) == (code, country)


@pytest.mark.parametrize(
    ("provider", "spelling"),
    [
        ("aws", "us-east-1-wl1-was1"),
        ("aws", "eu-central-1-xxx-1a"),
        ("aws", "eu-west-33"),
        ("aws", ""),
        ("aws", "a" * 100_000),
        ("aws", "eu-west-3-wl1-cmn-wlz-1"),
        ("openstack", "RegionOne"),
        ("../zones", "eu"),
    ],
)
def test_what_nobody_can_place_is_unknown(today: Reference, provider: str, spelling: str) -> None:
    """A Local Zone never takes its parent's country, and a code without a register or a country gives nothing."""
    assert today.region(provider, spelling) is None


def test_a_global_region_is_known_to_have_no_single_country(today: Reference) -> None:
    """It is not unknown: its country is null, and a set of countries is told when there is one."""
    for provider, code in (("aws", "aws-global"), ("azure", "global"), ("gcp", "eur5")):
        region = today.region(provider, code)
        assert region is not None
        assert region.country is None
    eur5 = today.region("gcp", "EUR5")
    assert eur5 is not None
    assert eur5.countries == ("BE", "GB")


def test_every_shipped_region_is_found_by_its_code(today: Reference) -> None:
    """All the regions carried over answer to their own code, but for those of unknown country."""
    count = 0
    for provider in shelf.region_files():
        for region in places.regions(provider):
            found = today.region(provider, region.code.upper())
            assert found == (None if region.country == places.UNKNOWN else region)
            count += 1
    assert count >= 290


def test_norway_is_norway_and_switzerland_is_not_in_the_eea(today: Reference) -> None:
    """ "NO" is a country of the EEA; Switzerland and the United Kingdom are adequate and outside."""
    eea = today.lists["$EEA"]
    assert {"NO", "IS", "LI", "FR"} <= set(eea)
    assert not {"CH", "GB", "US"} & set(eea)
    assert {"CH", "GB", "BR"} <= set(today.lists["$ADEQUATE"])
    assert today.lists["$PARTIALLY_ADEQUATE"] == ("CA", "JP", "US")
    names = today.country("NO")
    assert names is not None
    assert names["fr"] == "Norvège"


def test_overseas_departments_are_in_and_overseas_territories_apart(today: Reference) -> None:
    """Réunion is France and the EEA; New Caledonia is in a list of its own."""
    assert set(today.lists["$FRENCH_TERRITORY"]) == OUTERMOST | {"FR"}
    assert set(today.lists["$EEA"]) >= OUTERMOST
    assert set(today.lists["$EU"]) >= OUTERMOST
    assert len(set(today.lists["$EU"]) - OUTERMOST) == 27
    for name in ("$EEA", "$EU", "$ADEQUATE", "$ALLOWED", "$FRENCH_TERRITORY"):
        assert not set(today.lists["$FRENCH_PTOM"]) & set(today.lists[name])


@pytest.mark.parametrize(
    ("country", "zone", "last_day_out", "first_day_in"),
    [("BR", "$ADEQUATE", date(2026, 1, 25), date(2026, 1, 26)), ("US", "$PARTIALLY_ADEQUATE", date(2023, 7, 9), date(2023, 7, 10))],
)
def test_a_decision_counts_from_its_first_day(country: str, zone: str, last_day_out: date, first_day_in: date) -> None:
    """The day of the audit decides, not today."""
    assert country not in reference(last_day_out).lists[zone]
    assert country in reference(first_day_in).lists[zone]


@pytest.mark.parametrize(
    ("country", "zone", "last_day"),
    [("GB", "$ADEQUATE", date(2031, 12, 27)), ("US", "$PARTIALLY_ADEQUATE", date(2020, 7, 15)), ("GB", "$EU", date(2020, 12, 31))],
)
def test_a_decision_counts_until_its_last_day(country: str, zone: str, last_day: date) -> None:
    """The end is included, and the day after is out."""
    assert country in reference(last_day).lists[zone]
    assert country not in reference(date.fromordinal(last_day.toordinal() + 1)).lists[zone]


def test_the_entry_behind_a_decision_can_be_shown(today: Reference) -> None:
    """Decision, condition and end come with it; a country without one has none."""
    american, british = today.adequacy("US"), today.adequacy("GB")
    assert american is not None
    assert (american.decision, american.scope, american.evidence) == ("(EU) 2023/1795", "partial", "verified")
    assert american.condition is not None
    assert british is not None
    assert british.valid_until == "2031-12-27"
    assert today.adequacy("SG") is None


def test_the_allowed_perimeter_is_the_contracts_or_the_laws(today: Reference) -> None:
    """Without one, the EEA and the adequate countries; an empty one allows nothing."""
    assert set(today.lists["$ALLOWED"]) == set(today.lists["$EEA"]) | set(today.lists["$ADEQUATE"])
    assert reference(TODAY, allowed_countries=["FR"]).lists["$ALLOWED"] == ("FR",)
    assert reference(TODAY, allowed_countries=[]).lists["$ALLOWED"] == ()


@pytest.mark.parametrize(
    ("statement", "zone", "country", "member"),
    [
        ("not adequate(US)", "$PARTIALLY_ADEQUATE", "US", False),
        ("not  adequate( ch )", "$ADEQUATE", "CH", False),
        ("adequate(SG)", "$ADEQUATE", "SG", True),
        ("adequate(US)", "$PARTIALLY_ADEQUATE", "US", False),
        ("adequate(BR) until 2026-01-01", "$ADEQUATE", "BR", False),
        ("adequate(SG) until 2026-11-22", "$ADEQUATE", "SG", True),
        ("eea - NO", "$EEA", "NO", False),
        ("eea + XK", "$EEA", "XK", True),
        ("not adequate(CH)", "$ALLOWED", "CH", False),
        ("eea - NO", "$ALLOWED", "NO", False),
    ],
)
def test_an_assumption_changes_the_lists(statement: str, zone: str, country: str, member: bool) -> None:
    """Each closed statement does what it says, to the perimeter derived from it too."""
    changed = reference(TODAY, [statement])
    assert (country in changed.lists[zone]) is member
    assert changed.assumptions == (statement,)


def test_of_two_assumptions_about_a_label_the_last_counts() -> None:
    """Statement after statement, as for lists."""
    held, denied = "label(ovh, hds-2) until 2027-01-01", "not label(ovh, hds)"
    for said, status in (([held, denied], "absent"), ([denied, held], "valid")):
        assert reference(TODAY, said).label("ovh", "gra", "object_store", "hds").status == status


@pytest.mark.parametrize(("day", "binds"), [("2025-10-20", False), ("2025-10-21", True), ("2026-10-20", True), ("2026-10-21", False)])
def test_an_order_binds_from_its_first_day_to_its_last(day: str, binds: bool) -> None:
    """Both included, as a text and as what it imposes."""
    assert requirements()["DECRET-2025-980"].in_force(date.fromisoformat(day)) is binds
    assert rows()["wifi-traffic"].min_holds(date.fromisoformat(day)) is binds


@pytest.mark.parametrize(("own", "days", "mark"), [(VERIFIED, 180, VERIFIED), (VERIFIED, 181, STALE), ("to_confirm", 400, "to_confirm")])
def test_an_entry_is_fresh_for_its_whole_shelf_life(own: str, days: int, mark: str) -> None:
    """Stale from the day after; what never was sure does not become less unsure by being old."""
    entry = places.Standing("x", own, (TODAY - timedelta(days=days)).isoformat())
    assert cite("zones", "x", entry, TODAY).mark == mark


def test_what_is_assumed_of_a_country_rests_on_no_register() -> None:
    """Of another it still does, and where nobody assumes anything."""
    supposed, plain = reference(TODAY, ["adequate(BR)"]), reference(TODAY)
    assert (supposed.standing("BR"), supposed.standing("US")) == ((), plain.standing("US"))
    assert [one.register for one in plain.standing("BR")] == ["zones"]


def test_every_wrong_assumption_is_told_with_its_place() -> None:
    """All the mistakes at once, the rank of the statement as the line, and a suggestion where there is one."""
    wrong = ["schrems3", "not adequate(UK)", "adequate(BR) until tomorrow", "not adequate(BR) until 2026-01-01", "eea - ZQ", "eea + FR; ls"]
    with pytest.raises(InputError) as caught:
        reference(TODAY, [*wrong, "eea - NO"])
    problems = caught.value.problems
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5, 6]
    assert str(problems[1]) == "--assume:2:14: unknown country 'UK' (did you mean 'GB'?)"
    assert problems[2].column == 20
    assert "adequate(XX) until YYYY-MM-DD" in caught.value.remedy


def test_assumptions_leave_the_next_reference_alone() -> None:
    """Nothing cached is bent by an assumption."""
    assert "US" not in reference(TODAY, ["not adequate(US)"]).lists["$PARTIALLY_ADEQUATE"]
    assert "US" in reference(TODAY).lists["$PARTIALLY_ADEQUATE"]


def test_the_operator_is_that_of_the_offer(today: Reference) -> None:
    """The European Sovereign Cloud is an offer of its own, by partition or by region, and its control stays American."""
    for place in ("aws-eusc", "eusc-de-east-1"):
        sovereign = today.operator("aws", place)
        assert sovereign is not None
        assert (sovereign.id, sovereign.country, sovereign.exposure) == ("aws-eusc", "US", "E3")
    for other in (None, "eu-west-3", "aws"):
        amazon = today.operator("aws", other)
        assert amazon is not None
        assert amazon.id == "aws"
    french = today.operator("ovh", "GRA11")
    assert french is not None
    assert (french.country, french.exposure, french.evidence) == ("FR", "E1", "partly_verified")


@pytest.mark.parametrize("provider", ["private", "openstack", "vsphere", "declared", "nobody"])
def test_an_operator_nobody_declared_is_unknown(today: Reference, provider: str) -> None:
    """A private cloud answers to whoever runs it: unknown, never harmless."""
    assert today.operator(provider) is None


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("santé", "health"),
        ("Sante", "health"),
        ("HEALTH", "health"),
        ("données de santé", "health"),
        ("Donne\u0301es de Sante\u0301", "health"),
        ("etat_civil", "civil_status"),
        ("État-Civil", "civil_status"),
        ("vidéoprotection", "video"),
        ("enfance_scolaire", "childhood"),
        ("paie-compta", "payroll_accounting"),
        ("public", "open_data"),
        ("elus_politique", "elected_officials"),
        ("usagers_gru", "user_relations"),
        ("sant", None),
        ("", None),
        ("<script>", None),
        ("sante " * 1000, None),
    ],
)
def test_one_category_for_every_spelling(today: Reference, word: str, category: str | None) -> None:
    """Accents, case, hyphens and the French ids never matter; a word nobody knows is nothing."""
    assert today.category(word) == category


def test_lists_of_categories_follow_the_levels(today: Reference) -> None:
    """Personal from N2, sensitive from N3, not open is all but open data."""
    personal, sensitive, closed = (set(today.lists[name]) for name in ("$PERSONAL", "$SENSITIVE", "$NOT_OPEN"))
    assert sensitive < personal < closed
    assert {"health", "video", "hr"} <= sensitive
    assert {"logs", "backups", "public_archives"} <= personal - sensitive
    assert {"deliberations", "public_procurement"} <= closed - personal
    assert set(today.categories) - closed == {"open_data"}


def test_written_lists_name_kinds_of_the_dictionary(today: Reference) -> None:
    """$DATA_STORES are kinds, and each has the facts that rules over data stores read."""
    for kind in today.lists["$DATA_STORES"]:
        assert {"encryption.at_rest", "encryption.key_manager", "places", "data.categories"} <= set(facts().of_kind(kind))


def test_requirements_and_versions_are_told(today: Reference) -> None:
    """A text, an article, and nothing for an id nobody defined; each register says when it was checked."""
    text = today.requirement("RGPD")
    assert text is not None
    assert text.title["en"].startswith("Regulation (EU) 2016/679")
    assert today.requirement("RGPD-999") is None
    assert today.country("ZZ") is None
    assert today.versions["zones"] == "2026-11-28"
    assert {f"regions/{provider}" for provider in shelf.region_files()} <= set(today.versions)
    assert all(date.fromisoformat(day) for day in today.versions.values())


@pytest.mark.parametrize(
    ("day", "zone", "until"),
    [
        (date(2020, 6, 1), "$EEA", None),
        (date(2020, 12, 31), "$EEA", None),
        (date(2021, 1, 1), "$ADEQUATE", date(2021, 6, 27)),
        (date(2021, 6, 27), "$ADEQUATE", date(2021, 6, 27)),
        (date(2021, 6, 28), "$ADEQUATE", date(2025, 6, 27)),
        (date(2025, 6, 1), "$ADEQUATE", date(2025, 6, 27)),
        (date(2025, 6, 24), "$ADEQUATE", date(2025, 12, 27)),
        (date(2025, 12, 18), "$ADEQUATE", date(2025, 12, 27)),
        (date(2025, 12, 19), "$ADEQUATE", date(2031, 12, 27)),
        (date(2025, 12, 28), "$ADEQUATE", date(2031, 12, 27)),
    ],
)
def test_the_united_kingdom_has_its_real_periods_and_a_day_knows_only_what_was_decided(day: date, zone: str, until: date | None) -> None:
    """Union law until the end of the transition, the bridge, then three decisions, each known from the day of its adoption."""
    then = reference(day)
    assert [name for name in ("$EEA", "$ADEQUATE", "$PARTIALLY_ADEQUATE") if "GB" in then.lists[name]] == [zone]
    assert then.adequate_until("GB") == until


def test_adequacy_for_police_and_justice_is_apart() -> None:
    """Brazil and Japan are adequate for the GDPR alone; the United Kingdom has both, each with its own end."""
    assert reference(TODAY).lists["$POLICE_ADEQUATE"] == ("GB",)
    assert reference(date(2020, 12, 31)).lists["$POLICE_ADEQUATE"] == ()
    assert reference(date(2032, 1, 1)).lists["$POLICE_ADEQUATE"] == ()
