"""`auditor rules`: what the rules are, whether they are sound, and how to start one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from auditor.cli.console import note, say
from auditor.clock import today
from auditor.errors import AuditorError, InputError, Problem
from auditor.files import write_atomically
from auditor.i18n import _, language, ngettext, number
from auditor.outputs.wording import local, word
from auditor.reference.facts import facts
from auditor.reference.registers import Reference, reference
from auditor.ruleset import lint as linting, lock, schema
from auditor.ruleset.rule import Rule, load_rules
from auditor.ruleset.say import say as said
from auditor.ruleset.skeleton import skeleton
from auditor.shipped import shipped

_paths = click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))


@click.group(name="rules", help=_("List, check, test, explain and start rules."))
def command() -> None:
    """The group of verbs about rules."""


def _packs() -> click.Option:
    text = _("A file or a directory of rules beside those shipped; may be repeated.")
    return click.Option(["--rules", "packs"], multiple=True, type=click.Path(exists=True, path_type=Path), help=text)


@command.command(name="list", help=_("List the rules."))
def list_(packs: tuple[Path, ...]) -> None:
    """One line a rule: id, severity, title."""
    rules = load_rules(_roots(packs), _today())
    width = max(len(word(rule.severity)) for rule in rules)
    for rule in rules:
        say(f"{rule.id}  {word(rule.severity):<{width}}  {local(rule.title)}")


@command.command(help=_("Check PATHS, or the rules shipped: language, examples, clauses no example needs, lock and schema."))
@_paths
@click.option("--update", is_flag=True, help=_("Write index.lock and schema.json; a change of meaning still needs a new revision."))
def lint(paths: tuple[Path, ...], packs: tuple[Path, ...], update: bool) -> None:
    """Every mistake of every file at once."""
    roots, today = paths or _roots(packs), _today()
    rules = load_rules(roots, today)
    if update:
        _update(roots, rules, today)
    _refuse(linting.lint(roots, today))
    note(ngettext("%(n)s rule is sound.", "%(n)s rules are sound.", len(rules)) % {"n": number(len(rules))})


@command.command(help=_("Run the examples of PATHS, or of the rules shipped."))
@_paths
def test(paths: tuple[Path, ...], packs: tuple[Path, ...]) -> None:
    """Examples are tests."""
    today = _today()
    rules = load_rules(paths or _roots(packs), today)
    _refuse([problem for rule in rules for problem in linting.wrong_examples(rule, today.lists)])
    values = {"rules": number(len(rules)), "examples": number(sum(len(rule.examples) for rule in rules))}
    say(_("%(rules)s rules, %(examples)s examples: each says what it expects, and why.") % values)


@command.command(help=_("Say what the rule ID asks, by which texts, why, and what to do."))
@click.argument("name", metavar=_("ID"))
def explain(name: str, packs: tuple[Path, ...]) -> None:
    """A rule as a page of text."""
    today = _today()
    rules = {rule.id: rule for rule in load_rules(_roots(packs), today)}
    rule = rules.get(name.upper())
    if rule is None:
        raise AuditorError(_("there is no rule '%(name)s'") % {"name": name}, _("See 'auditor rules list'."))
    for line in _page(rule, today):
        say(line)


@command.command(help=_("Print the skeleton of the rule ID, to fill in."))
@click.argument("name", metavar=_("ID"))
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    required=True,
    type=click.Choice([*facts().kinds]),
    help=_("A kind of resource it covers; may be repeated."),
)
def new(name: str, kinds: tuple[str, ...]) -> None:
    """A rule that lints once its words are written."""
    try:
        say(skeleton(name, kinds).rstrip("\n"), lines=True)
    except ValueError as error:
        raise AuditorError(str(error)) from error


for _verb in (list_, lint, test, explain):
    _verb.params.append(_packs())


def _today() -> Reference:
    return reference(today())


def _roots(packs: Sequence[Path]) -> list[Path]:
    return [shipped("rules"), *packs]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InputError(problems)


def _update(roots: Sequence[Path], rules: Sequence[Rule], today: Reference) -> None:
    """Write the lock and the schema of each folder, unless the lock says that a meaning changed in silence."""
    for root in roots:
        if not root.is_dir():
            continue
        own, locked = linting.of(root, rules), lock.read_lock(root / lock.NAME)
        _refuse(lock.broken(own, locked))
        for name, text in ((lock.NAME, lock.updated(own, locked)), (schema.NAME, schema.schema(facts(), today))):
            with write_atomically(root / name) as stream:
                stream.write(text.encode())


def _page(rule: Rule, today: Reference) -> list[str]:
    lines = [f"{rule.id} — {local(rule.title)}", f"{word(rule.severity)} · {word(rule.force)}", ""]
    lines += [said(rule, today, language()), ""]
    lines += [_("Texts")]
    for name in rule.requirements:
        text = today.requirement(name)
        if text is not None:
            lines.append("  " + " · ".join(filter(None, (name, local(text.title), text.url, _mark(text.evidence)))))
    if rule.why is not None:
        lines += ["", _("Why"), f"  {local(rule.why)}"]
    lines += ["", _("What to do"), f"  {local(rule.remedy)}", "", _("Examples")]
    for example in rule.examples:
        because = f" ({', '.join(example.because)})" if example.because else ""
        lines.append(f"  {word(example.expect)} — {example.name}{because}")
    return lines


def _mark(evidence: str) -> str:
    return "" if evidence == "verified" else _("to be confirmed")
