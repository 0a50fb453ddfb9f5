"""Pages of the catalogue."""

from django.urls import path

from courses.catalog import views

app_name = "catalog"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("<slug:slug>/", views.course, name="course"),
    path("<slug:slug>/begin/", views.begin, name="begin"),
    path("<slug:slug>/<slug:module>/<slug:activity>/", views.activity, name="activity"),
    path("<slug:slug>/<slug:module>/<slug:activity>/done/", views.done, name="done"),
]
