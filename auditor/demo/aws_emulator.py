"""An AWS that lives in this process: moto's server on a free loopback port, for the length of a `with` block."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

from auditor.demo.models import share
from auditor.demo.unmodelled import unmodelled
from auditor.demo.wsgi import Application, answer_of, write

if TYPE_CHECKING:
    from werkzeug.serving import BaseWSGIServer

Layer = Callable[[Application], Application]
"""What stands in front of the emulator: refuses, answers instead of it, or counts."""


class AwsEmulator:
    """`with AwsEmulator() as aws:` serves an empty cloud at `aws.url`; nothing of it is left after the block.

    `layers` stand in front of the emulator, the first one nearest to it. One at a time: moto keeps its state in the process.
    `lasting` connections serve many requests, as AWS's do; others one each, which a layer may break off.
    """

    def __init__(self, *layers: Layer, lasting: bool = False) -> None:
        self._layers = layers
        self._lasting = lasting
        self._server: BaseWSGIServer | None = None
        self._thread: Thread | None = None
        self.url = ""

    def __enter__(self) -> AwsEmulator:
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
        from werkzeug.serving import make_server

        lasting = self._lasting

        class Silent(MotoRequestHandler):
            protocol_version = "HTTP/1.1" if lasting else "HTTP/1.0"
            # Headers and body leave in one packet: half an answer each would wait for the other side to acknowledge.
            wbufsize = -1
            disable_nagle_algorithm = True

            def run_wsgi(self) -> None:
                """werkzeug ends every connection, since it does not know whether a request was read whole; here it is."""
                if lasting and "chunked" not in self.headers.get("Transfer-Encoding", ""):
                    environ = self.make_environ()
                    environ["wsgi.input"] = BytesIO(self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0)))
                    write(self, answer_of(application, environ))
                else:
                    super().run_wsgi()

            def log(self, type: str, message: str, *args: object) -> None:
                """Say nothing: a line a request would bury what the auditor says."""

        share()
        application: Application = unmodelled(DomainDispatcherApplication(create_backend_app))
        for layer in self._layers:
            application = layer(application)
        self._server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Silent)
        self._thread = Thread(target=self._server.serve_forever, name="aws-emulator", daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.reset()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is None or self._thread is None:
            return
        self.reset()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reset(self) -> None:
        """Empty every account."""
        with urlopen(Request(f"{self.url}/moto-api/reset", method="POST")) as answer:  # noqa: S310  # our own loopback port
            answer.read()
