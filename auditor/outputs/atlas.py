"""The map: which countries, labels and arrows go on the base maps of reports/map. Numbers are those of the tables that follow it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from auditor.shipped import shipped

BAND, BOX = 84, (190.0, 60.0)
"""Under the drawing, where no land is: the height of the strip for what is on no map, and the width and height of a box there."""
TINY = 90
"""A country whose outline is written in fewer characters would disappear under its own name."""
HIGH = 38
"""The height of a name and its count."""
SMALLER = 1.3
"""The world is shown beside Europe, less than half as large: what is written on it is larger by so much."""
MARGIN, LEAST = 60, 0.45
"""What is kept around what a drawing shows, and how much of its width and height is kept at least."""
_STEPS = re.compile(r"([MmLlZz])|(-?[0-9.]+)")
DEPARTMENTS = ("GP", "MQ", "GF", "RE", "YT")


@dataclass(frozen=True, slots=True)
class Stay:
    """One country with resources: `zone` is a CSS class."""

    code: str | None
    name: str
    zone: str
    count: int


@dataclass(frozen=True, slots=True)
class Route:
    """An arrow to draw, from a country to another, observed for `count` resources or only declared; `zone` is that of the target."""

    origin: str | None
    target: str | None
    count: int
    declared: bool = False
    zone: str = "nowhere"


@dataclass(frozen=True, slots=True)
class Label:
    """A country's name and count on the canvas; `size` is how many times as large as on a drawing that is shown at its own size."""

    x: float
    y: float
    name: str
    count: int
    size: float = 1.0

    @property
    def half(self) -> float:
        """Half of its width."""
        return max(len(self.name) * 5.6, 14) * self.size

    @property
    def high(self) -> float:
        """Half of its height."""
        return HIGH / 2 * self.size


@dataclass(frozen=True, slots=True)
class Box:
    """What has no place on a drawing, shown under it: a country that this map does not have, or, without a code, no known country."""

    code: str | None
    x: float
    y: float
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """A curve that starts and ends inside the land of its two countries, or at the box of what has none."""

    origin: str | None
    target: str | None
    path: str
    width: float
    declared: bool
    zone: str


