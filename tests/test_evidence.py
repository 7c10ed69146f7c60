"""evidence.yaml, the register and the retention schedule as files: every mistake with its place, and a snapshot that needs none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.configuration import Configuration, load_configuration
from auditor.errors import InputError
from auditor.providers import INSTALLED

pytestmark = pytest.mark.usefixtures("english")

ACCOUNTS = "accounts: [{id: a, provider: aws}]\n"
REGISTER = (
    "Registre des activités de traitement;;;;;\n"
    "N° / Référence;Nom du traitement;Catégories de données;Pays d’hébergement;Durée de conservation;Ressources\n"
    "T1;Vidéoprotection;vidéoprotection, police municipale;France;1 mois;arn:aws:s3:::cam-*\n"
    ";État civil;état-civil;France / Irlande;;\n"
)
EVIDENCE = """\
answers:
  - {rule: str-001, answer: yes, by: DPO, on: 2026-01-01, until: 2027-01-01, document: contrat 12}
labels:
  - {provider: aws, label: HDS, version: v2, number: 12, scope: {regions: [eu-west-3], services: [S3], activities: [1, 2]},
     valid_from: 2025-01-01, valid_until: 2027-06-30, seen_by: RSSI, seen_on: 2026-11-01}
safeguards:
  - {provider: aws, country: US, instrument: scc, tia: 2026-03-02, reference: contrat 7, valid_until: 2027-10-01}
"""


def read(folder: Path, text: str = "", **files: str | bytes) -> Configuration:
    """The configuration of a folder with these files beside auditor.yaml; `evidence_yaml` is evidence.yaml."""
    for name, content in files.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_", ".")).write_bytes(raw)
    (folder / "auditor.yaml").write_text(ACCOUNTS + text)
    return load_configuration(folder / "auditor.yaml", INSTALLED)


def mistakes(folder: Path, text: str, **files: str | bytes) -> list[str]:
    """The mistakes, each as `file:line:column: message`."""
    with pytest.raises(InputError) as caught:
        read(folder, text, **files)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_evidence_is_read_in_canonical_words(tmp_path: Path) -> None:
    """Rule ids, labels, versions and countries, however they are written; numbers stand for their digits."""
    known = read(tmp_path, "evidence: evidence.yaml\n", evidence_yaml=EVIDENCE).known
    assert (known.answers[0].rule, known.answers[0].answer) == ("STR-001", "yes")
    label = known.labels[0].entry()
    assert (label.label, label.version, label.number, label.scope.services, label.activities) == ("hds", "2.0", "12", ("s3",), ("1", "2"))
    assert label.source == "12"
    (shown,) = read(
        tmp_path, "evidence: evidence.yaml\n", evidence_yaml=EVIDENCE.replace("seen_by", "document: annexe 3, seen_by")
    ).known.labels
    assert shown.entry().source == "annexe 3"
    assert (known.safeguards[0].country, known.safeguards[0].named()) == ("US", "scc · contrat 7 · TIA 2026-03-02")


def test_a_snapshot_carries_what_the_files_said(tmp_path: Path) -> None:
    """Judging later needs no file: the context holds the evidence, the register, the schedule and the waivers' dates."""
    keys = "evidence: evidence.yaml\nregister: registre.csv\nretention_table: tableau.csv\nwaivers: waivers.yaml\nrequired_labels: [hds]\n"
    waiver = "- {rule: LOC-001, resource: arn, reason: x, approved_by: DGS, expires: 2026-12-31}\n"
    table = "catégorie;min;max;sort final\npaie;5 ans;50 ans;E\n"
    read_now = read(tmp_path, keys, evidence_yaml=EVIDENCE, registre_csv=REGISTER, tableau_csv=table, waivers_yaml=waiver)
    for path in tmp_path.glob("*.[cy]*"):
        path.unlink()
    later = Configuration.from_context(read_now.context())
    assert str(tmp_path) not in str(read_now.context())
    assert (later.known, later.activities, later.retention) == (read_now.known, read_now.activities, read_now.retention)
    assert later.known.waivers[0].expires == "2026-12-31"
    assert later.retention["payroll_accounting"].max == "P50Y"
    assert later.retention["payroll_accounting"].source == "tableau.csv:2"


