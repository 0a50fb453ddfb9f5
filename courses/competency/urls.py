from django.urls import path

from courses.competency import views

app_name = "competency"
urlpatterns = [
    path("", views.matrix, name="matrix"),
    path("matrix.csv", views.matrix_csv, name="matrix_csv"),
    path("cell/<int:person>/<int:competency>/", views.cell, name="cell"),
    path("me/", views.passport, name="passport"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/sign-off/", views.sign_off, name="sign_off"),
    path("sign-offs/", views.sign_offs, name="sign_offs"),
]
