"""DICOMweb's resources, PS3.18."""

from django.urls import URLPattern

app_name = "dicomweb"
urlpatterns: list[URLPattern] = []
