"""Every error a caller may want to tell apart.

AuditorError               what a person can mend; shown without a traceback, exit code 2 unless said otherwise
├── InputError             one or more Problems in files the person wrote: rules, auditor.yaml, waivers
├── SnapshotError          a snapshot or a run directory that is missing, truncated or of another version
├── ProviderError          an account that cannot be opened: no credentials, unknown profile, missing SDK
├── OutputError            a report that cannot be written: full disk, unwritable directory
│   └── HistoryError       past runs that cannot be read or added to; never costs the report
├── LockedError            another run holds the lock (exit code 75)
└── Unchanged              no error: nothing changed since the last run, which stands (exit code 0)
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.i18n import filled


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one file: `path:line:column: message`, with a suggestion when there is one."""

    path: str
    line: int
    column: int
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        hint = filled(" (did you mean '%(word)s'?)", word=self.suggestion) if self.suggestion else ""
        return f"{self.path}:{self.line}:{self.column}: {self.message}{hint}"


class AuditorError(Exception):
    """What a person can mend. `remedy` is one imperative sentence."""

    exit_code = 2

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class InputError(AuditorError):
    """All the mistakes of all the files read, sorted by place."""

    def __init__(self, problems: list[Problem], remedy: str = "") -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems), remedy)


class SnapshotError(AuditorError):
    """A snapshot or run directory that cannot be read."""


class ProviderError(AuditorError):
    """An account that cannot be opened."""


class OutputError(AuditorError):
    """A file that cannot be written."""


class HistoryError(OutputError):
    """Past runs that cannot be reached; `why` is a code: unreachable, locked, broken, newer, overtaken."""

    def __init__(self, why: str, message: str, remedy: str = "") -> None:
        super().__init__(message, remedy)
        self.why = why


class LockedError(AuditorError):
    """Another run works in the same directory."""

    exit_code = 75


class Unchanged(AuditorError):  # noqa: N818  # it is no error
    """Nothing changed since the last run, and nothing is written."""

    exit_code = 0


class OutOfTimeError(TimeoutError):
    """A scan has asked or waited as long as it may: nobody is to mend that, and what is left is a gap."""
