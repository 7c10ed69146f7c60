"""Write docs/fr/fournisseurs/README.md again, the table of providers and facts, as collectors declare them: `python docs/providers.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from auditor.i18n import speaking, typeset
from auditor.providers import PROVIDERS, provider
from auditor.providers.reader import owed
from auditor.reference.facts import facts

TARGET = Path(__file__).resolve().parent / "fr/fournisseurs/README.md"
RANK = READ, NEVER, NOT = "lu", "sans objet", "—"
HEAD = """# Fournisseurs

Une page par fournisseur : quels accès donner, au plus juste, ce qui est lu, ce qui ne peut l'être. Ce qui n'est pas lu est *inconnu*,
jamais conforme.

{pages}

## Ce que chaque fournisseur dit de chaque sorte de ressource

Tableau tiré des collecteurs (`python docs/providers.py`). **lu** : un appel au moins le dit ; **sans objet** : le fournisseur n'a pas ce
réglage, page à l'appui ; **—** : personne ne le dit, le fait reste inconnu. Une colonne vide : le fournisseur n'a pas, ou nous ne lisons
pas, de ressource de cette sorte.

"""


def told(name: str) -> Mapping[tuple[str, str], str]:
    """(kind, fact) → what a provider's collectors make of it, the best that any of their types has."""
    found: dict[tuple[str, str], str] = {}
    for collector in provider(name).collectors():
        for native_type, kind in collector.native_types.items():
            fed = {fact for call in collector.calls if not call.of or native_type in call.of for fact in call.feeds}
            absent = collector.absent(native_type)
            for fact in owed(kind):
                here = READ if fact in fed else NEVER if fact in absent else NOT
                found[kind, fact] = min(found.get((kind, fact), NOT), here, key=RANK.index)
    return found


def page() -> str:
    """The whole page."""
    names = sorted(PROVIDERS)
    by_provider = {name: told(name) for name in names}
    rows = sorted({key for found in by_provider.values() for key in found})
    with speaking("fr"):
        links = "\n".join(f"- [`{name}`]({name}.md)" for name in names)
        lines = [HEAD.format(pages=links), *table(names, by_provider, rows)]
        return typeset("\n".join(lines) + "\n")


def table(names: list[str], by_provider: Mapping[str, Mapping[tuple[str, str], str]], rows: list[tuple[str, str]]) -> Iterator[str]:
    """One line a kind and a fact."""
    yield f"| sorte | fait | {' | '.join(names)} |"
    yield "|---" * (len(names) + 2) + "|"
    for kind, fact in rows:
        words = f"{facts().kinds[kind]['fr']} | {facts().facts[fact].label['fr']} (`{fact}`)"
        yield f"| {words} | {' | '.join(by_provider[name].get((kind, fact), '') for name in names)} |"


if __name__ == "__main__":
    TARGET.write_text(page())
    sys.stdout.write(f"{TARGET}\n")
