"""The machine addresses of the library: a file has one, in all languages (decision 0040)."""

from django.urls import path

from library import views

app_name = "library"
urlpatterns = [path("get/<uuid:file_key>/", views.get_file, name="get")]
