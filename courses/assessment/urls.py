"""Pages of quizzes and exercises."""

from django.urls import path

from courses.assessment.views import answering, attempts, practice

app_name = "assessment"
urlpatterns = [
    path("<int:pk>/", practice.practice, name="practice"),
    path("<int:pk>/begin/", practice.begin, name="begin"),
    path("attempts/<int:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<int:pk>/save/", answering.save, name="save"),
    path("attempts/<int:pk>/submit/", answering.submit, name="submit"),
    path("attempts/<int:pk>/hand-in/", answering.hand_in, name="hand_in"),
]
