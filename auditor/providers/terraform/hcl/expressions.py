"""Evaluates the trees of expressions: no further than the text goes, and never for ever."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from auditor.providers.terraform.hcl import syntax, templates
from auditor.providers.terraform.hcl.functions import called
from auditor.providers.terraform.values import Later, Scale, invalid, joined, number, placed, text, together, truth, within

MOST_STEPS = 2_000_000
"""So much is evaluated of a folder in all."""
HUGE = 2.0**63
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
COUNT: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
}


class Names(Protocol):
    """What a name means where an expression stands."""

    def named(self, name: str) -> Any:
        """The value, or an `Open`; Later for what nobody knows."""


class Open(Protocol):
    """What is asked for its parts, and is no value of its own: a resource, a module, all variables."""

    def attribute(self, name: str) -> Any:
        """One part."""

    def item(self, key: object) -> Any:
        """One of many."""

    def every(self) -> Any:
        """All of many: a list or a map; Later when nobody knows which there are."""

    def whole(self) -> Any:
        """It as a value, for what needs one."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Names within a `for`, or a block that is repeated."""

    outer: Names
    values: Mapping[str, Any]

    def named(self, name: str) -> Any:
        """Its own first."""
        return self.values[name] if name in self.values else self.outer.named(name)


class Evaluator:
    """Makes values of trees."""

    def __init__(self) -> None:
        self._heredocs: dict[str, list[Any]] = {}
        self._templates: dict[str, list[Any]] = {}
        self.scale = Scale(MOST_STEPS)

    def value(self, tree: object, names: Names) -> Any:
        """What an expression is worth, as plain data."""
        return plain(self.of(tree, names))

    def of(self, tree: Any, names: Names) -> Any:
        """What an expression is worth: plain data, or something open. Raises ValueError for what is too much."""
        self.scale.step()
        kind = str(tree.data)
        if kind == "expr_term":
            return self.of(syntax.parts(tree)[0], names)
        made = KINDS.get(kind)
        if made is None:
            return Later(f"an expression that is not evaluated: {kind}")
        return made(self, tree, names)

    def many(self, tree: object, names: Names) -> Any:
        """What an expression is worth to who goes through it: of something open, all its parts."""
        found = self.of(tree, names)
        return found.every() if hasattr(found, "every") else found

    def _text(self, tree: Any, names: Names) -> Any:
        pieces = [templates.piece(one) for one in tree.children if hasattr(one, "data")]
        return self._put_together(pieces, names)

    def _heredoc(self, tree: Any, names: Names) -> Any:
        written = str(tree.children[0])
        if written not in self._heredocs:
            self._heredocs[written] = templates.heredoc(written)
        return self._put_together(self._heredocs[written], names)

    def _put_together(self, pieces: list[object], names: Names) -> Any:
        """A text of its pieces; the value itself of one that is nothing but an expression."""
        values = [one if isinstance(one, str | Later) else self.value(one, names) for one in pieces]
        if len(values) == 1 and not isinstance(pieces[0], str):
            return values[0]
        return joined(values)

    def _json(self, tree: Any, names: Names) -> Any:
        return self.scale(self._template(tree.value, names))

    def _template(self, said: object, names: Names) -> Any:
        """Data of JSON with its templates worked out, those of keys, too."""
        self.scale.step()
        if isinstance(said, str):
            if said not in self._templates:
                self._templates[said] = templates.split(said)
            return self._put_together(self._templates[said], names)
        if isinstance(said, list):
            return [self._template(one, names) for one in said]
        if not isinstance(said, dict):
            return said
        found = {text(self._template(key, names)): self._template(one, names) for key, one in said.items()}
        return together(found) or found

    def _literal(self, tree: Any, _names: Names) -> Any:
        return {"true": True, "false": False}.get(str(tree.children[0]))

    def _number(self, tree: Any, _names: Names) -> Any:
        return number(str(tree.children[0]))

    def _name(self, tree: Any, names: Names) -> Any:
        return names.named(str(tree.children[0]))

    def _tuple(self, tree: object, names: Names) -> Any:
        return self.scale([self.value(one, names) for one in syntax.parts(tree)])

    def _object(self, tree: object, names: Names) -> Any:
        found: dict[str, Any] = {}
        for one in syntax.parts(tree):
            key_tree, value_tree = syntax.parts(one)
            key = text(self._key(key_tree, names))
            if isinstance(key, Later):
                return key
            found[key] = self.value(value_tree, names)
        return self.scale(found)

    def _key(self, tree: object, names: Names) -> Any:
        """A word stands for itself, anything else for what it is worth."""
        inner = syntax.parts(tree)[0]
        if inner.data == "keyword":
            return str(inner.children[0])
        only = syntax.parts(inner)
        if inner.data == "expr_term" and len(only) == len(inner.children) == 1 and only[0].data in syntax.NAMES:
            return str(only[0].children[0])
        return self.value(inner, names)

    def _conditional(self, tree: object, names: Names) -> Any:
        condition, yes, no = syntax.parts(tree)
        holds = truth(self.value(condition, names))
        if not isinstance(holds, Later):
            return self.of(yes if holds else no, names)
        if holds.failed:
            return holds
        either = [self.value(yes, names), self.value(no, names)]
        if either[0] == either[1] and not [*within(either)]:
            return either[0]
        refs = together([holds, *within(either)]) or holds
        return Later(holds.why, refs.refs)

    def _unary(self, tree: Any, names: Names) -> Any:
        value = self.value(syntax.parts(tree)[0], names)
        if str(tree.children[0]).strip() == "!":
            holds = truth(value)
            return holds if isinstance(holds, Later) else not holds
        count = number(value)
        return count if isinstance(count, Later) else -count

    def _binary(self, tree: object, names: Names) -> Any:
        left, term = syntax.parts(tree)
        sign_tree, right = syntax.parts(term)
        sign = str(sign_tree.children[0]).strip().split()[-1]
        one = self.value(left, names)
        if sign in ("&&", "||"):
            return self._logical(sign == "||", one, right, names)
        other = self.value(right, names)
        if sign in ("==", "!="):
            later = together(within([one, other]))
            return later if later is not None else (one == other) is (sign == "==")
        return _counted(sign, number(one), number(other))

    def _logical(self, decides: bool, one: object, right: object, names: Names) -> Any:
        """The second is asked, too, where the first does not decide; a known one may decide alone."""
        first = truth(one)
        if first is decides:
            return decides
        second = truth(self.value(right, names))
        if second is decides:
            return decides
        return together((first, second)) or not decides

    def _call(self, tree: object, names: Names) -> Any:
        words = syntax.parts(tree)
        name = "::".join(str(one.children[0]) for one in words if one.data == "identifier")
        given = next((one for one in words if one.data == "arguments"), None)
        trees = syntax.parts(given) if given is not None else []
        if name in ("try", "can"):
            return self._tried(name, trees, names)
        values = [self.value(one, names) for one in trees]
        if given is not None and any(str(one) == "..." for one in given.children if not hasattr(one, "data")):
            if not isinstance(values[-1], list):
                return values[-1] if isinstance(values[-1], Later) else invalid("no list of arguments")
            values = values[:-1] + values[-1]
        self.scale([*values])
        return self.scale(called(name, values))

    def _tried(self, name: str, trees: list[object], names: Names) -> Any:
        """The first that has a value. What is known only later may have none."""
        for one in trees:
            found = self.value(one, names)
            failed = isinstance(found, Later) and found.failed
            if name == "can":
                return found if isinstance(found, Later) and not failed else not failed
            if not failed:
                return found
        return invalid("nothing that could be tried has a value")

    def _attribute(self, tree: object, names: Names) -> Any:
        of, step = syntax.parts(tree)
        return self._step(self.of(of, names), step, names)

    def _step(self, of: Any, step: Any, names: Names) -> Any:
        """One step down from a value, or from something open."""
        kind = str(step.data)
        if kind == "get_attr":
            return attribute(of, str(syntax.parts(step)[0].children[0]))
        if kind == "short_index":
            return item(of, int(str(step.children[-1])))
        return item(of, self.value(syntax.parts(step)[0], names))

    def _splat(self, tree: object, names: Names) -> Any:
        of, splat = syntax.parts(tree)
        found = self.many(of, names)
        if isinstance(found, Later):
            return found
        every = [] if found is None else [*found.values()] if isinstance(found, dict) and _open_values(found) else found
        every = every if isinstance(every, list) else [every]
        steps = syntax.parts(splat)
        made = []
        for one in every:
            for step in steps:
                one = self._step(one, step, names)
            made.append(plain(one))
        return self.scale(made)

    def _for_tuple(self, tree: object, names: Names) -> Any:
        intro, made, *condition = syntax.parts(tree)
        found = []
        for bound in self._each(intro, condition, names):
            if isinstance(bound, Later):
                return bound
            found.append(self.value(made, bound))
        return self.scale(found)

    def _for_object(self, tree: Any, names: Names) -> Any:
        intro, key_tree, made, *condition = syntax.parts(tree)
        grouped = any(str(one) == "..." for one in tree.children if not hasattr(one, "data"))
        found: dict[str, Any] = {}
        for bound in self._each(intro, condition, names):
            if isinstance(bound, Later):
                return bound
            key = text(self.value(key_tree, bound))
            if isinstance(key, Later):
                return key
            value = self.value(made, bound)
            found[key] = [*found.get(key, []), value] if grouped else value
        return self.scale(found)

    def _each(self, intro: object, condition: list[object], names: Names) -> Iterator[Bound | Later]:
        """What a `for` binds its names to, one after the other, where its condition holds; Later where nobody can say, and no further."""
        *words, over = syntax.parts(intro)
        value = self.many(over, names)
        called_ = [str(one.children[0]) for one in words]
        if isinstance(value, Later):
            yield value
            return
        if not isinstance(value, list | dict):
            yield invalid("a for over what is no collection")
            return
        pairs = sorted(value.items()) if isinstance(value, dict) else enumerate(value)
        for key, one in pairs:
            bound = Bound(names, {called_[0]: key, called_[1]: one} if len(called_) > 1 else {called_[0]: one})
            holds = truth(self.value(syntax.parts(condition[0])[0], bound)) if condition else True
            if isinstance(holds, Later):
                yield holds
                return
            if holds:
                yield bound


