"""The authority's logo and colour: refused when they cannot be read, shown when they can."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import msgspec
import pytest

from auditor.configuration import load_configuration
from auditor.errors import InputError
from auditor.outputs.html import write
from auditor.providers import INSTALLED
from auditor.reference.colours import NIGHT, READABLE, WHITE, contrast, readable
from tests.outputs.builder import build

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def load(directory: Path, organisation: str) -> dict[str, object]:
    """The organisation of a configuration, as the snapshot carries it."""
    (directory / "auditor.yaml").write_text(f"organisation: {{name: Rivemont, {organisation}}}\naccounts: [{{id: a, provider: aws}}]\n")
    organised: dict[str, object] = load_configuration(directory / "auditor.yaml", INSTALLED).context()["organisation"]
    return organised


def test_a_logo_goes_with_the_snapshot(tmp_path: Path) -> None:
    """As a data: address, so that a report can be written again anywhere."""
    (tmp_path / "logo.png").write_bytes(PNG)
    assert load(tmp_path, "logo: logo.png")["logo"] == f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert str(load(tmp_path, "logo: logo.svg")["logo"]).startswith("data:image/svg+xml;base64,")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("organisation", "message"),
    [
        ("logo: nowhere.png", "cannot be read"),
        ("logo: auditor.yaml", "png, jpeg or svg"),
        ("accent: red", "write it #rrggbb"),
        ('accent: "#ffcc00"', "cannot be read on white (1.5:1, 4.5:1 is needed)"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_its_place(tmp_path: Path, organisation: str, message: str) -> None:
    """Before anything is scanned."""
    with pytest.raises(InputError) as raised:
        load(tmp_path, organisation)
    assert message in str(raised.value.problems)


def test_a_pale_colour_is_refused_with_the_nearest_that_can_be_read(tmp_path: Path) -> None:
    """And that one is accepted."""
    with pytest.raises(InputError) as raised:
        load(tmp_path, 'accent: "#ffcc00"')
    (shade,) = re.findall(r"#[0-9a-f]{6}", raised.value.problems[0].suggestion)
    assert READABLE <= contrast(shade, WHITE) < READABLE + 0.3
    assert load(tmp_path, f'accent: "{shade}"')["accent"] == shade


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#1d4a80", "#ffcc00", "#7f7f7f"])
@pytest.mark.parametrize("paper", [WHITE, NIGHT])
def test_a_readable_shade_always_exists(colour: str, paper: str) -> None:
    """By day and by night; a colour that passes is kept."""
    shade = readable(colour, paper)
    assert contrast(shade, paper) >= READABLE
    assert shade == colour or contrast(colour, paper) < READABLE


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4),
        ("#00ff00", "#ffffff", 1.37), ("#0000ff", "#ffffff", 8.59), ("#0a0a0a", "#000000", 1.061), ("#0b0b0b", "#000000", 1.067),
    ],
)  # fmt: skip
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """As other tools that reckon it tell it, whichever colour is named first; the darkest shades, which its formula takes apart, too."""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005 if ratio > 1.1 else 0.0005)


def test_logo_and_colour_are_in_the_page(tmp_path: Path) -> None:
    """The colour in the style that the policy admits by its hash, the logo as an image without a name of its own."""
    run = build(tmp_path, 12)
    organisation = {"name": "Rivemont", "logo": "data:image/png;base64,AAAA", "accent": "#7a1f5c"}
    snapshot = msgspec.structs.replace(run.snapshot, context={**run.snapshot.context, "organisation": organisation})
    write(msgspec.structs.replace(run, snapshot=snapshot), tmp_path, tmp_path / "report.html", "fr")
    source = (tmp_path / "report.html").read_text("utf-8")
    assert '<img class="logo" src="data:image/png;base64,AAAA" alt="">' in source
    style = source[source.index("<style>") : source.index("</style>")]
    assert "--accent: #7a1f5c" in style
    assert style.count("prefers-color-scheme: dark") == style.count("@media screen and (prefers-color-scheme: dark)") == 2
