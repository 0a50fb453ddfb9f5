from django.urls import path

from tickets.knowledge import views

app_name = "knowledge"
urlpatterns = [
    path("", views.articles, name="articles"),
    path("new/", views.write, name="write"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/change/", views.change, name="change"),
    path("<slug:slug>/publish/", views.publish, name="publish"),
    path("<slug:slug>/retire/", views.retire, name="retire"),
    path("<slug:slug>/vote/", views.vote, name="vote"),
]
