"""From what collectors saw to what rules judge: the saved snapshot, flows, categories, places."""
