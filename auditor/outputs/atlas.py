"""The map: which countries, labels and arrows go on the base maps of reports/map. Numbers are those of the tables that follow it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from auditor.shipped import shipped

UNKNOWN_BOX = (6.0, 398.0, 170.0, 66.0)
"""Where the European map shows what has no known place: x, y, width, height, in the Atlantic."""
TINY = 90
"""A country whose outline is written in fewer characters would disappear under its own name."""
HIGH = 38
"""The height of a name and its count."""
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
    """An arrow to draw, from a country to another, observed for `count` resources or only declared."""

    origin: str | None
    target: str | None
    count: int
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A country's name and count on the canvas."""

    x: float
    y: float
    name: str
    count: int


@dataclass(slots=True)
class Sheet:
    """One drawing. `land` is all land without a border; `lands` are the countries that hold data, as (zone, path)."""

    width: int
    height: int
    land: str
    lands: list[tuple[str, str]] = field(default_factory=list)
    dots: list[tuple[str, float, float]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    arrows: list[tuple[str, float, bool]] = field(default_factory=list)
    unknown: int | None = None


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
    overseas = set(DEPARTMENTS)
    inside, points = europe["points"], world["points"]
    away = {code for route in routes for code in (route.origin, route.target)} | counts.keys()
    leaves = any(code is not None and code not in inside and code in points for code in away - overseas)
    return Atlas(
        _europe(europe, stays, [route for route in routes if route.origin != route.target]),
        _world(world, stays, routes, inside) if leaves else None,
        [(name, counts.get(code, 0), europe["departments"][code]) for code, name in names if code in europe["departments"]],
        [stay for stay in stays if stay.code and stay.code not in points and stay.code not in overseas],
    )


def _europe(base: dict[str, Any], stays: Sequence[Stay], routes: Sequence[Route]) -> Sheet:
    points: dict[str | None, Any] = {**base["points"]}
    sheet = _sheet(base, stays, base["points"])
    nowhere = sum(stay.count for stay in stays if stay.code is None)
    if nowhere or any(stay.code is None for stay in stays):
        x, y, width, _height = UNKNOWN_BOX
        sheet.unknown = nowhere
        points[None] = (x + width, y + 20)
    _write(sheet, base, [stay for stay in stays if stay.code in base["points"]], routes, points)
    return sheet


def _world(base: dict[str, Any], stays: Sequence[Stay], routes: Sequence[Route], inside: dict[str, Any]) -> Sheet:
    sheet = _sheet(base, stays, base["points"])
    shown = [stay for stay in stays if stay.code in base["points"] and stay.code not in {*inside, *DEPARTMENTS}]
    far = [route for route in routes if not {route.origin, route.target} <= inside.keys()]
    _write(sheet, base, shown, far, base["points"], 0.72)
    return sheet


def _write(
    sheet: Sheet, base: dict[str, Any], stays: Sequence[Stay], routes: Sequence[Route], points: dict[Any, Any], scale: float = 1.0
) -> None:
    """Put the names and the arrows on a drawing: arrows end where a name that hides their end begins."""
    sheet.labels = _labels(stays, base, scale)
    names = {stay.code: label for stay, label in zip(stays, sheet.labels, strict=True)}
    hiding = {
        code: _half(label)
        for code, label in names.items()
        if abs(label.x - points[code][0]) < _half(label) and abs(label.y - points[code][1]) < HIGH / 2
    }
    sheet.arrows = _arrows(routes, points, hiding)


def _sheet(base: dict[str, Any], stays: Sequence[Stay], points: dict[str, Any]) -> Sheet:
    drawn = base["countries"]
    return Sheet(
        base["width"],
        base["height"],
        base["land"],
        [(stay.zone, drawn[stay.code]) for stay in stays if stay.code in drawn],
        [(stay.zone, *points[stay.code]) for stay in stays if stay.code in points and stay.code not in drawn],
    )


def _labels(stays: Iterable[Stay], base: dict[str, Any], scale: float = 1.0) -> list[Label]:
    """Names where there is room: off those already placed, and off a country that one would hide; only the count where there is none."""
    placed: list[Label] = []
    for stay in stays:
        x, y = base["points"][str(stay.code)]
        tries = ((0, 0), (0, 38), (0, -38), (70, 10), (-70, 10), (0, 66), (0, -66), (70, 48), (-70, -48))
        hidden = len(base["countries"].get(stay.code, "")) < TINY
        spots = [Label(x + dx * scale, y + dy * scale, stay.name, stay.count) for dx, dy in tries[hidden:]]
        spots += [replace(spots[0], name="")]
        spots = [_inside(spot, base) for spot in spots]
        placed.append(next((spot for spot in spots if not any(_meet(spot, other) for other in placed)), spots[-1]))
    return placed


def _inside(label: Label, base: dict[str, Any]) -> Label:
    half, high = _half(label), HIGH / 2
    x, y = min(max(label.x, half), base["width"] - half), min(max(label.y, high), base["height"] - high)
    return replace(label, x=x, y=y)


def _half(label: Label) -> float:
    return max(len(label.name) * 5.6, 14)


def _meet(one: Label, other: Label) -> bool:
    return abs(one.x - other.x) < _half(one) + _half(other) and abs(one.y - other.y) < HIGH


def _arrows(routes: Iterable[Route], points: dict[Any, Any], hiding: dict[str | None, float]) -> list[tuple[str, float, bool]]:
    """One curve a pair of countries: the observed ones first, what is only declared where nothing was observed."""
    pairs: dict[tuple[str | None, str | None], tuple[int, bool]] = {}
    for route in sorted(routes, key=lambda route: route.declared):
        pair = (route.origin, route.target)
        if route.origin == route.target or route.origin not in points or route.target not in points:
            continue
        if pair not in pairs or not route.declared:
            count, _declared = pairs.get(pair, (0, False))
            pairs[pair] = (count + route.count, route.declared)
    most = max((count for count, _declared in pairs.values()), default=0) or 1
    drawn = []
    for (a, b), (count, declared) in pairs.items():
        back = pairs.get((b, a))
        lesser = back is not None and (back[0], str(b)) > (count, str(a))
        curve = _curve(points[a], points[b], hiding.get(a, 0), hiding.get(b, 0), below=lesser)
        drawn.append((curve, round(1.6 + 2.4 * count / most, 1), declared))
    return drawn


def _curve(start: Any, end: Any, near: float, far: float, *, below: bool) -> str:
    """A line bent upwards, or downwards for the lesser of two ways; `near` and `far` are half the widths of names at its ends."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1) or 1
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    bend = 0.18 * length * (1 if (ux > 0) == below else -1)
    middle = ((x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend)

    def cut(half: float) -> float:
        out = min(half / max(abs(ux), 0.01), HIGH / 2 / max(abs(uy), 0.01)) if half else 0
        return min(out + 8, length / 3)

    a, b = (x1 + ux * cut(near), y1 + uy * cut(near)), (x2 - ux * cut(far), y2 - uy * cut(far))
    return "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*a, *middle, *b)
