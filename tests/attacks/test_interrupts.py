"""Ctrl-C and SIGTERM: the command ends at once, whatever is queued and whatever does not answer, and says what is kept."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest

from auditor.files import lock
from tests.attacks.conftest import OLD, ROOT
from tests.attacks.lab import standing

pytestmark = pytest.mark.long

PROMISE = 30
"""Seconds. The machine may be very slow; what is waited for, be it one call, takes minutes here."""
OPENED = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
<Arn>arn:aws:iam::123456789012:user/audit</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult>\
</GetCallerIdentityResponse>"""


@contextmanager
def cloud_that_hangs(answers: int) -> Iterator[tuple[str, Event]]:
    """An address that answers the first calls, which open the account, and none of those after; and when the first of those came."""
    waiting, held, left = Event(), [], [answers]

    def serve(server: socket.socket) -> None:
        while True:
            try:
                client, _address = server.accept()
            except OSError:
                return
            held.append(client)
            Thread(target=answer, args=(client,), daemon=True).start()

    def answer(client: socket.socket) -> None:
        # Whoever is ended resets what it had open.
        with suppress(ConnectionError), client:
            while client.recv(65536):
                if left[0] <= 0:
                    waiting.set()
                    Event().wait(300)
                    return
                left[0] -= 1
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s" % (len(OPENED), OPENED))

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=serve, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", waiting


@pytest.fixture
def _heeding() -> Iterator[None]:
    """Whoever starts the tests in the background has Ctrl-C ignored, and what they start would ignore it too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_heeding")
@pytest.mark.parametrize("answers", [0, 1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_at_once(tmp_path: Path, former: Path, number: signal.Signals, answers: int) -> None:
    """While the account is opened, and while hundreds of calls are queued."""
    path = tmp_path / "town.yaml"
    with cloud_that_hangs(answers) as (url, waiting):
        path.write_text(f'accounts: [{{id: ville, provider: aws, endpoint_url: "{url}", emulator: true, regions: [eu-west-3]}}]\n')
        command = [sys.executable, "-m", "auditor", "run", "-c", str(path), "--out", str(former), "--lang", "en"]
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True) as process:
            assert waiting.wait(300)
            time.sleep(0.5)
            began = time.monotonic()
            process.send_signal(number)
            _out, said = process.communicate(timeout=300)
            took = time.monotonic() - began
    assert process.returncode == 128 + number
    assert took < PROMISE
    assert "The run and the report in" in said
    assert "Traceback" not in said
    assert standing(former) == {"run": OLD, "report": OLD}
    assert not [each for each in former.iterdir() if each.name.endswith(".partial")]


@pytest.mark.usefixtures("_heeding")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_fleet_ends_its_members(tmp_path: Path, number: signal.Signals) -> None:
    """Their sessions are their own, so that Ctrl-C does not reach them by itself: none is waited for, none goes on."""
    (tmp_path / "fleet/ville").mkdir(parents=True)
    with cloud_that_hangs(1) as (url, waiting):
        (tmp_path / "fleet/ville/auditor.yaml").write_text(
            f'accounts: [{{id: ville, provider: aws, endpoint_url: "{url}", emulator: true, regions: [eu-west-3]}}]\n'
        )
        command = [sys.executable, "-m", "auditor", "fleet", "run", str(tmp_path / "fleet"), "--out", str(tmp_path / "out")]
        with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True) as process:
            assert waiting.wait(300)
            time.sleep(0.5)
            began = time.monotonic()
            process.send_signal(number)
            _out, said = process.communicate(timeout=300)
            took = time.monotonic() - began
    assert process.returncode == 128 + number, said
    assert took < PROMISE
    assert "Traceback" not in said
    with lock(tmp_path / "out/ville"):
        pass


STRUCK = """
import os, runpy, signal, sys
from importlib.abc import MetaPathFinder

class Strike(MetaPathFinder):
    def find_spec(self, name, *_rest):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Strike())
sys.argv = ["auditor", "reference", "list"]
runpy.run_module("auditor", run_name="__main__", alter_sys=True)
"""


@pytest.mark.usefixtures("_heeding")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("module", "heeded"), [("auditor.cli", False), ("auditor.i18n", False), ("auditor.cli.options", True), ("auditor.cli.reference", True)]
)
def test_an_interrupt_while_the_auditor_loads_is_no_error(module: str, heeded: bool, number: signal.Signals) -> None:
    """The system ends what has done nothing yet; as soon as commands load they do, and nothing is traced."""
    done = subprocess.run(
        [sys.executable, "-c", STRUCK.format(module=module, number=int(number))],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (128 + number if heeded else -number), done.stderr
    assert not done.stderr.strip()
