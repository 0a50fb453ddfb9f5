"""What may be read may be asked about without its body."""

import pytest

from portal.people.models import Role
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
def test_head_is_answered_where_get_is(client, address: Address):
    client.force_login(make_user(*Role))

    read = client.get(address.url).status_code
    asked = client.head(address.url).status_code

    assert asked == read
