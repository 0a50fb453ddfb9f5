"""What runs stands on the lock that is installed to run it, not on development's."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WINGS = ("portal", "courses", "tickets")


def locked() -> set[str]:
    """With the extras: what they bring is imported late, and may be missing."""
    lines = (ROOT / "requirements-extras.lock").read_text().splitlines()
    names = (re.match(r"([A-Za-z0-9_.-]+)==", line) for line in lines)
    return {_canonical(name[1]) for name in names if name}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run_time_imports(tree: ast.AST) -> Iterator[str]:
    """The packages that are imported, but for those that types alone ask for."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        yield from run_time_imports(node)


@pytest.mark.parametrize("wing", WINGS)
def test_nothing_that_runs_needs_a_package_of_development(wing: str) -> None:
    installed, run_time = packages_distributions(), locked()

    needed = {
        (package, str(path.relative_to(ROOT)))
        for path in (ROOT / wing).rglob("*.py")
        for package in run_time_imports(ast.parse(path.read_text()))
    }

    missing = [
        (package, path)
        for package, path in sorted(needed)
        if package in installed
        and not {_canonical(name) for name in installed[package]} & run_time
    ]
    assert not missing
