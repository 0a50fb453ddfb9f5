from itertools import pairwise

import pytest

from tests.makers.inventory import make_interface, make_item
from tests.makers.people import make_facility
from tickets.inventory import impact
from tickets.inventory.models import Effect, Interface, Lifecycle

pytestmark = pytest.mark.django_db


def names(found) -> list[str]:
    return [one.item.name for one in found]


def test_what_a_scanner_lives_on_is_checked_from_the_nearest_outwards():
    facility = make_facility()
    ris, engine, broker, ct = (
        make_item(name=name, facility=facility)
        for name in ("RIS", "HL7 engine", "Worklist broker", "CT 1")
    )
    make_interface(ris, engine)
    make_interface(engine, broker)
    make_interface(broker, ct)

    assert names(impact.upstream(ct)) == ["Worklist broker", "HL7 engine", "RIS"]
    assert names(impact.downstream(ris)) == ["HL7 engine", "Worklist broker", "CT 1"]


def test_both_ways_at_once_find_what_each_way_finds(django_assert_num_queries):
    ris, archive, viewer, ct, worklist = (make_item() for _ in range(5))
    make_interface(worklist, ct, effect=Effect.STOPS)
    make_interface(ris, worklist, effect=Effect.LIMITED)
    make_interface(ct, archive, effect=Effect.GAP)
    make_interface(ct, viewer, effect=Effect.STOPS)
    make_interface(archive, ct)

    with django_assert_num_queries(2):
        down, up = impact.around(ct)

    assert (down, up) == (impact.downstream(ct), impact.upstream(ct))
    assert {one.item for one in down} == {archive, viewer}
    assert {one.item for one in up} == {worklist, ris, archive}


def test_a_circle_comes_to_rest_and_an_item_is_not_its_own_victim():
    archive, ct, viewer = make_item(), make_item(), make_item()
    make_interface(ct, archive)
    make_interface(archive, ct)
    make_interface(archive, viewer)
    make_interface(viewer, archive)

    found = impact.downstream(archive)

    assert {one.item for one in found} == {ct, viewer}
    assert all(one.depth == 1 for one in found)


def test_one_silent_scanner_does_not_stop_those_who_read():
    ct, archive, workstation = make_item(), make_item(), make_item()
    make_interface(ct, archive, effect=Effect.GAP)
    make_interface(archive, workstation, effect=Effect.STOPS)

    found = impact.downstream(ct)

    assert [(one.item, one.effect) for one in found] == [(archive, Effect.GAP)]


def test_a_scanner_that_works_with_limits_still_sends_its_images():
    broker, ct, router = make_item(), make_item(), make_item()
    make_interface(broker, ct, effect=Effect.LIMITED)
    make_interface(ct, router, effect=Effect.GAP)

    assert [one.item for one in impact.downstream(broker)] == [ct]
    assert [one.item for one in impact.downstream(ct)] == [router]


def test_what_only_leaves_a_gap_is_checked_last():
    archive, router, ct = make_item(), make_item(), make_item()
    feeds_router = make_item()
    make_interface(ct, archive, effect=Effect.GAP)
    make_interface(router, archive, effect=Effect.LIMITED)
    make_interface(feeds_router, router, effect=Effect.STOPS)

    found = [one.item for one in impact.upstream(archive)]

    assert found == [router, feeds_router, ct]


def test_the_hardest_way_to_an_item_counts_even_if_it_is_longer():
    source, between, end = make_item(), make_item(), make_item()
    make_interface(source, end, effect=Effect.LIMITED)
    make_interface(source, between, effect=Effect.STOPS)
    make_interface(between, end, effect=Effect.STOPS)

    found = {one.item: one for one in impact.downstream(source)}

    assert (found[end].effect, found[end].depth) == (Effect.STOPS, 2)


def test_a_retired_item_is_nobodys_victim():
    broker, old = make_item(), make_item(lifecycle=Lifecycle.RETIRED)
    make_interface(broker, old)

    assert impact.downstream(broker) == []


def test_a_chain_longer_than_anybody_follows_is_cut():
    chain = [make_item() for _link in range(10)]
    for one, next_one in pairwise(chain):
        make_interface(one, next_one)

    assert len(impact.downstream(chain[0])) == impact.DEEPEST


@pytest.mark.parametrize(
    ("tier", "dependants", "level"),
    [(1, 0, 1), (2, 0, 2), (3, 0, 3), (4, 2, 3), (4, 3, 2), (4, 8, 1), (2, 8, 1)],
)
def test_impact_grows_with_tier_and_with_those_who_depend(tier, dependants, level):
    item = make_item(tier=tier)
    for _one in range(dependants):
        make_interface(item, make_item(), effect=Effect.LIMITED)

    assert impact.impact_level(item) == level


def test_those_who_only_lack_a_part_do_not_raise_the_impact():
    item = make_item(tier=3)
    for _one in range(8):
        make_interface(item, make_item(), effect=Effect.GAP)

    assert impact.impact_level(item) == 3


def test_those_who_lose_the_same_are_told_in_one_sentence():
    broker, first, second, archive = (make_item() for _item in range(4))
    typed = {"lost": "booked patients", "downtime_behaviour": "Type by hand."}
    make_interface(broker, archive, effect=Effect.GAP, lost="nothing yet")
    make_interface(broker, first, effect=Effect.LIMITED, **typed)
    make_interface(broker, second, effect=Effect.LIMITED, **typed)

    told = impact.losses(Interface.objects.select_related("target"))

    assert [(one.lost, one.items) for one in told] == [
        ("booked patients", (first, second)),
        ("nothing yet", (archive,)),
    ]


def test_the_walk_is_two_queries_however_much_it_finds(django_assert_num_queries):
    item = make_item()
    for _one in range(30):
        make_interface(item, make_item())

    with django_assert_num_queries(2):
        assert len(impact.downstream(item)) == 30
