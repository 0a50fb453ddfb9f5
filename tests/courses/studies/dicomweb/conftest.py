"""A study in the library, and who asks for it."""

from pathlib import Path

import pytest
from django.test import Client

from courses.studies import tokens
from courses.studies.dicomweb import access
from courses.studies.models import Study
from portal.accounts.models import Scope
from portal.accounts.tokens import issue as issue_api_token
from portal.people.models import User
from tests.makers.people import make_user
from tests.makers.studies import make_released


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    tokens._still_stands.cache_clear()
    access._uids_of.cache_clear()
    access._note.cache_clear()


class Program:
    """A program with a token: asks DICOMweb, and says what it would take."""

    def __init__(self, client: Client, token: str) -> None:
        self.client, self.token = client, token

    def get(self, url: str, query=None, *, accept: str = "", **headers: str):
        headers = {"authorization": f"Bearer {self.token}", **headers}
        if accept:
            headers["accept"] = accept
        return self.client.get(f"/dicomweb{url}", query, headers=headers)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_released(tmp_path / "given")


@pytest.fixture
def reader() -> User:
    return make_user()


@pytest.fixture
def program(client: Client, reader: User) -> Program:
    token = issue_api_token(reader, name="script", scope=Scope.READ)[1]
    return Program(client, token)


def series_url(study: Study) -> str:
    return f"/studies/{study.uid}/series/{study.series.get().uid}"


def instance_url(study: Study) -> str:
    return f"{series_url(study)}/instances/{study.series.get().instances.first().uid}"
