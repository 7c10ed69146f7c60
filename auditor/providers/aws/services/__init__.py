"""One file a service: what it lists, and how that becomes resources. Found by being here."""
