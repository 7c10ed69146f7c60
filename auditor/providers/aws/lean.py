"""The SDK's models of AWS's services without what nobody here calls: they are most of what a scan would keep in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from threading import RLock
from typing import IO, Any

import msgspec
from botocore.loaders import JSONFileLoader, Loader

Kept = frozenset[tuple[str, str]]
"""(service, operation) of every call that may be made."""
UNREAD = frozenset({"smithy-rpc-v2-cbor"})
"""Protocols whose bytes nobody here can look at."""
OWN = frozenset({("sts", "AssumeRole"), ("s3", "HeadBucket"), ("s3", "CreateSession")})
"""What the SDK itself calls: for credentials, and to find a bucket's region."""


class QuickFiles(JSONFileLoader):
    """Reads the SDK's files with a quicker parser than its own; what they hold is the same."""

    def _load_file(self, full_path: str, open_method: Callable[..., IO[bytes]]) -> Any:
        if not Path(full_path).is_file():
            return None
        with open_method(full_path, "rb") as stream:
            return msgspec.json.decode(stream.read())


class OneAtATime(Loader):
    """A loader that several threads share: botocore's keeps what it read in a plain dictionary, and one session's threads meet in it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(file_loader=QuickFiles(), **more)
        # What the loader has read; again by the same thread, for one of its methods calls another.
        self._reading = RLock()

    def list_available_services(self, type_name: str) -> Any:
        """As botocore's."""
        with self._reading:
            return super().list_available_services(type_name)

    def list_api_versions(self, service_name: str, type_name: str) -> Any:
        """As botocore's."""
        with self._reading:
            return super().list_api_versions(service_name, type_name)

    def determine_latest_version(self, service_name: str, type_name: str) -> Any:
        """As botocore's."""
        with self._reading:
            return super().determine_latest_version(service_name, type_name)

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """As botocore's."""
        with self._reading:
            return super().load_service_model(service_name, type_name, api_version)

    def load_data_with_path(self, name: str) -> Any:
        """As botocore's."""
        with self._reading:
            return super().load_data_with_path(name)

    def load_data(self, name: str) -> Any:
        """As botocore's."""
        with self._reading:
            return super().load_data(name)


class LeanLoader(OneAtATime):
    """Reads a model once, keeps the operations that are called and the shapes they reach."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept | OWN
        self._lean: dict[tuple[str, str | None], dict[str, Any]] = {}

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> dict[str, Any]:
        """As botocore's; cut down when it is the model of the service's API."""
        key = (service_name, api_version)
        if type_name != "service-2":
            whole: dict[str, Any] = super().load_service_model(service_name, type_name, api_version)
            return whole
        with self._reading:
            if key not in self._lean:
                operations = {operation for service, operation in self._kept if service == service_name}
                self._lean[key] = trimmed(super().load_service_model(service_name, type_name, api_version), operations)
                self._forget(type_name)
            return self._lean[key]

    def _forget(self, type_name: str) -> None:
        """Whole models, which botocore remembers too; not which models there are, which is slow to find out."""
        remembered: dict[tuple[Any, ...], Any] = vars(self)["_cache"]
        for name in [name for name in remembered if name[0].startswith("load_") and any(str(part).endswith(type_name) for part in name)]:
            del remembered[name]


@cache
def loader(kept: Kept) -> Loader:
    """One reader of models for all accounts: reading them again for each costs more than the scan."""
    return LeanLoader(kept) if kept else OneAtATime()


def trimmed(model: Mapping[str, Any], operations: Iterable[str]) -> dict[str, Any]:
    """The model with these operations, those that find endpoints, and no word of documentation."""
    kept = {name: said for name, said in model["operations"].items() if name in operations or said.get("endpointoperation")}
    shapes: dict[str, Any] = {}
    waiting = [name for said in kept.values() for name in _named(said)]
    for name in waiting:
        if name not in shapes:
            shapes[name] = _undocumented(model["shapes"][name])
            waiting += _named(shapes[name])
    rest = {key: value for key, value in model.items() if key not in ("operations", "shapes", "documentation")}
    rest["metadata"] = readable(model.get("metadata", {}))
    return {**rest, "operations": _undocumented(kept), "shapes": shapes}


def readable(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """A service that speaks several protocols is asked in one of which `answers.py` can tell an answer from a page."""
    spoken = [one for one in metadata.get("protocols", ()) if one not in UNREAD]
    return {**metadata, "protocol": spoken[0], "protocols": spoken} if spoken else dict(metadata)


def _named(node: object) -> Iterator[str]:
    """Every shape that a piece of a model refers to."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key == "shape" and isinstance(value, str):
            yield value
        else:
            yield from _named(value)


def _undocumented(node: object) -> Any:
    """Without the texts; a member that happens to have that name is no text."""
    if not isinstance(node, dict):
        return node
    return {key: _undocumented(value) for key, value in node.items() if not (key == "documentation" and isinstance(value, str))}
