from threading import Thread

import pytest
from django.db import connection

from portal.jobs.alone import alone


def tried(name: str) -> bool:
    """As another worker would, over a connection of its own."""
    found = []

    def other() -> None:
        try:
            with alone(name) as is_mine:
                found.append(is_mine)
        finally:
            connection.close()

    thread = Thread(target=other)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_while_one_worker_is_at_it_no_other_begins_and_afterwards_one_may():
    with alone("drawing") as is_mine:
        second, elsewhere = tried("drawing"), tried("reading")

    assert (is_mine, second, elsewhere) == (True, False, True)
    assert tried("drawing")
