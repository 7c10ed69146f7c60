"""The SDK's models as the emulator reads them: each once, by a quick parser, whichever of its threads asks first."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from threading import RLock
from typing import Any

from auditor.providers.aws.lean import OneAtATime


@cache
def share() -> None:
    """From now on the emulator reads models by one loader. Its own makes a loader a model, and as many models as threads ask."""
    model, routing, utils = (import_module(f"moto.core.{name}") for name in ("model", "routing", "utils"))
    server: Any = import_module("moto.moto_server.werkzeug_app")
    utils.create_loader = _emulators  # type: ignore[attr-defined]
    # Between two threads that ask for an operation first, one was handed a half of it.
    lock = RLock()
    model.ServiceModel.operation_model = _held(lock, model.ServiceModel.operation_model)
    routing.ServiceOperationRouter._get_router = _held(lock, routing.ServiceOperationRouter._get_router)
    # A third of what its routes cost is code that would write their addresses, which nobody asks for.
    routing.SmithyRule._compile_builder = lambda rule, *_: rule.build
    # Which service a host is of, it asked the disk and some hundred patterns at every request.
    dispatcher = server.DomainDispatcherApplication
    dispatcher.get_backend_for_host = cache(dispatcher.get_backend_for_host)


def share_with_all() -> None:
    """The same, and whoever opens a session of the SDK in this process gets one loader too: the emulator opens one for each service."""
    import botocore.session

    share()
    botocore.session.create_loader = lambda *_: _clients()


def _held(lock: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, by one thread at a time."""

    @wraps(function)
    def held(*arguments: Any) -> Any:
        with lock:
            return function(*arguments)

    return held


@cache
def _emulators() -> Any:
    """What reads botocore's models with what the emulator adds to them."""
    from moto.core.loaders import Loader, moto_root

    class Shared(OneAtATime, Loader):
        """As both."""

    return Shared(extra_search_paths=[moto_root])


@cache
def _clients() -> OneAtATime:
    """Another one: a client takes the bucket out of the paths of its model, by which the emulator finds its way."""
    return OneAtATime()
