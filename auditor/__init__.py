"""RGPD data-residency auditor: where each piece of data can be, under whose law, and for how long."""

__version__ = "0.1.0"
