"""requests, with answers that come in time."""

from __future__ import annotations

from typing import Any

from requests.adapters import HTTPAdapter

from auditor.providers.timely import timely


class TimelyAdapter(HTTPAdapter):
    """requests' adapter whose answers end, whether a proxy stands between or not."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """As requests has it."""
        super().init_poolmanager(*args, **options)
        _hold(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: object) -> Any:
        """As requests has it."""
        manager = super().proxy_manager_for(proxy, **options)
        _hold(manager)
        return manager


def _hold(manager: Any) -> None:
    manager.pool_classes_by_scheme = {scheme: timely(pool) for scheme, pool in manager.pool_classes_by_scheme.items()}
