"""Dated facts about the world, and the dictionary of facts a rule may ask about. Nothing here judges."""
