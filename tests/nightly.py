"""What takes longer than a continuous integration may: with `AUDITOR_NIGHTLY=1` the long tests of `.ci/run` try everything, else a part."""

from __future__ import annotations

import os

NIGHTLY = bool(os.environ.get("AUDITOR_NIGHTLY"))
