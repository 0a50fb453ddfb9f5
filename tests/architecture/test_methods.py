"""What may be read may be asked about without its body; what only takes a form is
no place to arrive at."""

from urllib.parse import parse_qs, urlsplit

import pytest

from portal.people.models import Role
from portal.web.methods import answers_get
from tests.architecture.urls import Address, addresses
from tests.makers.people import make_user

# The programs' door says in its own description which methods it answers.
PROGRAMS = "/api/v1/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [one for one in addresses() if not one.url.startswith(PROGRAMS)],
    ids=lambda one: one.name,
)
def test_head_is_answered_where_get_is_and_the_house_knows_where(
    client, address: Address
):
    client.force_login(make_user(*Role))

    read = client.get(address.url).status_code
    asked = client.head(address.url).status_code

    assert asked == read
    assert answers_get(address.url) == (read != 405)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [one for one in addresses() if not answers_get(one.url)],
    ids=lambda one: one.name,
)
def test_who_signs_in_after_sending_stands_on_a_page(client, address: Address):
    answer = client.post(address.url, {"body": "The split study is whole again."})

    target = parse_qs(urlsplit(answer.url).query)["next"][0]
    assert answer.status_code == 302
    assert answers_get(target)
