"""Routes of the law room."""

from django.urls import path
from django.views.decorators.http import require_POST

from .pages import calendar, clock, parameters, proposals, settings


def post(view):
    """POST only, keeping the guard the architecture test looks for."""
    only = require_POST(view)
    only.guard = view.guard
    return only


urlpatterns = [
    path("law/", parameters.index),
    path("law/changes/", parameters.changes),
    path("law/clock/", clock.calculator),
    path("law/p/<str:parameter_id>/", parameters.detail),
    path("law/p/<str:parameter_id>/propose/", proposals.propose),
    path("law/p/<str:parameter_id>/verify/<str:fingerprint>/", proposals.verify),
    path("law/proposals/<int:pk>/", proposals.proposal),
    path("law/proposals/<int:pk>/approve/", post(proposals.approve)),
    path("law/proposals/<int:pk>/reject/", post(proposals.reject)),
    path("law/proposals/<int:pk>/withdraw/", post(proposals.withdraw)),
    path("law/proposals/<int:pk>/end/", proposals.propose_end),
    path("law/settings/", settings.index),
    path("law/settings/<str:setting_id>/", settings.detail),
    path("law/settings/<str:setting_id>/change/", post(settings.change)),
    path("law/calendar/", calendar.year),
    path("law/calendar/load/", calendar.load),
    path("law/calendar/template/", calendar.template),
    path("law/<str:parameter_id>/", parameters.detail),  # the short address that other rooms write
]
