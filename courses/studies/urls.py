"""Pages of the library and of intake."""

from django.urls import path

from courses.studies.views import intake, library, nodes, sightings

app_name = "studies"
urlpatterns = [
    path("", library.studies, name="studies"),
    path("<int:pk>/", library.study, name="study"),
    path("<int:pk>/thumbnail/", library.thumbnail, name="thumbnail"),
    path("intake/", intake.batches, name="batches"),
    path("intake/sightings/", sightings.sightings, name="sightings"),
    path("intake/nodes/", nodes.nodes, name="nodes"),
    path("intake/nodes/new/", nodes.add, name="node_add"),
    path("intake/nodes/<int:pk>/", nodes.change, name="node"),
    path("intake/nodes/<int:pk>/switch/", nodes.switch, name="node_switch"),
    path("intake/<int:pk>/", intake.batch, name="batch"),
    path("intake/<int:pk>/progress/", intake.progress, name="progress"),
    path("intake/<int:pk>/refuse/", intake.refuse, name="refuse"),
    path(
        "intake/<int:pk>/image/<int:instance>/<int:frame>/", intake.image, name="image"
    ),
]
