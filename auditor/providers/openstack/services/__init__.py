"""One file a service of OpenStack."""
