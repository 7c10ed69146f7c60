"""A file of findings that others wrote, with a secret in each of its places: no output tells one."""

from __future__ import annotations

import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from auditor.findings import FINDINGS
from auditor.masking import MASK
from auditor.outputs import OUTPUTS, filename
from auditor.run import read_run
from tests.outputs.builder import build
from tests.outputs.page import Page, unfolded

TELLING = (
    "ghp_{}A1b2C3d4E5f6G7h8I9j0",
    "motdepasse={}!Nantes44",
    "ville_{}Kq7Zt2Wm9Xb4Nc6Vd1Rf8",
    "https://svc:{}Nantes@bdd:5432",
    "Bearer {}0123456789abcdef",
    "mysql -p{}Nantes44",
    "s.{}b2C3d4E5f6G7h8I9j0K1",
)
"""How a secret may be written; each is one of its own."""
SECRET = "zxq{:04}W"
"""What no other text holds."""
FIXED = {"severity", "outcome", "confidence", "waived", "revision", "schema_version"}
"""What is one of a few words, and no finding where it is another."""
EVERY = [name for name in OUTPUTS if name not in ("pdf", "art30", "art28", "hds")]
"""What is made of findings; the first of the others is the page, and they read resources."""


class Planted:
    """Gives each text of a file a secret beside it, the same text the same one where lines name each other by it."""

    def __init__(self) -> None:
        self.count = 0
        self._names: dict[str, str] = {}

    def text(self, said: str) -> str:
        """A text and a secret."""
        self.count += 1
        return f"{said} {TELLING[self.count % len(TELLING)].format(SECRET.format(self.count))}"

    def named(self, name: str) -> str:
        """A name that other lines say too."""
        if name not in self._names:
            self._names[name] = self.text(name)
        return self._names[name]

    def into(self, value: Any, key: str = "") -> Any:
        """A value with a secret in each of its texts."""
        if key in FIXED:
            return value
        if key in ("as", "pass"):
            return [*map(self.named, value)] if isinstance(value, list) else self.named(value)
        if isinstance(value, dict):
            return {name: self.into(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self.into(each, key) for each in value]
        return self.text(value) if isinstance(value, str) else value


def _contents(path: Path) -> str:
    """All that a file says, unpacked."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    said = path.read_text("utf-8")
    table = Page(said).by_id("findings").text if path.suffix == ".html" else ""
    return said + "".join(itertools.chain.from_iterable(unfolded(table).values()) if table else ())


@pytest.mark.long
@pytest.mark.parametrize("told", ["as ours", "told whole", "in a block"])
def test_no_output_tells_a_secret_of_a_file_of_findings(told: str, tmp_path: Path) -> None:
    """In what passes, in what fails and what is to verify, in each text of each line, in evidence that is a list or a block of its own."""
    build(tmp_path / "run", 60)
    path, planted = tmp_path / "run" / FINDINGS, Planted()
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    if told == "told whole":
        lines = [line for line in lines if "fingerprint" in line]
    lines = [planted.into(line) for line in lines]
    for number, reason in enumerate(reason for line in lines for reason in line.get("reasons", ())):
        if told == "in a block":
            own = SECRET.format(10**4 + number)
            reason["actual"] = [{"said": [reason["actual"]], "key": "jeton", "value": own}, {"motDePasse": own, f"password={own}": 1}]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    summary = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    (tmp_path / "run" / "run.json").write_text(json.dumps({**summary, "seals": {}}), "utf-8")
    run = read_run(tmp_path / "run")
    assert planted.count > 300
    for name in EVERY:
        target = tmp_path / filename(name)
        OUTPUTS[name].write()(run, tmp_path / "run", target, "fr")
        said = _contents(target)
        assert "zxq" not in said, (name, said[said.index("zxq") - 80 :][:120])
        assert MASK[1:-1] in said or name == "prometheus"
