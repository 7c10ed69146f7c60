"""Durations live in the reference, where the inventory finds them too."""

from __future__ import annotations

from auditor.reference.durations import Span, at_least, at_most, span

__all__ = ["Span", "at_least", "at_most", "span"]
