"""Write docs/registers.md again: `python docs/registers.py`; `python docs/registers.py auditor-demo/run` weighs anew by a demonstration.

How much of each register was read again in its source, and what a person with Internet access should confirm first.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from auditor.reference.shares import WEIGHTS, Share, shares, to_look_up, together, weights
from auditor.run import read_findings

TARGET = Path(__file__).resolve().parent / "registers.md"
MARKS = {"verified": "vérifié", "partly_verified": "en partie", "to_confirm": "de mémoire"}
HEAD = """# Les registres : ce qui est vérifié, ce qui reste à confirmer

Page écrite par `python docs/registers.py` ; ne pas la modifier à la main.

- *Vérifié* : une source que l’on peut rouvrir a été lue et dit le fait.
- *En partie* : lue, sauf ce que dit l’entrée. *De mémoire* : rien n’a été relu.
- *Ne dit rien* : un label dont personne ne sait le statut ; l’entrée n’affirme aucun fait et n’entre pas dans les parts.
- *saas* : ce que les éditeurs annoncent de leurs services ; un point de départ sur lequel aucun constat n’est conforme, compté à part.
- *prices* : les prix publics du coût du retour ; aucun constat n’en dépend, comptés à part ; au-delà de 180 jours un prix est inconnu.
- Les mots du projet (catégories, listes, noms de pays) ne sont pas des faits du monde et ne sont pas comptés.
- Une entrée vérifiée depuis plus de 180 jours est périmée, et ses constats le disent.

Chaque constat nomme les entrées non vérifiées sur lesquelles il repose (`unconfirmed` en JSON, « Repose sur » dans la page).
"""


def page() -> str:
    """The whole page."""
    counted = shares()
    facts = together((share for share in counted if not share.register.startswith("regions/")), "**tous, hors régions**")
    rows = [_row(share) for share in (*counted, facts, together(counted, "**tous**"))]
    items = [
        f"| {weight} | {item.register} | {_cell(item.name)} | {MARKS[item.entry['evidence']]} | {_cell(item.entry['source'])} |"
        for item, weight in to_look_up()
    ]
    parts = [
        HEAD,
        "## Part des faits par marque\n",
        "| Registre | Faits | Vérifiés | En partie | De mémoire | Ne dit rien |\n|---|--:|--:|--:|--:|--:|",
        *rows,
        "\n## À confirmer par une personne qui a accès à Internet\n",
        "Dans l’ordre du nombre de constats de la démonstration qui reposent sur l’entrée. `auditor reference stale` dit la même liste.\n",
        "| Constats | Registre | Entrée | Marque | Source |\n|--:|---|---|---|---|",
        *items,
    ]
    return "\n".join(parts) + "\n"


def _row(share: Share) -> str:
    cells = (f"{share.marks[mark]} ({share.part(mark):.0%})".replace("%", " %") for mark in MARKS)
    return f"| {share.register} | {share.facts} | {' | '.join(cells)} | {share.silent} |"


def _cell(text: str) -> str:
    return str(text).replace("|", "\\|")


def weigh(run: Path) -> None:
    """Count the findings of a run by the entries they rest on, and keep the counts."""
    counts = Counter(f"{each.register}: {each.entry}" for finding in read_findings(run) for each in finding.unconfirmed)
    WEIGHTS.write_text(json.dumps(dict(sorted(counts.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    weights.cache_clear()


if __name__ == "__main__":
    for each in sys.argv[1:2]:
        weigh(Path(each))
    TARGET.write_text(page(), encoding="utf-8")
