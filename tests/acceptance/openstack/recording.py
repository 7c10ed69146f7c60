"""What a real OpenStack answered, written down by the test that starts one, so that quick tests hear the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from auditor.demo.json_stub import Answer, JsonStub

RECORDED = Path(__file__).parents[2] / "data" / "openstack" / "recorded.json"
HERE = re.compile(r"http://127\.0\.0\.1:(\d{4,5})")
"""Where the real cloud's services were; the stub has each below the number of its port."""
KEPT = re.compile(r"content-type\Z|x-subject-token\Z|x-(account|container)-|link\Z|x-storage-policy\Z", re.IGNORECASE)
"""Headers that somebody reads."""


@contextmanager
def recording() -> Iterator[list[requests.Response]]:
    """Every answer that comes in the block."""
    heard: list[requests.Response] = []
    send = requests.Session.send

    def listened(session: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        answer = send(session, request, **more)
        heard.append(answer)
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests.Session, "send", listened)
        yield heard


def written(heard: list[requests.Response], path: Path) -> None:
    """Put answers into a file, the tokens in them worth nothing and without an end."""
    kept = [_line(one) for one in heard]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def _line(one: requests.Response) -> dict[str, Any]:
    asked, sent = one.request, one.request.body
    body: Any = one.content.decode() or None
    with suppress(ValueError):
        body = json.loads(body) if body else None
    headers = {name: value for name, value in one.headers.items() if KEPT.match(name)}
    if "token" in (body or {}) and isinstance(body, dict):
        body["token"] |= {"expires_at": "2099-01-01T00:00:00.000000Z", "audit_ids": ["kept"]}
        headers["X-Subject-Token"] = "recorded"
    scope = json.loads(sent).get("auth", {}).get("scope", {}) if isinstance(sent, str | bytes) else None
    return {"method": asked.method, "url": asked.url, "scope": scope, "status": one.status_code, "headers": headers, "body": body}


def replayed(stub: JsonStub) -> None:
    """Give a stub every answer of the file, at the addresses that the stub itself has."""
    text = HERE.sub(lambda match: f"{stub.url}/{match[1]}", RECORDED.read_text(encoding="utf-8"))
    answers: dict[str, list[tuple[Any, Answer]]] = {}
    for one in json.loads(text):
        parts = urlsplit(one["url"])
        method = "" if one["method"] == "GET" else f"{one['method']} "
        told = Answer(one["body"], one["headers"], one["status"])
        key = one["scope"] if one["scope"] is not None else dict(parse_qsl(parts.query))
        answers.setdefault(f"{method}{parts.path}", []).append((key, told))
    for path, known in answers.items():
        stub.routes[path] = _route(known)


def _route(known: list[tuple[Any, Answer]]) -> Any:
    """The answer to what was asked just so."""

    def answer(asked: Mapping[str, Any]) -> Answer:
        wanted = asked["auth"].get("scope", {}) if "auth" in asked else dict(asked)
        return next((told for key, told in known if key == wanted), Answer({"error": {"code": "NotRecorded"}}, {}, 500))

    return answer
