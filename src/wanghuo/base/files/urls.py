from django.urls import path

from . import pages

urlpatterns = [
    path("files/<int:number>/", pages.download, name="files-download"),
    path("files/<int:number>/thumbnail/", pages.thumbnail, name="files-thumbnail"),
]
