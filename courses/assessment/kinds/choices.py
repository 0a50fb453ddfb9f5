"""Questions that stand beside an image: one option is right, or some are."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.catalog.markdown import render_line
from courses.catalog.yaml_spec import Spec
from portal.lib.refusal import Refused

PREFIX: Final = "choice-"
Open = list[dict[str, Any]]
Sealed = dict[str, Any]


def read(spec: Spec, key: str) -> tuple[Open, Sealed]:
    """`{ask, options: [{text, right, why}]}`, none or several of them."""
    asked: Open = []
    sealed: Sealed = {}
    for number, one in enumerate(spec.items(key, least=0), start=1):
        one.only("ask", "options")
        ask, code = one.text("ask", longest=300), f"c{number}"
        options, right = options_of(one, "options", seed=ask)
        asked.append({"code": code, "ask": render_line(ask), "options": options})
        sealed[code] = right
    return asked, sealed


def options_of(spec: Spec, key: str, *, seed: str) -> tuple[Open, Sealed]:
    """In an order that says nothing of the author's own. `when` names what a phantom
    must have drawn for an option to be right."""
    found: Open = []
    right: list[str] = []
    why: dict[str, str] = {}
    when: dict[str, Any] = {}
    for one in spec.items(key, least=2):
        one.only("text", "right", "why", "group", "when")
        text = one.text("text", longest=200)
        option = id_of(seed, text)
        if option in why:
            one.fail("two options say the same", "text")
        group = one.text("group", longest=60, default="")
        found.append({"id": option, "text": text, "group": group})
        why[option] = render_line(one.text("why", default=""))
        right += [option] if one.flag("right") else []
        when |= {option: one.plain("when")} if "when" in one else {}
    if not right and not when:
        spec.fail("at least one option is right", key)
    ordered = sorted(found, key=lambda one: (one["group"], one["id"]))
    return ordered, {"right": right, "why": why, "when": when}


def told_by(sealed: Sealed, facts: Mapping[str, Any]) -> Sealed:
    """With the options right that fit what a phantom drew."""
    fits = [
        option
        for option, told in sealed["when"].items()
        if all(facts.get(name) == value for name, value in told.items())
    ]
    return {**sealed, "right": [*sealed["right"], *fits]}


def id_of(seed: str, text: str) -> str:
    return sha256(f"{seed}\n{text}".encode()).hexdigest()[:8]


def given(data: QueryDict) -> dict[str, str]:
    found = {name: str(data[name]) for name in data if name.startswith(PREFIX)}
    return {name.removeprefix(PREFIX): value for name, value in found.items() if value}


def checked(value: Any, asked: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Only what was asked and offered."""
    if not isinstance(value, dict):
        raise Refused(_("The answer cannot be read. Load the page again."))
    by_code = {one["code"]: one["options"] for one in asked}
    for code, picked in value.items():
        must_be_offered(picked, by_code.get(code, ()))
    return dict(value)


def must_be_offered(picked: Any, options: Sequence[Mapping[str, Any]]) -> None:
    if not any(picked == one["id"] for one in options):
        raise Refused(_("That is none of the choices."))


def graded(
    picked: Mapping[str, str], asked: Sequence[Mapping[str, Any]], sealed: Sealed
) -> list[dict[str, Any]]:
    """One part for each question."""
    return [
        {
            "name": one["code"],
            "picked": picked.get(one["code"], ""),
            "score": float(picked.get(one["code"]) in sealed[one["code"]]["right"]),
        }
        for one in asked
    ]


def shown(
    asked: Sequence[Mapping[str, Any]], picked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """For the open page."""
    return [
        {
            "name": f"{PREFIX}{one['code']}",
            "ask": one["ask"],
            "options": [
                {**option, "is_picked": picked.get(one["code"]) == option["id"]}
                for option in one["options"]
            ],
        }
        for one in asked
    ]


def seen(
    asked: Sequence[Mapping[str, Any]],
    sealed: Sealed,
    parts: Sequence[Mapping[str, Any]],
    *,
    whole: bool,
) -> list[dict[str, Any]]:
    """What was picked and why that is right or not; the right one only with the key."""
    by_code = {part["name"]: part for part in parts}
    return [_seen(one, sealed, by_code[one["code"]], whole=whole) for one in asked]


def _seen(
    asked: Mapping[str, Any], sealed: Sealed, part: Mapping[str, Any], *, whole: bool
) -> dict[str, Any]:
    key, text = sealed[asked["code"]], {o["id"]: o["text"] for o in asked["options"]}
    right = [one for one in key["right"] if one != part["picked"]]
    is_right = part["score"] == 1
    return {
        "ask": asked["ask"],
        "picked": text.get(part["picked"], ""),
        "is_right": is_right,
        "why": key["why"].get(part["picked"], ""),
        "right": [{"text": text[one], "why": key["why"][one]} for one in right]
        if whole and not is_right
        else [],
    }
