"""Before buying: a need, offers, and what each offer demonstrates of it, judged by the same rules as what is in service."""
