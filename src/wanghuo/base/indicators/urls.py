from django.urls import path

from . import pages

urlpatterns = [
    path("indicators/", pages.catalogue, name="indicators"),
    path("indicators/<str:id>/", pages.detail, name="indicator"),
]
