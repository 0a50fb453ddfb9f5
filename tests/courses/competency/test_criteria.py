"""What evidence reaches which level: no database, no clock."""

from datetime import date, timedelta
from itertools import count

import pytest

from courses.competency.criteria import BadRuleError, Item, check, highest, judge
from courses.competency.default_rules import default_rule

TODAY = date(2026, 11, 24)
_key = count(1)


def item(kind, level=1, *, days_ago=1, **over):
    methods = {"quiz": "written", "observation": "direct_observation"}
    over.setdefault("method", methods.get(kind, "simulation"))
    day = TODAY - timedelta(days=days_ago)
    return Item(next(_key), kind, level=level, day=day, **over)


@pytest.mark.parametrize(
    ("listed", "items", "level"),
    [
        ("KP", [item("quiz")], 1),
        ("KP", [item("practical", 2)], 1),
        ("KP", [item("quiz"), item("practical", 2)], 2),
        ("P", [item("practical", 2)], 2),
        ("P", [item("quiz")], 1),
        ("O", [item("practical", 2)], 1),
        ("KO", [item("quiz", 3)], 1),
        ("PT", [item("ticket", 2)], 0),
        ("PT", [item("ticket", 2), item("ticket", 2), item("ticket", 2)], 2),
        ("PO", [item("observation", 3)], 3),
        ("PO", [item("observation", 4)], 4),
    ],
)
def test_the_default_rule_reaches(listed, items, level):
    rule = default_rule(list(listed))

    reached, _verdict = highest(rule, items, TODAY)

    assert reached == level


def test_a_quiz_alone_never_reaches_level_3_whatever_the_rule_says():
    careless = {"kind": "quiz"}

    verdict = judge(careless, 3, [item("quiz", 4, score=1.0)], TODAY)

    assert not verdict.reached
    assert verdict.missing[0].kind == "observation"


def test_tickets_alone_never_reach_level_3_whatever_the_rule_says():
    careless = {"kind": "ticket", "count": 2}
    tickets = [item("ticket", 3, method="record_review") for _ in range(9)]

    assert not judge(careless, 3, tickets, TODAY).reached


def test_a_practical_that_supports_level_3_may_reach_it_where_the_rule_allows():
    rule = {"kind": "practical", "min_score": 0.9}

    assert judge(rule, 3, [item("practical", 3, score=0.95)], TODAY).reached
    assert not judge(rule, 3, [item("practical", 3, score=0.8)], TODAY).reached
    assert not judge(rule, 3, [item("practical", 2, score=0.95)], TODAY).reached


@pytest.mark.parametrize("kind", ["self", "rumour"])
def test_ones_own_word_never_counts(kind):
    assert highest({"kind": "quiz"}, [item(kind, 4)], TODAY)[0] == 0


def test_failed_expired_and_future_work_does_not_count():
    rule = {"kind": "practical", "level": 1}
    failed = item("practical", 2, passed=False)
    expired = item("practical", 2, expires_on=TODAY - timedelta(days=1))
    to_come = item("practical", 2, days_ago=-1)

    assert highest(rule, [failed, expired, to_come], TODAY)[0] == 0


def test_a_certificate_counts_on_its_last_day():
    rule = {"kind": "certificate"}

    assert judge(rule, 1, [item("certificate", expires_on=TODAY)], TODAY).reached


def test_a_window_of_days_shuts():
    rule = {"kind": "practical", "within_days": 365}

    assert judge(rule, 1, [item("practical", days_ago=364)], TODAY).reached
    assert not judge(rule, 1, [item("practical", days_ago=365)], TODAY).reached


def test_the_oldest_part_of_all_decides_how_long_it_holds():
    rule = {"all": [{"kind": "quiz", "level": 1}, {"kind": "practical"}]}
    old_quiz, new_work = item("quiz", days_ago=300), item("practical", 2, days_ago=2)

    verdict = judge(rule, 2, [old_quiz, new_work], TODAY)

    assert verdict.since == old_quiz.day
    assert set(verdict.basis) == {old_quiz, new_work}


def test_of_two_ways_the_one_that_holds_longer_is_taken():
    rule = {"any": [{"kind": "quiz"}, {"kind": "practical"}]}
    quiz, practical = item("quiz", days_ago=90), item("practical", days_ago=10)

    verdict = judge(rule, 1, [quiz, practical], TODAY)

    assert verdict.basis == (practical,)


def test_what_is_missing_is_named():
    rule = {"all": [{"kind": "practical"}, {"kind": "observation", "count": 2}]}

    verdict = judge(rule, 3, [item("observation", 3)], TODAY)

    assert [(w.kind, w.level, w.count) for w in verdict.missing] == [
        ("practical", 3, 1),
        ("observation", 3, 1),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "hearsay"},
        {"all": []},
        {"kind": "quiz", "min_grade": 3},
        {"all": [{"kind": "quiz"}], "any": [{"kind": "quiz"}]},
        {"levels": {"2": {"any": [{"kind": "Quiz"}]}}},
    ],
)
def test_a_rule_that_would_be_misread_is_refused(rule):
    with pytest.raises(BadRuleError):
        check(rule)
