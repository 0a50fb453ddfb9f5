"""Pages of teaching cases and playlists; their names are in `studies:` too.

A short id has no vowel, so no word of this map is taken for one."""

from django.urls import path

from courses.studies.views import (
    case_changes,
    case_choosing,
    case_desk,
    case_steps,
    cases,
    playlists,
)

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("new/", case_choosing.case_new, name="case_new"),
    path("desk/", case_desk.case_desk, name="case_desk"),
    path("preview/", case_desk.case_preview, name="case_preview"),
    path("playlists/", playlists.playlists, name="playlists"),
    path("playlists/new/", playlists.make, name="playlist_new"),
    path("playlists/<slug:short_id>/", playlists.playlist, name="playlist"),
    path("playlists/<slug:short_id>/change/", playlists.change, name="playlist_change"),
    path("playlists/<slug:short_id>/cases/", playlists.fill, name="playlist_fill"),
    path("playlists/<slug:short_id>/remove/", playlists.remove, name="playlist_remove"),
    path("<slug:short_id>/", cases.case, name="case"),
    path("<slug:short_id>/answer/", cases.answer, name="case_answer"),
    path("<slug:short_id>/versions/<int:number>/", cases.version, name="case_version"),
    path("<slug:short_id>/edit/", case_desk.case_edit, name="case_edit"),
    path("<slug:short_id>/prior/", case_choosing.case_prior, name="case_prior"),
    path("<slug:short_id>/findings/", case_desk.case_findings, name="case_findings"),
    path("<slug:short_id>/review/", case_steps.case_review, name="case_review"),
    path("<slug:short_id>/changes/", case_changes.case_changes, name="case_changes"),
    path("<slug:short_id>/hand-in/", case_steps.hand_in, name="case_hand_in"),
    path("<slug:short_id>/send-back/", case_steps.send_back, name="case_send_back"),
    path("<slug:short_id>/publish/", case_steps.publish, name="case_publish"),
    path("<slug:short_id>/withdraw/", case_steps.withdraw, name="case_withdraw"),
    path("<slug:short_id>/revise/", case_steps.revise, name="case_revise"),
]
