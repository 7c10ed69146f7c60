"""The stub that the demonstration is made of, where tests of clouds look for it."""

from auditor.demo.json_stub import FAULTS, Answer, Fault, JsonStub, Query, by_cursor, by_header, by_link, paged

__all__ = ["FAULTS", "Answer", "Fault", "JsonStub", "Query", "by_cursor", "by_header", "by_link", "paged"]
