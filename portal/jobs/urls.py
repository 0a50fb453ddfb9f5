from django.urls import path

from portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("jobs/", views.dead_letters, name="dead_letters"),
    path("jobs/<int:pk>/retry/", views.retry, name="retry"),
]
