from django.urls import path

from . import pages

urlpatterns = [
    path("jobs/", pages.overview, name="jobs"),
    path("jobs/<int:number>/retry/", pages.retry, name="jobs-retry"),
    path("jobs/<int:number>/dismiss/", pages.dismiss, name="jobs-dismiss"),
]
