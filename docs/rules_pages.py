"""Write docs/rules/ again, one page a rule and an index, from the rules themselves: `python docs/rules_pages.py`.

French first, then English. The pages carry no date of their own: the same rules and registers give the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from auditor.i18n import LANGUAGES, date_in_words, speaking, typeset
from auditor.outputs.explained import citation
from auditor.outputs.wording import local, word
from auditor.reference.registers import Reference, reference
from auditor.ruleset.rule import Rule, load_rules
from auditor.ruleset.say import say
from auditor.shipped import shipped

TARGET = Path(__file__).resolve().parent / "rules"
INDEX = "README.md"
DAY = date(2026, 11, 22)
"""The day whose registers name countries and categories; what a rule says does not depend on it."""
Words = dict[str, dict[str, str]]
MARKS: Words = {
    "fr": {"verified": "vérifié", "partly_verified": "vérifié en partie", "to_confirm": "à confirmer"},
    "en": {"verified": "verified", "partly_verified": "verified in part", "to_confirm": "to be confirmed"},
}
WORDS: Words = {
    "fr": {
        "severity": "Gravité", "force": "Force", "revision": "Révision", "since": "Depuis le", "profiles": "Pour",
        "texts": "Textes", "why": "Pourquoi", "remedy": "Que faire", "examples": "Exemples", "because": "en raison de", "colon": " : ",
        "not_applicable": "Sans objet",
        "answered": "Aucune API ne répond à cette question : la réponse se donne dans `evidence.yaml`, avec sa date et sa pièce.",
    },
    "en": {
        "severity": "Severity", "force": "Force", "revision": "Revision", "since": "Since", "profiles": "For",
        "texts": "Texts", "why": "Why", "remedy": "What to do", "examples": "Examples", "because": "because of", "colon": ": ",
        "not_applicable": "Not applicable",
        "answered": "No API answers this question: the answer is given in `evidence.yaml`, with its date and its document.",
    },
}  # fmt: skip
FAMILIES = {
    "residency": "Localisation",
    "transfers": "Transferts",
    "jurisdiction": "Droit applicable à l’opérateur",
    "health": "Données de santé (HDS)",
    "secnumcloud": "SecNumCloud, quand le marché l’exige",
    "retention": "Durées de conservation",
    "keys": "Clés et chiffrement",
    "sharing": "Partage",
    "security": "Sécurité",
    "subcontracting": "Sous-traitance",
    "governance": "Gouvernance",
    "procurement": "Achat",
    "ai": "Intelligence artificielle",
    "upcoming": "Textes à venir",
}
"""The folders of the rules, in the order of reading."""


def pages(rules: Sequence[Rule], registers: Reference) -> dict[str, str]:
    """The text of every file of docs/rules/, by name."""
    found = {f"{rule.id}.md": "\n".join(_page(rule, registers)) + "\n" for rule in rules}
    return found | {INDEX: "\n".join(_index(rules)) + "\n"}


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    yield from (
        "# Les règles",
        "",
        f"{len(rules)} règles. Ces pages sont écrites par `python docs/rules_pages.py` : corrigez la règle, pas la page.",
    )
    families = {**FAMILIES, **{_family(rule): _family(rule) for rule in rules if _family(rule) not in FAMILIES}}
    with speaking("fr"):
        for family, title in families.items():
            yield from ("", f"## {title}", "", "| Règle | Ce qui doit tenir | Gravité | Force |", "|---|---|---|---|")
            for rule in rules:
                if _family(rule) == family:
                    yield f"| [{rule.id}]({rule.id}.md) | {local(rule.title)} | {word(rule.severity)} | {word(rule.force)} |"


def _page(rule: Rule, registers: Reference) -> Iterator[str]:
    for lang in LANGUAGES:
        with speaking(lang):
            yield from _section(rule, registers, lang)


def _section(rule: Rule, registers: Reference, lang: str) -> Iterator[str]:
    words = {key: typeset(text) for key, text in WORDS[lang].items()}
    first = lang == LANGUAGES[0]
    yield from (f"# {rule.id} — {local(rule.title)}" if first else f"---\n\n# {local(rule.title)}", "")
    yield from (" · ".join(_head(rule, words)), "", f"> {say(rule, registers, lang)}", "")
    if _by_hand(rule):
        yield from (words["answered"], "")
    yield from (f"## {words['texts']}", "", *(_text(name, registers, lang) for name in rule.requirements), "")
    if rule.why is not None:
        yield from (f"## {words['why']}", "", local(rule.why), "")
    yield from (f"## {words['remedy']}", "", local(rule.remedy))
    if first:
        yield from ("", f"## {words['examples']}", "", *_examples(rule, words), "")


def _head(rule: Rule, words: dict[str, str]) -> Iterator[str]:
    said = {"severity": word(rule.severity), "force": word(rule.force), "revision": str(rule.revision)}
    yield from (f"{words[key]}{words['colon']}{value}" for key, value in said.items())
    if rule.since is not None:
        yield f"{words['since']} {date_in_words(rule.since)}"
    if rule.profiles is not None:
        yield f"{words['profiles']}{words['colon']}{', '.join(rule.profiles)}"


def _text(name: str, registers: Reference, lang: str) -> str:
    text = registers.requirement(name)
    if text is None:
        return f"- {name}"
    cited = citation({"id": name, "title": text.title}, registers)
    linked = f"[{cited}]({text.url})" if text.url else cited
    return f"- {linked} — `{name}`, {MARKS[lang][text.evidence]}"


def _examples(rule: Rule, words: dict[str, str]) -> Iterator[str]:
    for example in rule.examples:
        because = f", {words['because']} {', '.join(f'`{path}`' for path in example.because)}" if example.because else ""
        yield f"- {typeset(example.name)}{words['colon']}**{words.get(example.expect) or word(example.expect)}**{because}"


def _by_hand(rule: Rule) -> bool:
    """Whether an answer given by hand decides, alone or where the facts do not."""
    return f"answers.{rule.id}" in str(rule.meaning["must"])


def _family(rule: Rule) -> str:
    return Path(rule.path).parent.name


def main() -> int:
    """Write the pages, and remove those of rules that are gone."""
    registers = reference(DAY)
    written = pages(load_rules([shipped("rules")], registers), registers)
    TARGET.mkdir(exist_ok=True)
    for path in TARGET.glob("*.md"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (TARGET / name).write_text(text, "utf-8")
    print(f"{len(written)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
