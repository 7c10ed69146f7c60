"""One file a service: its calls and how their answers become resources."""
