"""Tables that an authority already keeps, as CSV, ODS or XLSX: the register of processing activities and the retention schedule."""

from auditor.tables.kept import Cell, read_register, read_schedule

__all__ = ["Cell", "read_register", "read_schedule"]
