"""The shapes of AWS's answers, one file a collector; for the types alone."""