@dataclass(slots=True)
class Sheet:
    """One drawing. `land` is all land without a border; `lands` are the countries that hold data or are named by an arrow, by code.

    `borders` are those of the other countries; `view` is the part that is shown: left, top, width, height.
    """

    width: int
    height: int
    land: str
    borders: str = ""
    view: tuple[int, int, int, int] = (0, 0, 0, 0)
    lands: list[tuple[str, str, str]] = field(default_factory=list)
    dots: list[tuple[str, float, float]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class Atlas:
    """What the page draws: Europe always, the world when something leaves Europe, the overseas departments, and what is on no map."""

    europe: Sheet
    world: Sheet | None
    departments: list[tuple[str, int, dict[str, Any]]]
    elsewhere: list[Stay]


@cache
def _base(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((shipped("reports") / "map" / f"{name}.json").read_text("utf-8"))
    return content


def atlas(stays: Sequence[Stay], routes: Sequence[Route], names: Iterable[tuple[str, str]]) -> Atlas:
    """The drawings for these countries and arrows; `names` are those of the overseas departments, in order."""
    europe, world = _base("europe"), _base("world")
    counts = {stay.code: stay.count for stay in stays}
    inside, ways = europe["points"].keys(), [route for route in routes if route.origin != route.target]
    far = [route for route in ways if not {route.origin, route.target} - {None} <= inside]
    abroad = [stay for stay in stays if stay.code and stay.code not in inside and stay.code not in DEPARTMENTS]
    return Atlas(
        _sheet(
            europe,
            stays,
            [route for route in ways if route not in far],
            [stay for stay in stays if stay.code is None or stay.code in inside],
        ),
        _sheet(world, stays, far, abroad, SMALLER) if far or any(stay.code in world["points"] for stay in abroad) else None,
        [(name, counts.get(code, 0), europe["departments"][code]) for code, name in names if code in europe["departments"]],
        [stay for stay in abroad if stay.code not in world["points"]],
    )


def _sheet(base: dict[str, Any], stays: Sequence[Stay], routes: Sequence[Route], named: Sequence[Stay], scale: float = 1.0) -> Sheet:
    """One drawing: the countries that hold data, the names of those that are `named`, and the arrows between them."""
    drawn, points, zones = base["countries"], base["points"], {stay.code: stay.zone for stay in stays}
    ends = {code for route in routes for code in (route.origin, route.target)}
    shown = [stay.code for stay in stays if stay.code in points] + sorted(code for code in ends - zones.keys() if code and code in points)
    sheet = Sheet(base["width"], base["height"], base["land"])
    sheet.lands = [(str(code), zones.get(code, "told"), drawn[code]) for code in shown if code in drawn]
    sheet.dots = [(zones.get(code, "told"), *points[code]) for code in shown if code not in drawn]
    apart = {None for stay in named if stay.code is None} | (ends - points.keys())
    sheet.boxes = [*_boxes(sheet.height, stays, sorted(apart, key=str), scale)]
    sheet.height += round(BAND * scale) if sheet.boxes else 0
    sheet.borders = "".join(path for code, path in drawn.items() if code not in shown)
    sheet.view = _view(base, [code for code in shown if code], sheet, scale)
    at = {**points, **{box.code: (box.x + BOX[0] * scale / 2, box.y) for box in sheet.boxes}}
    sheet.labels = _labels([stay for stay in named if stay.code in points], base, [at[code] for code in ends if code in points], scale)
    sheet.arrows = _arrows(routes, at)
    return sheet


def _view(base: dict[str, Any], shown: Sequence[str], sheet: Sheet, scale: float) -> tuple[int, int, int, int]:
    """The part of a drawing that holds what it shows, with room for names; down to its boxes where it has some."""
    bounds = [_bounds(base["countries"][code]) if code in base["countries"] else (*base["points"][code],) * 2 for code in shown]
    if not bounds:
        return 0, 0, sheet.width, sheet.height
    lefts, tops, rights, bottoms = zip(*bounds, strict=True)
    reach = [box.x + BOX[0] * scale for box in sheet.boxes]
    left, right = _stretch(min(lefts), max([*rights, *reach]), sheet.width, MARGIN * scale)
    top, bottom = _stretch(min(tops), sheet.height if sheet.boxes else max(bottoms), sheet.height, MARGIN * scale)
    return (0 if reach else left), top, right - (0 if reach else left), bottom - top


def _stretch(low: float, high: float, whole: int, margin: float) -> tuple[int, int]:
    """From a little before to a little after, and no less than a good part of the whole."""
    low, high = max(low - margin, 0), min(high + margin, whole)
    missing = max(whole * LEAST - (high - low), 0)
    low = max(low - missing / 2, 0)
    return math.floor(low), math.ceil(min(max(high, low + whole * LEAST), whole))


@cache
def _bounds(path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a path of our own maps: absolute M, then relative l."""
    x = y = 0.0
    xs, ys, relative, pair = [], [], False, []
    for command, figure in _STEPS.findall(path):
        if command:
            relative = command == "l"
            continue
        pair.append(float(figure))
        if len(pair) == 2:
            x, y = (x + pair[0], y + pair[1]) if relative else (pair[0], pair[1])
            xs.append(x)
            ys.append(y)
            pair = []
    return min(xs), min(ys), max(xs), max(ys)


def _boxes(height: int, stays: Iterable[Stay], codes: Iterable[str | None], scale: float) -> Iterator[Box]:
    """A box a code, side by side under a drawing of this height."""
    known = {stay.code: stay for stay in stays}
    for place, code in enumerate(codes):
        name, count = (known[code].name, known[code].count) if code in known else (code or "", 0)
        yield Box(code, (8 + place * (BOX[0] + 12)) * scale, height + (BAND - BOX[1]) * scale / 2, name, count)


def _labels(stays: Iterable[Stay], base: dict[str, Any], ends: Sequence[object], scale: float = 1.0) -> list[Label]:
    """Names where there is room: off those already placed, off the ends of arrows, and off a country that one would hide.

    Where there is no room a name gives way, and its count stays.
    """
    placed: list[Label] = []
    for stay in stays:
        x, y = base["points"][str(stay.code)]
        tries = ((0, 0), (0, 34), (0, -34), (70, 10), (-70, 10), (0, 66), (0, -66), (70, 48), (-70, -48))
        hidden = len(base["countries"].get(stay.code, "")) < TINY
        spots = [Label(x + dx * scale, y + dy * scale, stay.name, stay.count, scale) for dx, dy in tries[hidden:]]
        spots += [replace(spot, name="") for spot in spots]
        spots = [_inside(spot, base) for spot in spots]
        free = (spot for spot in spots if not any(_meet(spot, other) for other in placed) and not any(_hides(spot, end) for end in ends))
        placed.append(next(free, spots[-1]))
    return placed


def _hides(label: Label, end: Any) -> bool:
    return bool(abs(label.x - end[0]) < label.half + 4 and abs(label.y - end[1]) < label.high + 4)


def _inside(label: Label, base: dict[str, Any]) -> Label:
    x, y = min(max(label.x, label.half), base["width"] - label.half), min(max(label.y, label.high), base["height"] - label.high)
    return replace(label, x=x, y=y)


def _meet(one: Label, other: Label) -> bool:
    return abs(one.x - other.x) < one.half + other.half and abs(one.y - other.y) < one.high + other.high


def _arrows(routes: Iterable[Route], points: Mapping[str | None, object]) -> list[Arrow]:
    """One curve a pair of countries, as wide as its count: the observed ones first, what is only declared where nothing was observed."""
    pairs: dict[tuple[str | None, str | None], tuple[int, bool]] = {}
    zones: dict[tuple[str | None, str | None], str] = {}
    for route in sorted(routes, key=lambda route: route.declared):
        pair = (route.origin, route.target)
        zones[pair] = route.zone
        if pair not in pairs or not route.declared:
            count, _declared = pairs.get(pair, (0, False))
            pairs[pair] = (count + route.count, route.declared)
    most = max((count for count, _declared in pairs.values()), default=0) or 1
    drawn = []
    for (a, b), (count, declared) in pairs.items():
        back = pairs.get((b, a))
        lesser = back is not None and (back[0], str(b)) > (count, str(a))
        curve = _curve(points[a], points[b], below=lesser)
        drawn.append(Arrow(a, b, curve, round(1.6 + 5 * math.sqrt(count / most), 1), declared, zones[a, b]))
    return drawn


def _curve(start: Any, end: Any, *, below: bool) -> str:
    """A line from a point to another, bent upwards, or downwards for the lesser of two ways."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bend = 0.18 * length * (1 if (ux > 0) == below else -1)
    middle = ((x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend)
    return "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(x1, y1, *middle, x2, y2)
