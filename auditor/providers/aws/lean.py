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
SERVICE, FINDS = "service-2", "endpointoperation"
"""What the SDK calls the model of a service's API, and in it the operation that finds its endpoints."""
PARTS: dict[str, Any] = dict.fromkeys(("operations", "shapes"), dict[str, msgspec.Raw])
"""The parts of which little is kept."""
OWN = frozenset({("sts", "AssumeRole"), ("s3", "HeadBucket"), ("s3", "CreateSession")})
"""What the SDK itself calls: for credentials, and to find a bucket's region."""


class QuickFiles(JSONFileLoader):
    """Reads the SDK's files with a quicker parser than its own; what they hold is the same."""

    def _load_file(self, full_path: str, open_method: Callable[..., IO[bytes]]) -> Any:
        path = Path(full_path)
        if not path.is_file():
            return None
        with open_method(full_path, "rb") as stream:
            return self.decoded(path, stream.read())

    def decoded(self, _path: Path, text: bytes) -> Any:
        """What a file holds."""
        return msgspec.json.decode(text)


class LeanFiles(QuickFiles):
    """Of a service's model, keeps the operations that are called and the shapes they reach; nothing is made of all else."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept | OWN

    def decoded(self, path: Path, text: bytes) -> Any:
        """What a file holds, cut down when it is the model of a service's API."""
        if not path.name.startswith(f"{SERVICE}.json"):
            return super().decoded(path, text)
        operations = {operation for service, operation in self._kept if service == path.parts[-3]}
        model = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        return trimmed({part: msgspec.json.decode(said, type=PARTS.get(part, Any)) for part, said in model.items()}, operations)


class OneAtATime(Loader):
    """A loader that several threads share: botocore's keeps what it read in a plain dictionary, and one session's threads meet in it."""

    def __init__(self, files: JSONFileLoader | None = None, **more: Any) -> None:
        super().__init__(file_loader=files or QuickFiles(), **more)
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
    """Reads a model once, cut down to the calls in `kept`."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(LeanFiles(kept))

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """As botocore's, without what it has to say of shapes that were cut: there it would add pieces of what is not there."""
        with self._reading:
            model = super().load_service_model(service_name, type_name, api_version)
            shapes = model["shapes"] if type_name == SERVICE else {}
            for name in [name for name, shape in shapes.items() if "type" not in shape]:
                del shapes[name]
            return model


@cache
def loader(kept: Kept) -> Loader:
    """One reader of models for all accounts: reading them again for each costs more than the scan."""
    return LeanLoader(kept) if kept else OneAtATime()


def trimmed(model: Mapping[str, Any], operations: Iterable[str]) -> dict[str, Any]:
    """The model with these operations, those that find endpoints, and no word of documentation. Its parts may be as they are written."""
    wanted = {*operations}
    kept = {name: read(said) for name, said in model["operations"].items() if name in wanted or _finds_endpoints(said)}
    shapes: dict[str, Any] = {}
    waiting = [name for said in kept.values() for name in _named(said)]
    for name in waiting:
        if name not in shapes:
            shapes[name] = _undocumented(read(model["shapes"][name]))
            waiting += _named(shapes[name])
    rest = {key: value for key, value in model.items() if key not in ("operations", "shapes", "documentation")}
    rest["metadata"] = readable(model.get("metadata", {}))
    return {**rest, "operations": _undocumented(kept), "shapes": shapes}


def read(part: Any) -> Any:
    """A piece of a model, however it comes."""
    return msgspec.json.decode(part) if isinstance(part, msgspec.Raw) else part


def _finds_endpoints(said: Any) -> bool:
    """Whether an operation is the one that tells where others are asked; the word alone is looked for first."""
    return (not isinstance(said, msgspec.Raw) or FINDS.encode() in bytes(said)) and bool(read(said).get(FINDS))


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
