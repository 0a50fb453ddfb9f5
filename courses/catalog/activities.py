"""The lesson: the one kind of step that is the catalogue's own."""

from django.utils.translation import gettext_lazy as _

from courses.catalog import markdown
from courses.catalog.activity_kinds import ActivityKind, register
from courses.catalog.content import read_lesson
from courses.catalog.models import Activity
from portal.people.models import User


def _url(activity: Activity, _person: User) -> str:
    return activity.get_absolute_url()


def write_body(activity: Activity, body: str) -> None:
    """The text and its HTML change together, or not at all."""
    activity.body = body
    activity.html = markdown.render(body)
    activity.save(update_fields=["body", "html"])


register(
    ActivityKind(
        code="lesson",
        label=_("Lesson"),
        icon="book-2",
        verb=_("Read"),
        url_for=_url,
        read=read_lesson,
        load=write_body,
    )
)
