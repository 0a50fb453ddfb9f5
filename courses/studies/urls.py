"""Pages of the library and of intake."""

from django.urls import URLPattern

app_name = "studies"
urlpatterns: list[URLPattern] = []
