from django.urls import path

from tickets.sla import views

app_name = "sla"
urlpatterns = [
    path("", views.levels, name="levels"),
    path("new/", views.promise, name="new"),
    path("<int:pk>/", views.promise, name="promise"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("hours/<int:pk>/", views.calendar, name="calendar"),
    path("priorities/", views.matrix, name="matrix"),
]
