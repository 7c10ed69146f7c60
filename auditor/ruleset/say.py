"""A rule said in one sentence, French or English, from what it judges by: what a lawyer reads to check what a developer wrote.

The grammar is a table a language. A fact that the tables do not know is said by its label in quotes, which is correct and less pretty.
"""

from __future__ import annotations

from collections.abc import Sequence

from auditor import i18n
from auditor.reference.durations import parts
from auditor.reference.facts import facts
from auditor.reference.registers import Reference
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not
from auditor.ruleset.nouns import BOOLEANS, NOUNS
from auditor.ruleset.rule import Rule
from auditor.ruleset.values import scalar
from auditor.ruleset.words import ITEMS, LISTS, PHRASES, STRUCTURE, UNITS

NEVER_NULL = "never null"


def say(rule: Rule, reference: Reference, lang: str) -> str:
    """What the rule asks, as one sentence in `lang`."""
    speech = _Speech(reference, lang)
    when = speech.words["if"].format(speech.clause(rule.when)) if rule.when is not None else ""
    sentence = f"{speech.kinds(rule)}, {when}{speech.clause(rule.must)}."
    with i18n.speaking(lang):
        return i18n.typeset(sentence[0].upper() + sentence[1:])


class _Speech:
    """Clauses in one language."""

    def __init__(self, reference: Reference, lang: str) -> None:
        self.reference = reference
        self.lang = lang
        self.words = STRUCTURE[lang]
        self.phrases = PHRASES[lang]

    def kinds(self, rule: Rule) -> str:
        """The resources that the rule covers."""
        written = rule.meaning["applies_to"]["kinds"]
        if isinstance(written, str) and written in LISTS[self.lang]:
            return self.words["for"].format(LISTS[self.lang][written])
        labels = facts().kinds
        return self.words["for"].format(
            self.words["of kind"].format(self.either([self.quote(labels[kind][self.lang]) for kind in rule.kinds]))
        )

    def clause(self, clause: Clause, negated: bool = False) -> str:
        """A clause, or its contrary: a negation goes down to the verbs, where a reader looks for it."""
        match clause:
            case Leaf():
                return self.leaf(clause, negated)
            case Not(clause=inner):
                return self.clause(inner, not negated)
            case Group(word=word, clauses=clauses):
                said = [self.clause(each, negated) for each in clauses]
                if len(said) == 1:
                    return said[0]
                if (word == "all") is not negated:
                    return self.words["and"].join(said)
                return self.words["either"] + self.words["or"].join(said)
            case Each(word=word):
                every = (word == "every") is not negated
                which = self.words["where"].format(self.clause(clause.where)) if clause.where is not None else ""
                item = ITEMS[self.lang].get(clause.path) or self.words["item"].format(self.quote(clause.fact.label[self.lang]))
                return self.words["every" if every else "some"].format(item, which, self.clause(clause.must, negated))

    def leaf(self, leaf: Leaf, negated: bool) -> str:
        """A fact and what is asked of it."""
        name = leaf.fact.name
        if leaf.fact.type == "boolean" and isinstance(leaf.value, bool) and leaf.operator != "is_set":
            return self.boolean(leaf, negated)
        if leaf.operator == "is_set" and leaf.fact.type != "boolean" and name in BOOLEANS[self.lang]:
            return BOOLEANS[self.lang][name][leaf.value is negated]
        operator, contrary = leaf.operator, negated
        if operator in ("not_equals", "not_in"):
            operator, contrary = operator.removeprefix("not_"), not negated
        if operator == "is_set":
            contrary = leaf.value is negated
        key = ("not " if contrary else "") + ("list " if leaf.fact.type == "list" else "") + operator
        nouns = NOUNS[self.lang]
        subject = nouns.get(name) or nouns.get(name.partition(".")[0]) or self.words["the fact"].format(self.quote(self.label(leaf)))
        # French agrees: the nouns of the table that are elided are feminine.
        feminine = "e" if subject.startswith(("la ", "l’")) else ""
        return self.phrases[key].format(s=subject, v=self.values(leaf, operator, contrary), e=feminine)

    def boolean(self, leaf: Leaf, negated: bool) -> str:
        """A fact that is true or false; "other than false" also holds where the question has no answer."""
        equals = (leaf.operator == "equals") is not negated
        holds = leaf.value is equals
        known = BOOLEANS[self.lang].get(leaf.fact.name)
        said = known[not holds] if known else self.phrases["is true" if holds else "is false"].format(s=self.quote(self.label(leaf)))
        return said if equals or leaf.fact.null["en"] == NEVER_NULL else self.words["or moot"].format(said)

    def label(self, leaf: Leaf) -> str:
        """The label of a fact."""
        return leaf.fact.label[self.lang]

    def values(self, leaf: Leaf, operator: str, contrary: bool) -> str:
        """The value or values of a leaf in words."""
        written = leaf.value if isinstance(leaf.value, tuple) else (leaf.value,)
        said = [self.value(leaf, item) for item in written]
        if operator == "contains_all":
            return self.words["both"].join(said)
        if contrary and operator in ("in", "equals", "contains_any"):
            return self.words["not"].format(said[0]) if len(said) == 1 else self.words["neither"] + self.words["nor"].join(said)
        return self.either(said)

    def value(self, leaf: Leaf, item: object) -> str:
        """One value by its name."""
        if item is None:
            return self.words["null"]
        if isinstance(item, str) and item.startswith("$"):
            return LISTS[self.lang].get(item, item)
        kind, text = scalar(leaf.fact), str(item)
        if kind == "duration":
            return self.duration(text)
        if kind == "country":
            known = self.reference.country(text)
            return self.quote(known[self.lang] if known else text)
        if kind == "category":
            category = self.reference.categories.get(text)
            return self.quote(category.labels[self.lang] if category else text)
        said = facts().values.get(text)
        return text if kind in ("integer", "date") else self.quote(said[self.lang] if said else text)

    def duration(self, text: str) -> str:
        """`P30D` → 30 jours."""
        said = []
        for number, unit in parts(text):
            singular, plural = UNITS[self.lang][unit]
            alone = number < 2 if self.lang == "fr" else number == 1
            said.append(f"{number}{i18n.FIXED}{singular if alone else plural}")
        return " ".join(said) or text

    def either(self, said: Sequence[str]) -> str:
        """A, B or C."""
        *first, last = said
        return f"{', '.join(first)}{self.words['or last']}{last}" if first else last

    def quote(self, text: str) -> str:
        """A word in the quotes of its language."""
        return self.words["quote"].format(text)
