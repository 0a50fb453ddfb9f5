"""Pages of quizzes and exercises."""

from django.urls import path

from courses.assessment import views

app_name = "assessment"
urlpatterns = [
    path("<int:pk>/", views.practice, name="practice"),
    path("<int:pk>/begin/", views.begin, name="begin"),
    path("attempts/<int:pk>/", views.attempt, name="attempt"),
    path("attempts/<int:pk>/save/", views.save, name="save"),
    path("attempts/<int:pk>/submit/", views.submit, name="submit"),
]
