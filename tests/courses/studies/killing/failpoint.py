"""`module:name:when:n` kills the process with SIGKILL at the n-th call of a function:
before it, after it, or after it with its file half-written."""

import importlib
import os
import signal
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn


def arm(told: str) -> None:
    module, name, when, number = told.split(":")
    room = importlib.import_module(module)
    setattr(room, name, _deadly(getattr(room, name), when, int(number)))


def _deadly(verb: Callable[..., Any], when: str, number: int) -> Callable[..., Any]:
    calls = 0

    @wraps(verb)
    def inner(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and when == "before":
            _die()
        answer = verb(*args, **kwargs)
        if calls == number:
            if when == "half":
                written = next(one for one in args[::-1] if isinstance(one, Path))
                os.truncate(written, written.stat().st_size // 2)
            _die()
        return answer

    return inner


def _die() -> NoReturn:
    """No handler of ours runs, nothing is flushed, nobody is told."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("unreachable")
