from __future__ import annotations

from auditor.inventory.snapshot import GAPS
from auditor.providers.aws.provider import COLLECTORS
from tests.emulators.aws import PARIS, cloud


def test_an_empty_cloud_has_no_holes() -> None:
    """What the emulator cannot model is answered as an account that does not use it: never as a failure."""
    with cloud() as one:
        _, units, _ = one.provider.open(one.options(regions=[PARIS], expiring=True))
        results = {unit.service: one.provider.run(unit) for unit in units}
    assert results.keys() == COLLECTORS.keys()
    gaps = [(line.call, line.reason) for result in results.values() for line in result.coverage if line.status in GAPS]
    assert not gaps
