"""Colours that can be read: contrast as WCAG 2 computes it, and the nearest shade of a colour that has enough of it."""

from __future__ import annotations

import re

READABLE = 4.5
WHITE, NIGHT = "#ffffff", "#14171d"
"""The paper of the report, by day and by night."""
_HEX = re.compile(r"#([0-9a-fA-F]{6})\Z")


def parse(text: str) -> tuple[int, int, int] | None:
    """Red, green and blue of `#rrggbb`; None for what is not one."""
    found = _HEX.match(text)
    return (int(found[1][:2], 16), int(found[1][2:4], 16), int(found[1][4:], 16)) if found else None


def contrast(one: str, other: str) -> float:
    """From 1 to 21, between two colours written #rrggbb."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, paper: str) -> str:
    """`colour`, or the nearest shade of it (towards black on a light paper, white on a dark one) that can be read on `paper`."""
    goal = 0 if _luminance(paper) > 0.5 else 255
    for step in range(101):
        shade = "#" + "".join(f"{round(part + (goal - part) * step / 100):02x}" for part in parse(colour) or (0, 0, 0))
        if contrast(shade, paper) >= READABLE:
            return shade
    return WHITE if goal else "#000000"


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in parse(colour) or (0, 0, 0)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
