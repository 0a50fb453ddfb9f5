"""Pages of quizzes and exercises."""

from django.urls import path

from courses.assessment.views import (
    answering,
    attempts,
    drafts,
    practice,
    regrading,
    room,
)

app_name = "assessment"
urlpatterns = [
    path("", room.room, name="room"),
    path("<int:pk>/", practice.practice, name="practice"),
    path("<int:pk>/begin/", practice.begin, name="begin"),
    path("<int:pk>/handed-in/", regrading.handed_in, name="handed_in"),
    path("<int:pk>/regrade/", regrading.regrade, name="regrade"),
    path("<int:pk>/write-like-it/", drafts.begin_from, name="begin_from"),
    path("attempts/<int:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<int:pk>/save/", answering.save, name="save"),
    path("attempts/<int:pk>/submit/", answering.submit, name="submit"),
    path("attempts/<int:pk>/hand-in/", answering.hand_in, name="hand_in"),
    path("attempts/<int:pk>/look/", attempts.look, name="look"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/begin/", drafts.begin, name="begin_draft"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/withdraw/", drafts.withdraw, name="withdraw_draft"),
]
