"""Long lists are read page by page, without losing or repeating anybody."""

import pytest
from django.test import RequestFactory

from portal.people.models import User
from portal.web import listing
from tests.makers.people import make_user

pytestmark = pytest.mark.django_db
ORDER = ("name", "-pk")


def page(url="/people/", *, order=ORDER, size=3):
    request = RequestFactory().get(url)
    return listing.page_of(request, User.objects.all(), order=order, size=size)


def read_through(first, *, order=ORDER, size=3):
    """Every page from the first to the last, as lists of keys."""
    pages, here = [[user.pk for user in first]], first
    while here.next_url:
        here = page(f"/people/{here.next_url}", order=order, size=size)
        pages.append([user.pk for user in here])
    return pages, here


@pytest.mark.parametrize(
    "order", [("name", "pk"), ("-name", "-pk"), ("name", "-pk"), ("-joined_at", "pk")]
)
def test_every_person_is_listed_once_in_order(order):
    for number in range(8):
        make_user(name=f"Twin {number // 3}")

    pages, _last = read_through(page(order=order), order=order)

    expected = list(User.objects.order_by(*order).values_list("pk", flat=True))
    assert [key for keys in pages for key in keys] == expected
    assert [len(keys) for keys in pages] == [3, 3, 2]


def test_the_way_back_shows_the_same_pages():
    for _ in range(8):
        make_user(name="Twin")
    pages, here = read_through(page())

    back = [[user.pk for user in here]]
    while here.previous_url:
        here = page(f"/people/{here.previous_url}")
        back.append([user.pk for user in here])

    assert back[::-1] == pages
    assert not here.previous_url


def test_somebody_who_joins_meanwhile_shifts_no_page():
    people = [make_user(name=f"Person {letter}") for letter in "bcdefg"]
    first = page()

    make_user(name="Person a")
    second = page(f"/people/{first.next_url}")

    assert [user.pk for user in second] == [user.pk for user in people[3:]]


@pytest.mark.parametrize("cursor", ["", "nonsense", "WzAsMV0:1:x", "%00", "🩻"])
def test_a_broken_bookmark_opens_the_first_page(cursor):
    for _ in range(4):
        make_user()

    found = page(f"/people/?at={cursor}")

    assert [user.pk for user in found] == [user.pk for user in page()]


def test_a_bookmark_of_another_order_opens_the_first_page():
    for _ in range(4):
        make_user()
    by_name = page(order=("name", "pk"))

    found = page(f"/people/{by_name.next_url}", order=("-joined_at", "pk"))

    assert not found.previous_url


def test_a_page_costs_one_query_and_its_count_one_more(django_assert_num_queries):
    for _ in range(8):
        make_user()
    with django_assert_num_queries(1):
        first = page()

    with django_assert_num_queries(2):
        second = page(f"/people/{first.next_url}")
        label = second.count_label

    assert label == "8"


def test_a_list_that_fits_on_a_page_is_not_counted_again(django_assert_num_queries):
    make_user()

    with django_assert_num_queries(1):
        label = page().count_label

    assert label == "1"


def test_counting_stops_at_five_hundred():
    User.objects.bulk_create(
        User(email=f"p{n}@hospital.example", name=f"P {n}") for n in range(505)
    )

    found = page()

    assert found.count_label == "500+"


def test_the_filters_stay_in_the_address_of_the_next_page():
    for _ in range(4):
        make_user()

    found = page("/people/?q=ct&tier=1&tier=2")

    assert "q=ct&tier=1&tier=2&at=" in found.next_url


ALLOWED = {"due": ("due_at", "pk"), "name": ("name", "-pk")}


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ("due_at", "pk")),
        ("name", ("name", "-pk")),
        ("-name", ("-name", "pk")),
        ("password", ("due_at", "pk")),
        ("--name", ("due_at", "pk")),
    ],
)
def test_only_the_orders_on_offer_are_taken(asked, order):
    request = RequestFactory().get("/", {"sort": asked})

    sort = listing.sorting(request, ALLOWED, default="due")

    assert sort.order == order


def test_a_second_press_turns_the_order_round_and_starts_anew():
    request = RequestFactory().get("/?sort=name&at=somewhere&q=ct")

    sort = listing.sorting(request, ALLOWED, default="due")

    assert sort.url_for("name") == "?q=ct&sort=-name"
    assert sort.url_for("due") == "?q=ct&sort=due"
    assert sort.direction("name") == "ascending"
    assert sort.direction("due") == ""