def test_every_mistake_of_the_evidence_has_its_place(tmp_path: Path) -> None:
    """Unknown rules, labels, providers and activities, days that are none, ends before starts, answers about two things."""
    wrong = """\
answers:
  - {rule: STR-999, answer: peut-être, by: DPO, on: hier, until: 2027-01-01}
  - {rule: STR-001, answer: yes, by: DPO, on: 2027-01-02, until: 2027-01-01, resource: a, activity: b}
labels:
  - {provider: amazon, label: hdss, number: 1, valid_from: 2025-01-01, valid_until: 2024-01-01, seen_by: x}
  - {provider: aws, label: hds, number: 1, valid_from: 2025-01-01, valid_until: 2027-01-01, seen_by: x, seen_on: 2026-01-01,
     scope: {regions: [mars-1], activities: [7]}}
safeguards:
  - {instrument: dpf, reference: x, valid_until: 2027-01-01}
waivers: []
"""
    found = mistakes(tmp_path, "evidence: evidence.yaml\n", evidence_yaml=wrong)
    assert [line.split(": ", 1) for line in found] == [
        ["evidence.yaml:2:12", "'STR-999' is not a rule that is answered by hand"],
        ["evidence.yaml:2:29", "expected one of no, yes; found 'peut-être'"],
        ["evidence.yaml:2:53", "'hier' is not a day (YYYY-MM-DD)"],
        ["evidence.yaml:3:5", "an answer is for a resource or for an activity, not for both"],
        ["evidence.yaml:3:66", "until 2027-01-01 is before on 2027-01-02"],
        ["evidence.yaml:3:101", "there is no processing activity 'b'"],
        ["evidence.yaml:5:5", "missing 'seen_on'"],
        ["evidence.yaml:5:16", "'amazon' is not a provider of the register"],
        ["evidence.yaml:5:31", "'hdss' is not a label of the register (did you mean 'hds'?)"],
        ["evidence.yaml:5:85", "valid_until 2024-01-01 is before valid_from 2025-01-01"],
        ["evidence.yaml:7:24", "aws has no region 'mars-1'"],
        ["evidence.yaml:7:46", "expected an HDS activity, from 1 to 6, found 7"],
        ["evidence.yaml:9:5", "a safeguard names a provider, a country, or both"],
        ["evidence.yaml:10:1", "unknown key 'waivers'"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_the_register_of_the_cnil_is_read_from_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    """As Excel writes it in France: a title above the headings, accents, a mark or none, any separator."""
    found = read(tmp_path, "register: registre.csv\n", registre_csv=REGISTER.replace(";", delimiter).encode(encoding)).activities
    assert [(one.id, one.title, one.categories, one.countries) for one in found] == [
        ("t1", "Vidéoprotection", ("video", "municipal_police"), ("FR",)),
        ("etat-civil", "État civil", ("civil_status",), ("FR", "IE")),
    ]
    assert (found[0].select, found[0].retention and found[0].retention.max) == (({"id": "arn:aws:s3:::cam-*"},), "P1M")


def test_auditor_yaml_completes_the_register(tmp_path: Path) -> None:
    """An activity of the table keeps what it says and takes the selectors of auditor.yaml; others are added."""
    more = "register: registre.csv\nprocessing_activities: [{id: t1, select: [{name: x}]}, {id: rh, categories: [hr]}]\n"
    found = {one.id: one for one in read(tmp_path, more, registre_csv=REGISTER).activities}
    assert [*found] == ["t1", "etat-civil", "rh"]
    assert (found["t1"].title, found["t1"].select) == ("Vidéoprotection", ({"name": "x"},))


@pytest.mark.parametrize(
    ("key", "content", "told"),
    [
        ("register", "a;b\n1;2\n", "registre.csv:1:1: no row of headings with nom-du-traitement"),
        ("retention_table", "", "registre.csv:1:1: no row of headings with categorie"),
        ("register", 'Traitement\n"' + "x" * 200_000, "registre.csv:2:1: not valid CSV: a cell too large"),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path: Path, key: str, content: str, told: str) -> None:
    """Rather than read as empty."""
    assert mistakes(tmp_path, f"{key}: registre.csv\n", registre_csv=content) == [told]


def test_what_is_read_from_files_cannot_be_written_inline(tmp_path: Path) -> None:
    """`known` is ours; a file that is not there is a mistake."""
    found = mistakes(tmp_path, "known: {}\nevidence: no.yaml\n")
    assert found[0] == "auditor.yaml:2:1: unknown key 'known'"
    assert found[1].startswith("auditor.yaml:3:11: there is no file ")
    assert mistakes(tmp_path, "evidence: evidence.yaml\n", evidence_yaml="answers: [")[0].startswith("evidence.yaml:2:1: not valid")


def test_a_local_period_may_name_a_row_of_the_schedule(tmp_path: Path) -> None:
    """With the nearest one when there is none."""
    assert read(tmp_path, "retention: {hr: {row: staff-file}}\n").retention["hr"].row == "staff-file"
    assert mistakes(tmp_path, "retention: {hr: {row: stafffile}}\n") == [
        "auditor.yaml:2:23: 'stafffile' is not a row of the shipped retention schedule (did you mean 'staff-file'?)"
    ]
