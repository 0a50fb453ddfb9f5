"""How long a lesson's page takes."""

from collections.abc import Iterator

from courses.catalog.models import Activity
from portal.home.bench import Row, measure, page


@measure(40)
def lesson(_tickets: int) -> Iterator[Row]:
    """The longest lesson there is; `n` is the number of steps of its course."""
    lessons = Activity.objects.current().filter(kind="lesson")
    longest = max(
        lessons.select_related("module__course"), key=lambda one: len(one.html)
    )
    steps = Activity.objects.current().filter(module__course=longest.module.course)
    url = longest.get_absolute_url()
    yield page("lesson", steps.count(), url, email="trainee@demo.example")
