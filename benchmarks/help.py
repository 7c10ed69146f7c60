"""What `auditor --help` costs: CPU seconds and peak memory, the best of a few starts. `python benchmarks/help.py`."""

from __future__ import annotations

import os
import subprocess
import sys

CPU, MEMORY = 0.3, 60.0
"""What we allow ourselves, in seconds and megabytes; Prowler took 8.8 s and 244 MB, Cloud Custodian 0.8 s and 46 MB."""
STARTS = 7
LENIENT = "import sys; from auditor.cli import main; code = main(sys.argv[1:]); sys.exit(code if code not in (0, 3, 4) else 0)"
"""The command in this process, an incomplete scan counting as done."""


def cost(*command: str) -> tuple[float, float]:
    """CPU seconds, user and system, and peak resident megabytes of one process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> int:
    """Print both figures and their share of the budget; 1 when one is over."""
    costs = [cost(sys.executable, "-m", "auditor", "--help") for _ in range(STARTS)]
    cpu, memory = min(cpu for cpu, _ in costs), max(memory for _, memory in costs)
    print(f"auditor --help: {cpu:.2f} s CPU ({cpu / CPU:.0%} of {CPU} s), {memory:.0f} MB ({memory / MEMORY:.0%} of {MEMORY:.0f} MB)")
    return int(cpu > CPU or memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
