"""Files that are whole or not there, that only their owner and group read, and the lock that keeps two runs apart."""

from __future__ import annotations

from auditor.files.closed import create, keep_closed, make_directory, open_regular
from auditor.files.locking import lock
from auditor.files.refused import to_read, trouble, unread, why
from auditor.files.whole import directory_atomically, staged, standing, write_atomically

__all__ = [
    "create",
    "directory_atomically",
    "keep_closed",
    "lock",
    "make_directory",
    "open_regular",
    "staged",
    "standing",
    "to_read",
    "trouble",
    "unread",
    "why",
    "write_atomically",
]
