"""From a change in the cloud to whoever has to know: within one look of `auditor watch`, and at few calls while nothing changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.demo.arm_emulator import ArmEmulator
from tests.cli.conftest import ROOT
from tests.cli.test_since_last import PARIS, VIRGINIA, event, trail
from tests.cli.test_since_last_azure import account
from tests.emulators.aws import Cloud
from tests.emulators.azure import PARIS as FRANCE, location
from tests.emulators.mail import mail_server

NOTIFY = {"to": ["env:AUDITOR_NOTIFY"], "severity": "minor", "occasions": ["new", "unreadable", "resolved"]}
"""Not what ends soon: the emulated Azure's certificate does, tomorrow, and would be told of at the first look."""
LOOKS = 5


def followed(folder: Path, configuration: dict[str, Any], seen: list[Any], change: Callable[[], None]) -> tuple[list[str], list[int]]:
    """What `watch` says of each look, until somebody is told of a change made after the second; and the calls of each quiet look."""
    path = folder / "auditor.yaml"
    path.write_text(json.dumps({**configuration, "notify": NOTIFY}))
    command = [sys.executable, "-m", "auditor", "watch", "-c", str(path), "--out", str(folder / "out"), "--every", "1s", "--log", "json"]
    said: list[str] = []
    quiet: list[int] = []
    with mail_server() as (box, address):
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "AUDITOR_NOTIFY": address}
        with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            while not box.mails and len(said) <= LOOKS and (line := process.stderr.readline()):
                if "event" not in (told := json.loads(line)):
                    continue
                said.append(told["event"])
                quiet += [len(seen)] if said[-1] == "unchanged" else []
                seen.clear()
                if said == ["ended", "unchanged", "unchanged"]:
                    change()
            process.send_signal(signal.SIGTERM)
            process.wait(300)
    assert box.mails
    return said, quiet


@pytest.mark.slow
def test_a_change_in_aws_is_told_within_one_look(aws: Cloud, tmp_path: Path) -> None:
    """A queue without a key, in Virginia: the look after it tells; each quiet look costs five calls a region at most."""
    for region in (PARIS, VIRGINIA):
        trail(aws, region)
        aws.client("sqs", region).create_queue(QueueName="file")

    def change() -> None:
        aws.client("sqs", VIRGINIA).create_queue(QueueName="nouvelle", Attributes={"SqsManagedSseEnabled": "false"})
        trail(aws, VIRGINIA, event("sqs", "CreateQueue", queueName="nouvelle"))

    said, quiet = followed(tmp_path, {"accounts": [aws.options()]}, aws.faults.seen, change)
    # A look that had begun when the change was made may still end without it.
    assert said[:3] == ["ended", "unchanged", "unchanged"]
    assert len(said) <= LOOKS
    assert max(quiet) <= 5 * 2


@pytest.mark.slow
def test_a_change_in_azure_is_told_within_one_look(tmp_path: Path) -> None:
    """An account in the United States."""
    with ArmEmulator() as azure:
        azure.locations = [location(FRANCE, "francesouth")]
        azure.add(*(account(number) for number in range(3)))

        def change() -> None:
            changed = {**account(9), "location": "eastus"}
            azure.add(changed)
            azure.feed.happened(str(changed["id"]), kind="Create")

        said, quiet = followed(tmp_path, {"accounts": [azure.options()]}, azure.seen, change)
    assert said[:3] == ["ended", "unchanged", "unchanged"]
    assert len(said) <= LOOKS
    assert max(quiet) <= 5
