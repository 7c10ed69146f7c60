"""Write docs/auditor.schema.json again, from what auditor.yaml may say: `python docs/configuration.py`."""

from __future__ import annotations

from pathlib import Path

from auditor.configuration_schema import schema
from auditor.providers import PROVIDERS, provider

TARGET = Path(__file__).resolve().parent / "auditor.schema.json"


if __name__ == "__main__":
    TARGET.write_text(schema({name: provider(name) for name in PROVIDERS}), "utf-8")
