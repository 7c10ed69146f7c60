"""The map: names stay in the drawing and apart, arrows end where they can be seen, and no small country hides under its name."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from auditor.outputs.atlas import Label, Route, Sheet, Stay, _base, atlas

NAMES = {"FR": "France", "LU": "Luxembourg", "MT": "Malte", "CY": "Chypre", "SG": "Singapour", "US": "États-Unis", "NZ": "Nouvelle-Zélande"}
CROWD = "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK SM".split()


def drawn(codes: list[str], *routes: tuple[str, str, int]) -> tuple[Sheet, Sheet | None]:
    """Europe and the world with these countries and flows."""
    stays = [Stay(code, NAMES.get(code, f"Pays de {code}"), "eu", 2) for code in codes]
    found = atlas(stays, [Route(*route) for route in routes], [])
    return found.europe, found.world


def half(label: Label) -> float:
    """Half the width of a name as the page draws it, in a narrow face."""
    return len(label.name) * 4.5 * label.size


@pytest.mark.parametrize("codes", [[*NAMES], CROWD])
def test_names_stay_in_the_drawing_and_apart(codes: list[str]) -> None:
    """In a crowd a name gives way: its count stays, and the table below says the rest."""
    for sheet in drawn(codes):
        if sheet is None:
            continue
        assert all(half(label) <= label.x <= sheet.width - half(label) for label in sheet.labels)
        assert all(label.high <= label.y <= sheet.height - label.high for label in sheet.labels)
        left, _top, width, _height = sheet.view
        assert all(left <= label.x - half(label) and label.x + half(label) <= left + width for label in sheet.labels)
        named = [label for label in sheet.labels if label.name]
        assert len(named) >= 3
        for one, other in combinations(named, 2):
            assert abs(one.x - other.x) >= half(one) + half(other) or abs(one.y - other.y) >= one.high + other.high - 1


def test_a_small_country_is_not_hidden_under_its_name() -> None:
    """Singapore is a dot, Luxembourg hardly more: their names stand beside them."""
    _europe, world = drawn(["FR", "SG"])
    assert world is not None
    (dot,) = [(x, y) for _zone, x, y in world.dots]
    singapore = next(label for label in world.labels if label.name == "Singapour")
    assert abs(singapore.y - dot[1]) > 20
    europe, _world = drawn(["LU", "DE"])
    luxembourg, germany = europe.labels
    x, y = _base("europe")["points"]["LU"]
    assert abs(luxembourg.x - x) > half(luxembourg) or abs(luxembourg.y - y) > 20
    assert [germany.x, germany.y] == _base("europe")["points"]["DE"]


def numbers(path: str) -> list[float]:
    """The coordinates of a curve: start, middle, end."""
    return [float(number) for number in re.findall(r"-?[0-9.]+", path)]


def test_arrows_end_outside_the_names_and_both_ways_are_told_apart() -> None:
    """What leaves for the United States and what comes back are two curves, with their heads in sight."""
    _europe, world = drawn(["FR", "US"], ("FR", "US", 6), ("US", "FR", 1))
    assert world is not None
    label = next(label for label in world.labels if label.name == "États-Unis")
    there, back = (numbers(arrow.path) for arrow in world.arrows)
    assert abs(there[4] - label.x) > half(label) or abs(there[5] - label.y) > label.high
    assert there[3] < min(there[1], there[5])
    assert back[3] > max(back[1], back[5])


FAR = [
    ("FR", "IE", 3),
    ("IE", "GB", 2),
    (None, "FR", 1),
    ("SE", None, 1),
    ("US", None, 2),
    ("FR", "RE", 4),
    ("RE", "US", 1),
    ("FR", "ZZ", 1),
]


def test_every_flow_from_a_country_to_another_is_drawn_once() -> None:
    """Whatever its ends: overseas departments, places that nobody could tell, a country that no map has."""
    stays = [Stay(code, str(code), "eu", 2) for code in ("FR", "IE", "GB", "SE", "US", "RE", "ZZ", None)]
    found = atlas(stays, [Route(*route) for route in FAR] + [Route("FR", "FR", 9), Route("FR", "CA", 0, declared=True)], [])
    assert found.world is not None
    arrows = [(arrow.origin, arrow.target) for sheet in (found.europe, found.world) for arrow in sheet.arrows]
    assert sorted(arrows, key=str) == sorted([*((a, b) for a, b, _count in FAR), ("FR", "CA")], key=str)


def test_arrows_start_and_end_where_their_countries_are() -> None:
    """At the point inside its land, or at the edge of a box of its own under the drawing, where no land is."""
    found = atlas([Stay(None, "", "nowhere", 1)], [Route(*route) for route in FAR], [])
    for sheet, base in ((found.europe, _base("europe")), (found.world, _base("world"))):
        assert sheet is not None
        boxes = {box.code: box for box in sheet.boxes}
        assert all(box.y >= base["height"] for box in sheet.boxes)
        assert sheet.height > max(box.y for box in sheet.boxes)
        for arrow in sheet.arrows:
            x1, y1, _x, _y, x2, y2 = numbers(arrow.path)
            for code, x, y in ((arrow.origin, x1, y1), (arrow.target, x2, y2)):
                if code in boxes:
                    assert boxes[code].x < x < boxes[code].x + 200
                    assert y == pytest.approx(boxes[code].y, abs=0.1)
                else:
                    assert [x, y] == pytest.approx(base["points"][code], abs=0.1)
