import pytest

from tests.makers.inventory import make_item
from tests.makers.knowledge import make_article, make_known_error
from tickets.knowledge.models import State
from tickets.knowledge.suggest import suggest

pytestmark = pytest.mark.django_db


def test_an_article_is_suggested_by_any_of_the_words_that_a_hurried_person_writes():
    wanted = make_article(title="Empty worklist on a scanner")
    make_article(title="Dim display", body="Check the calibration.")

    found = list(suggest(None, "help!! worklists are EMPTY again since this morning"))

    assert found == [wanted]


def test_an_article_about_this_very_item_goes_before_one_about_its_type():
    item = make_item()
    general = make_article(title="Images do not send", item_types=[item.type])
    special = make_article(title="Images do not send", items=[item])
    elsewhere = make_article(title="Images do not send", items=[make_item()])

    found = list(suggest(item, "images do not send"))

    assert found[:2] == [special, general]
    assert found[2:] in ([], [elsewhere])


def test_without_words_what_is_known_of_the_item_is_suggested():
    item = make_item()
    plain = make_article(items=[item])
    known = make_known_error(items=[item])
    make_article()

    assert list(suggest(item, "")) == [known, plain]


def test_a_draft_is_never_suggested():
    item = make_item()
    make_article(title="Empty worklist", state=State.DRAFT, items=[item])

    assert not suggest(item, "empty worklist")


@pytest.mark.parametrize("text", ["' | !x", "a:* & b", "\\'", "((", "the of and"])
def test_odd_signs_are_words_like_others(text):
    assert list(suggest(make_item(), text)) == []


def test_no_more_are_suggested_than_asked_for(django_assert_num_queries):
    item = make_item()
    for _one in range(8):
        make_article(title="Slow images", items=[item])

    with django_assert_num_queries(1):
        assert len(suggest(item, "slow images", limit=3)) == 3
