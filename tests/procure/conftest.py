"""The tender of the demonstration, judged once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor.i18n import speaking
from auditor.procure.matrix import Matrix
from auditor.procure.need import read_need
from auditor.procure.offers import all_judged

TENDER = Path(__file__).parents[2] / "auditor/demo/achat"
DAY = date(2026, 11, 28)


@pytest.fixture(scope="session")
def matrix() -> Matrix:
    """Three offers against the need."""
    with speaking("fr"):
        need = read_need(TENDER / "besoin.yaml")
        return Matrix(need, tuple(all_judged(need, sorted(TENDER.glob("offre-*.yaml")), DAY)))
