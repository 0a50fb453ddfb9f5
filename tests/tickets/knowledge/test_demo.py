"""The demo hospital's items and articles fit together."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tests.makers.people import make_agent
from tickets.inventory import demo as items_demo
from tickets.inventory import impact
from tickets.inventory.models import ConfigurationItem, Effect, Interface
from tickets.knowledge import demo
from tickets.knowledge.models import Article
from tickets.knowledge.suggest import suggest

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def hospital(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Planted once for all that is asked of it; each test takes back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_agent()
        items_demo.plant()
        demo.plant()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("hospital")
def test_planting_twice_plants_once():
    before = _counted()

    items_demo.plant()
    demo.plant()

    assert _counted() == before
    assert before >= (30, 60, 12)


def _counted() -> tuple[int, int, int]:
    return (
        ConfigurationItem.objects.count(),
        Interface.objects.count(),
        Article.objects.count(),
    )


@pytest.mark.usefixtures("hospital")
def test_every_item_and_type_that_an_article_names_is_there():
    assert all(
        article.items.exists() or article.item_types.exists()
        for article in Article.objects.all()
    )
    assert Article.objects.filter(known_error=True).count() == 3


@pytest.mark.usefixtures("hospital")
def test_when_the_broker_stops_the_scanners_lose_their_list_and_pacs_goes_on():
    broker = ConfigurationItem.objects.get(name="Worklist broker")

    hit = {one.item.name: one.effect for one in impact.downstream(broker)}

    assert {"CT 1", "CT 2 Emergency", "MR 1", "X-ray Harbour"} <= hit.keys()
    assert "PACS" not in hit
    assert Effect.STOPS not in hit.values()


@pytest.mark.usefixtures("hospital")
def test_when_the_archive_stops_nobody_reads():
    archive = ConfigurationItem.objects.get(name="PACS")

    hit = {one.item.name: one.effect for one in impact.downstream(archive)}

    reading = {"Reading 1", "Reading 2", "Reading 3 Emergency", "Web viewer"}
    assert {hit[name] for name in reading} == {Effect.STOPS}
    assert impact.impact_level(archive) == 1


@pytest.mark.usefixtures("hospital")
def test_no_worklist_is_traced_from_the_scanner_to_the_broker_and_the_ris():
    scanner = ConfigurationItem.objects.get(name="CT 2 Emergency")

    chain = [one.item.name for one in impact.upstream(scanner)]

    assert chain[:3] == ["Worklist broker", "Emergency switch", "RIS"]
    assert chain.index("RIS") < chain.index("HL7 engine")


@pytest.mark.usefixtures("hospital")
@pytest.mark.parametrize(
    ("item", "said", "slug"),
    [
        (
            "CT 1",
            "worklist is empty, patient waiting",
            "no-worklist-on-a-scanner",
        ),
        ("MR 1", "images are not sending to pacs", "images-do-not-send"),
        ("Mobile X-ray 1", "study twice after docking", "mobile-duplicate-send"),
        ("Web viewer", "button in chart opens white page", "viewer-link-blank"),
    ],
)
def test_what_a_hurried_person_writes_finds_the_right_article(item, said, slug):
    subject = ConfigurationItem.objects.get(name=item)

    assert suggest(subject, said, limit=2)[0].slug == slug
