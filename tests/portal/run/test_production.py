"""The image and its compose file hold what production needs, and no more."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = [
    name
    for name, service in COMPOSE["services"].items()
    if service["image"].startswith("reading-room")
]
FILLED_IN = {
    "SECRET_KEY": "tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "POSTGRES_PASSWORD": "one",
    "RABBITMQ_PASSWORD": "two",
    "EMAIL_URL": "smtp://localhost:25",
}


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    return {name: value.strip('"') for name, value in pairs}


def interpolated(value: str, variables: dict[str, str]) -> str:
    """As docker compose reads ${NAME}, ${NAME:-default} and ${NAME:?sentence}."""

    def known(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        if operator == ":?":
            assert variables.get(name), f"{name} is wanted and not in .env.example"
        return variables.get(name) or (rest if operator == ":-" else "")

    return re.sub(r"\$\{(\w+)(:[-?])?([^}]*)\}", known, value)


def environment_of(service: dict[str, Any]) -> dict[str, str]:
    variables = example() | FILLED_IN
    return {
        name: interpolated(str(value), variables)
        for name, value in service["environment"].items()
    }


def test_the_example_names_all_that_has_no_default() -> None:
    wanted = set(re.findall(r"\$\{(\w+):\?", (ROOT / "compose.yaml").read_text()))

    assert wanted <= set(example())
    assert all(not example()[name] for name in FILLED_IN)


def test_djangos_own_check_for_production_finds_nothing() -> None:
    bare = {k: v for k, v in os.environ.items() if k in {"PATH", "LANG"}}
    environment = environment_of(COMPOSE["services"]["web"])

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=bare | environment,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY must be set in production"),
        ({"SECRET_KEY": "too short"}, "SECRET_KEY must be set in production"),
        ({"DEBUG": "true"}, "DEBUG must be off in production"),
    ],
)
def test_production_refuses_to_start_half_configured(
    over: dict[str, str], says: str
) -> None:
    environment = environment_of(COMPOSE["services"]["web"])

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment | over,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize("name", OURS)
def test_our_services_can_write_to_their_volumes_alone(name: str) -> None:
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["PORTAL_ENV"] == "production"
    written = [one for one in service["volumes"] if not one.endswith(":ro")]
    assert {volume.partition(":")[2] for volume in written} <= {
        "/data",
        "/backups",
    }


def test_web_and_worker_may_be_many_and_the_schedule_is_one() -> None:
    commands = {name: COMPOSE["services"][name].get("command", "") for name in OURS}

    assert all("container_name" not in COMPOSE["services"][name] for name in OURS)
    assert [name for name, command in commands.items() if " beat " in command] == [
        "schedule"
    ]
    assert ":8000-8009" in COMPOSE["services"]["web"]["ports"][0]


def test_the_image_takes_each_wing_and_runs_as_nobody_special() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()

    for wing in ("portal", "courses", "tickets", "templates", "static"):
        assert f"COPY {wing} {wing}" in dockerfile
    users = re.findall(r"^USER (.+)$", dockerfile, re.MULTILINE)
    assert users == ["10001:10001"]
