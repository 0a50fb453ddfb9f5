import pytest

from portal.lib.seeds import Size
from tickets.inventory.models import ConfigurationItem, Interface
from tickets.inventory.volume import grow

pytestmark = pytest.mark.django_db


def test_volume_grows_once_with_about_three_interfaces_an_item():
    size = Size(staff=0, tickets=0, items=40, studies=0)

    grow(size)
    grow(size)

    assert ConfigurationItem.objects.count() == 40
    assert 100 <= Interface.objects.count() <= 120
