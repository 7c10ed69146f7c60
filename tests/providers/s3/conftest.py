"""An emulated AWS, here taken for a store that is none, and keys for it."""

from __future__ import annotations

import pytest

from tests.providers.aws.conftest import _no_aws_environment, aws, emulated

__all__ = ["_keys", "_no_aws_environment", "aws", "emulated"]


@pytest.fixture(autouse=True)
def _keys(_no_aws_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of nobody."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
