"""AWS Backup: how long plans keep what they make, and where they copy it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import kept_whole
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import (
    id_of,
    in_days,
    of_blocks,
    one_flow,
)

VAULTS = ("aws_backup_vault",)


def plan_kept(planned: Planned) -> Any:
    """The longest that any rule of a plan, or any copy it makes, keeps a recovery point."""
    rules = planned.each("rule")
    return rules if isinstance(rules, Unknown) else kept_whole(*(one for rule in rules for one in _periods(rule)))


def _periods(rule: Node) -> Iterator[Any]:
    """How long what a rule makes is kept, and each of its copies; None for ever."""
    yield in_days("lifecycle.0.delete_after")(rule)
    copies = rule.each("copy_action")
    for one in [copies] if isinstance(copies, Unknown) else copies:
        yield one if isinstance(one, Unknown) else in_days("lifecycle.0.delete_after")(one)


def plan_copies(planned: Planned) -> Any:
    """The copies that the rules of a plan make, each from the vault it copies from."""
    rules = planned.each("rule")
    return of_blocks(rules, lambda rule: of_blocks(rule.each("copy_action"), lambda copy: _copy(planned, rule, copy)))


def _copy(planned: Planned, rule: Node, action: Node) -> Any:
    source = id_of(planned.whom("target_vault_name", rule, VAULTS))
    return lift(lambda whence: one_flow(planned.whom("destination_vault_arn", action), source=whence), source)


def vault_kept(planned: Planned) -> Any:
    """The longest that a plan of the file keeps anything in this vault; unknown without one."""
    rules = _rules_into(planned)
    if isinstance(rules, Unknown):
        return rules
    nobody = Unknown.of("known_after_apply", "what is kept in a vault that no plan of the file writes to")
    return kept_whole(*(in_days("lifecycle.0.delete_after")(rule) for _, rule in rules)) if rules else nobody


def _rules_into(vault: Planned) -> list[tuple[Planned, Node]] | Unknown:
    """The rules of plans that write to a vault, each with its plan."""
    found = []
    for plan in vault.estate.of_type("aws_backup_plan"):
        rules = plan.each("rule")
        for rule in [rules] if isinstance(rules, Unknown) else rules:
            whom = rule if isinstance(rule, Unknown) else plan.whom("target_vault_name", rule, VAULTS)
            if isinstance(rule, Unknown):
                return rule
            if isinstance(whom, Unknown):
                return whom
            if isinstance(whom, Planned) and whom.entry.address == vault.entry.address:
                found.append((plan, rule))
    return found
