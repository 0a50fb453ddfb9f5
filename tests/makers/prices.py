"""What a page asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries_of(client: Client, url: str) -> int:
    """What is looked up once and kept is not counted."""
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    assert response.status_code == 200
    return len(caught)
