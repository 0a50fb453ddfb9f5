from django.urls import path

from portal.web import views

app_name = "web"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("views/save/", views.save_view, name="save_view"),
    path("views/<int:pk>/delete/", views.forget_view, name="forget_view"),
]
