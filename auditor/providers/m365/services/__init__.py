"""One file a service."""
