"""The pages of providers: one each, whose table is what the collectors declare today."""

from __future__ import annotations

import re

import pytest

from auditor.providers import PROVIDERS, example, provider
from docs.providers import TARGET, page

PAGES = TARGET.parent


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_has_a_page(name: str) -> None:
    """It says which extra to install, which rights to give and what cannot be read; `auditor init` has an entry for it."""
    text = (PAGES / f"{name}.md").read_text()
    assert f"residency-auditor[{name}]" in text
    assert f"auditor permissions {name}" in text
    assert {"## Accès", "## Moindre privilège", "## Ce qui est lu", "## Ce qui ne peut l'être"} <= {*text.splitlines()}
    assert all(f"provider: {name}" in example(name, language) and "#" in example(name, language) for language in ("fr", "en"))


def test_the_table_is_what_collectors_declare() -> None:
    """`python docs/providers.py` writes it again."""
    assert TARGET.read_text() == page()


def test_the_table_knows_what_is_read() -> None:
    """A fact that a call feeds is read; one that nobody tells is not."""
    rows = {line.split("`")[1]: line for line in page().splitlines() if line.startswith("| stockage objet")}
    (names,) = (line for line in page().splitlines() if line.startswith("| sorte"))
    columns = [one.strip() for one in names.strip("|").split("|")]
    cells = {fact: dict(zip(columns, [one.strip() for one in line.strip("|").split("|")], strict=True)) for fact, line in rows.items()}
    assert cells["flows.replication"]["ovh"] == cells["flows.replication"]["s3"] == "lu"
    assert cells["retention.max"]["ovh"] == "—"
    assert cells["retention.max"]["scaleway"] == ""


def test_links_lead_somewhere() -> None:
    """From each page."""
    for path in PAGES.glob("*.md"):
        for target in re.findall(r"(?<!!)\]\((?!https?://)([^)#]+)", path.read_text()):
            assert (path.parent / target).exists(), (path, target)


def test_permissions_are_reads() -> None:
    """Of every provider, without its SDK: plain data, or a text."""
    assert all(provider(name).permissions() for name in PROVIDERS)
