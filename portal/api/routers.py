"""Where apps bring their part of the API: `add("/tickets", router)` in `api.py`."""

from ninja import Router

_routers: dict[str, Router] = {}


def add(prefix: str, router: Router) -> None:
    _routers[prefix] = router


def every() -> dict[str, Router]:
    return dict(sorted(_routers.items()))
