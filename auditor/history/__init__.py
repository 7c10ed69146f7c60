"""Past runs and what changed between them."""
