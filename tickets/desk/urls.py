from django.urls import path, register_converter

from tickets.desk import views
from tickets.desk.models.ticket import PREFIX


class Reference:
    """“INC-4182” in an address is the ticket of that number."""

    regex = rf"{PREFIX}[0-9]{{1,15}}"

    def to_python(self, value: str) -> int:
        return int(value.removeprefix(PREFIX))

    def to_url(self, value: str) -> str:
        return value


register_converter(Reference, "reference")

app_name = "desk"
urlpatterns = [
    path("t/<slug:short_id>", views.label, name="label"),
    path("tickets/", views.worklist, name="worklist"),
    path("tickets/new", views.report, name="report"),
    path("tickets/new/items", views.items, name="items"),
    path("tickets/new/suggestions", views.suggestions, name="suggestions"),
    path("tickets/mine/", views.mine, name="mine"),
    path("tickets/<reference:pk>/", views.ticket, name="ticket"),
    path("tickets/<reference:pk>/sent", views.sent, name="sent"),
    path("tickets/<reference:pk>/say", views.say, name="say"),
    path("tickets/<reference:pk>/take", views.take, name="take"),
    path("tickets/<reference:pk>/assign", views.assign, name="assign"),
    path("tickets/<reference:pk>/hold", views.hold, name="hold"),
    path("tickets/<reference:pk>/resume", views.resume, name="resume"),
    path("tickets/<reference:pk>/resolve", views.resolve, name="resolve"),
    path("tickets/<reference:pk>/lesson", views.lesson, name="lesson"),
    path("tickets/<reference:pk>/reopen", views.reopen, name="reopen"),
    path("tickets/<reference:pk>/close", views.close, name="close"),
    path("tickets/<reference:pk>/link", views.link, name="link"),
]