def plain(value: object) -> Any:
    """What is open, as a value."""
    return value.whole() if hasattr(value, "whole") else value


def attribute(of: object, name: str) -> Any:
    """A part of a value by its name."""
    if hasattr(of, "attribute"):
        return of.attribute(name)
    if isinstance(of, Later):
        return of
    if isinstance(of, Mapping) and name in of:
        return of[name]
    return invalid(f"nothing is called {name} there")


def item(of: object, key: object) -> Any:
    """A part of a value by its number or key."""
    if isinstance(key, Later) or isinstance(of, Later):
        return together((of, key))
    if hasattr(of, "item"):
        return of.item(key)
    if isinstance(of, list):
        return placed(of, key)
    if isinstance(of, Mapping):
        return of.get(str(text(key)), invalid("a key that is not there"))
    return invalid("a part of what has none")


def _open_values(found: Mapping[str, object]) -> bool:
    return any(hasattr(one, "every") for one in found.values())


def _counted(sign: str, one: object, other: object) -> Any:
    later = together((one, other))
    if later is not None:
        return later
    if sign in COMPARE:
        return COMPARE[sign](one, other)
    try:
        found = COUNT[sign](one, other)
    except ArithmeticError:
        return invalid("a number that there is none of")
    if isinstance(found, float) and found.is_integer() and abs(found) < HUGE:
        return int(found)
    return found if abs(found) < HUGE else invalid("a number that is too large")


KINDS: Mapping[str, Callable[[Evaluator, Any, Names], Any]] = {
    syntax.Data.data: Evaluator._json,
    "string": Evaluator._text,
    "heredoc_template": Evaluator._heredoc,
    "heredoc_template_trim": Evaluator._heredoc,
    "literal_value": Evaluator._literal,
    "int_lit": Evaluator._number,
    "float_lit": Evaluator._number,
    "identifier": Evaluator._name,
    "tuple": Evaluator._tuple,
    "object": Evaluator._object,
    "conditional": Evaluator._conditional,
    "unary_op": Evaluator._unary,
    "binary_op": Evaluator._binary,
    "function_call": Evaluator._call,
    "index_expr_term": Evaluator._attribute,
    "get_attr_expr_term": Evaluator._attribute,
    "attr_splat_expr_term": Evaluator._splat,
    "full_splat_expr_term": Evaluator._splat,
    "for_tuple_expr": Evaluator._for_tuple,
    "for_object_expr": Evaluator._for_object,
}
"""How each kind of the grammar's expressions is evaluated."""
