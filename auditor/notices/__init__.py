"""People are told of a run when something changed, and once: what to say (`content`), what was said (`outbox`), how (`post`)."""
