"""Many organisations, each audited by a process of its own: who they are (`members`), their runs (`runner`), one page of all (`page`)."""
