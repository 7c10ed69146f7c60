"""`index.html` and `fleet.json`: one row a member, the worst first, no finding's detail; each row leads to the member's own report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from auditor.files import write_atomically
from auditor.fleet.runner import LATE, Result, ordered
from auditor.i18n import date_in_words, language, number
from auditor.outputs.html import page_environment, policy
from auditor.outputs.inert import Ours
from auditor.run import name_of
from auditor.shipped import shipped


def write(results: Sequence[Result], out: Path) -> list[Path]:
    """Write both; answers the files. Raises OutputError."""
    rows = [_row(result) for result in ordered(results)]
    template = page_environment({"number": number, "day": date_in_words}, public=False).get_template("fleet.html.j2")
    style = "".join((shipped("reports") / name).read_text("utf-8") for name in ("style.css", "fleet.css"))
    done = sum(row["done"] for row in rows)
    page = template.render(rows=rows, done=done, lang=language(), style=Ours(style), csp=Ours(policy(style, "")))
    with write_atomically(out / "index.html") as stream:
        stream.write(page.encode())
    with write_atomically(out / "fleet.json") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")
    return [out / "index.html", out / "fleet.json"]


def _row(result: Result) -> dict[str, Any]:
    run = result.run
    name = result.member.name
    counts = run.by_severity if run else {}
    trend = [int(each["fail"]) for each in run.previous.trend] if run and run.previous else []
    return {
        "member": name,
        "name": (name_of(run.snapshot.context) if run else "") or name,
        "done": result.done,
        "late": result.code == LATE,
        "code": result.code,
        "said": "" if result.done else result.said,
        "at": run.snapshot.finished_at if run else "",
        "partial": bool(run and (run.snapshot.gaps or run.snapshot.unread)),
        "critical": counts.get("critical", {}).get("fail", 0),
        "major": counts.get("major", {}).get("fail", 0),
        "fail": run.totals.get("fail", 0) if run else 0,
        "unknown": run.totals.get("unknown", 0) if run else 0,
        "pass": run.totals.get("pass", 0) if run else 0,
        "trend": trend,
        "report": f"{quote(name)}/report.html" if result.done and (result.out / "report.html").is_file() else "",
    }
