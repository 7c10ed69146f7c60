"""What a rule owes beyond being well formed: examples that say what it says, and no clause that no example needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.errors import Problem
from auditor.i18n import _, filled
from auditor.model import Outcome
from auditor.reference.facts import facts
from auditor.reference.registers import Reference
from auditor.ruleset.clause import requirements
from auditor.ruleset.explain import Explainer
from auditor.ruleset.force import BINDING, strongest, weaker
from auditor.ruleset.lock import NAME as LOCK, UPDATE, broken, read_lock, stale
from auditor.ruleset.operators import Lists
from auditor.ruleset.rule import Rule, load_rules
from auditor.ruleset.schema import NAME as SCHEMA, schema as written_schema
from auditor.ruleset.silence import silent_clauses


def wrong_examples(rule: Rule, lists: Lists) -> Iterator[Problem]:
    """The examples of which the rule says something else than they expect, or for other reasons."""
    explainer = Explainer(rule, lists)
    for example in rule.examples:
        found = explainer.explain(example.resource)
        paths = {cause.path for cause in found.causes}
        if found.outcome is not example.expect:
            decides = filled(" because of %(names)s", names=", ".join(sorted(paths))) if paths else ""
            message = filled(
                "example '%(name)s' expects %(expect)s, the rule says %(outcome)s%(decides)s",
                name=example.name,
                expect=example.expect,
                outcome=found.outcome,
                decides=decides,
            )
            yield Problem(rule.source, example.line, 1, message)
        elif paths != set(example.because):
            message = filled(
                "example '%(name)s' is %(outcome)s because of %(names)s, not %(because)s",
                name=example.name,
                outcome=found.outcome,
                names=", ".join(sorted(paths)),
                because=", ".join(example.because),
            )
            yield Problem(rule.source, example.line, 1, message)


def idle_clauses(rule: Rule, lists: Lists) -> Iterator[Problem]:
    """The clauses of `must` that never make an example fail: nothing shows that they say what was meant."""
    explainer = Explainer(rule, lists)
    explained = (explainer.explain(example.resource) for example in rule.examples)
    decisive = {id(cause.clause) for found in explained if found.outcome is Outcome.FAIL for cause in found.causes}
    for leaf in requirements(rule.must):
        if id(leaf) not in decisive:
            yield Problem(rule.source, leaf.line, 1, filled("no example fails because of this clause on '%(path)s'", path=leaf.path))


def overstated(rule: Rule, reference: Reference) -> Iterator[Problem]:
    """What a rule claims beyond its texts: one that binds by law cites only what binds, and none binds more than its strongest text."""
    texts = [found for name in rule.requirements if (found := reference.requirement(name)) is not None]
    if rule.force in BINDING:
        for text in texts:
            if text.force not in BINDING:
                message = filled("force '%(force)s' rests on %(id)s, which is a %(other)s", force=rule.force, id=text.id, other=text.force)
                yield Problem(rule.source, 1, 1, message)
    elif weaker(rule.force, strongest(text.force for text in texts)) != rule.force:
        yield Problem(rule.source, 1, 1, filled("force '%(force)s' is more than that of any text it cites", force=rule.force))


def lint(roots: Sequence[Path], reference: Reference) -> list[Problem]:
    """Everything wrong with rules that can be read: examples, idle clauses, and a lock or a schema that no longer fits.

    Raises InputError for rules that cannot be read.
    """
    problems = []
    rules = load_rules(roots, reference)
    for rule in rules:
        problems += [*wrong_examples(rule, reference.lists), *idle_clauses(rule, reference.lists)]
        problems += [*silent_clauses(rule), *overstated(rule, reference)]
    for root in roots:
        lock, own = root / LOCK, of(root, rules)
        if lock.exists():
            locked = read_lock(lock)
            problems += [*broken(own, locked), *stale(own, locked, lock)]
        schema = root / SCHEMA
        if schema.exists() and schema.read_text("utf-8", "replace") != written_schema(facts(), reference):
            problems.append(
                Problem(str(schema), 1, 1, filled("does not fit the language and the fact dictionary; %(update)s", update=_(UPDATE)))
            )
    return problems


def of(root: Path, rules: Sequence[Rule]) -> list[Rule]:
    """The rules that lie below a root."""
    return [rule for rule in rules if Path(rule.source).is_relative_to(root)]
