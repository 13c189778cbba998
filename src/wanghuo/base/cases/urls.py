"""Routes of this room."""

from django.urls import path

from .pages import case, new

urlpatterns = [
    path("cases/new/", new.new, name="case-new"),
    path("cases/new/keep/", new.keep, name="case-new-keep"),
    path("cases/new/forget/", new.forget, name="case-new-forget"),
    path("cases/organisations/", new.organisations, name="case-organisations"),
    path("cases/<int:pk>/", case.detail, name="case"),
    path("cases/<int:pk>/do/<slug:verb>/", case.do, name="case-do"),
    path("cases/<int:pk>/comment/", case.comment, name="case-comment"),
    path("cases/<int:pk>/remind/", case.remind, name="case-remind"),
    path("cases/<int:pk>/attach/", case.attach, name="case-attach"),
]
