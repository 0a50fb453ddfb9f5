"""Pages of the library, of intake and of teaching cases."""

from django.urls import include, path

from courses.studies.views import (
    deliveries,
    intake,
    library,
    nodes,
    profiles,
    proof,
    review,
    sightings,
    uploads,
)

app_name = "studies"
library_and_intake = [
    path("", library.studies, name="studies"),
    path("<int:pk>/", library.study, name="study"),
    path("<int:pk>/withdraw/", review.withdraw, name="withdraw"),
    path("<int:pk>/proof.json", proof.of_study, name="study_proof"),
    path("<int:pk>/thumbnail/", library.thumbnail, name="thumbnail"),
    path("intake/", intake.batches, name="batches"),
    path("intake/send/", deliveries.send, name="send"),
    path("intake/deliveries/<str:key>/", deliveries.delivery, name="delivery"),
    path(
        "intake/deliveries/<str:key>/progress/",
        deliveries.delivery_progress,
        name="delivery_progress",
    ),
    path(
        "intake/deliveries/<str:key>/uploads/",
        deliveries.delivery_uploads,
        name="delivery_uploads",
    ),
    path(
        "intake/deliveries/<str:key>/end/",
        deliveries.delivery_end,
        name="delivery_end",
    ),
    path("intake/uploads/", uploads.uploads, name="uploads"),
    path("intake/uploads/<str:key>/", uploads.upload, name="upload"),
    path("intake/sightings/", sightings.sightings, name="sightings"),
    path("intake/nodes/", nodes.nodes, name="nodes"),
    path("intake/nodes/new/", nodes.add, name="node_add"),
    path("intake/nodes/<int:pk>/", nodes.change, name="node"),
    path("intake/nodes/<int:pk>/switch/", nodes.switch, name="node_switch"),
    path("intake/profiles/", profiles.profiles, name="profiles"),
    path("intake/profiles/new/", profiles.add, name="profile_add"),
    path("intake/profiles/<int:pk>/", profiles.change, name="profile"),
    path("intake/profiles/<int:pk>/archive/", profiles.archive, name="profile_archive"),
    path("intake/profiles/<slug:name>.toml", profiles.download, name="profile_file"),
    path("intake/<int:pk>/", intake.batch, name="batch"),
    path("intake/<int:pk>/progress/", intake.progress, name="progress"),
    path("intake/<int:pk>/frame/", review.frame, name="frame"),
    path("intake/<int:pk>/look/", review.look, name="look"),
    path("intake/<int:pk>/boxes/", review.add_box, name="boxes"),
    path("intake/<int:pk>/boxes/decide/", review.decide_boxes, name="decide_boxes"),
    path("intake/<int:pk>/boxes/<int:box>/", review.change_box, name="box"),
    path("intake/<int:pk>/proof.json", proof.of_batch, name="proof"),
    path("intake/<int:pk>/refuse/", intake.refuse, name="refuse"),
    path(
        "intake/<int:pk>/image/<int:instance>/<int:frame>/", intake.image, name="image"
    ),
]
urlpatterns = [
    path("studies/", include(library_and_intake)),
    path("cases/", include("courses.studies.case_urls")),
]
