"""How the authority signs its report: a logo, kept in the report itself, and an accent colour that can be read."""

from __future__ import annotations

import base64
from pathlib import Path

from auditor.files import why
from auditor.files.bounded import read_bounded
from auditor.i18n import filled
from auditor.reference.colours import READABLE, WHITE, contrast, parse, readable
from auditor.reference.shape import Checker
from auditor.reference.source import MAX_BYTES

HEAVIEST = 200_000
"""Bytes of the largest logo."""
SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def sign(checker: Checker, organisation: object, folder: Path) -> dict[str, str]:
    """The logo as a data: address and the accent colour of an organisation; what is wrong with them goes to the checker."""
    if not isinstance(organisation, dict):
        return {}
    found = {}
    if isinstance(logo := organisation.get("logo"), str) and (image := _image(checker, folder / logo)):
        found["logo"] = image
    if isinstance(accent := organisation.get("accent"), str) and _legible(checker, accent):
        found["accent"] = accent.lower()
    return found


def _image(checker: Checker, path: Path) -> str:
    where = ("organisation", "logo")
    try:
        content = read_bounded(path, MAX_BYTES)
    except OSError as error:
        checker.wrong(where, filled("the logo cannot be read: %(why)s", why=why(error)))
        return ""
    kind = next((kind for start, kind in SIGNATURES.items() if content.startswith(start)), "")
    if not kind and path.suffix.lower() == ".svg" and b"<svg" in content:
        kind = "image/svg+xml"  # shown as an image: a browser runs nothing of it and fetches nothing for it
    if not kind or len(content) > HEAVIEST:
        checker.wrong(where, filled("the logo has to be a png, jpeg or svg of %(most)s kB at most", most=HEAVIEST // 1000))
        return ""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _legible(checker: Checker, accent: str) -> bool:
    where = ("organisation", "accent")
    if parse(accent) is None:
        checker.wrong(where, filled("'%(accent)s' is not a colour: write it #rrggbb, between quotes", accent=accent))
        return False
    ratio = contrast(accent, WHITE)
    if ratio < READABLE:
        said = filled(
            "'%(accent)s' cannot be read on white (%(ratio)s:1, %(least)s:1 is needed)",
            accent=accent,
            ratio=round(ratio, 1),
            least=READABLE,
        )
        checker.wrong(where, said, readable(accent, WHITE))
        return False
    return True
