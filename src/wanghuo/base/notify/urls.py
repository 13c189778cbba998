from django.urls import path

from . import pages

urlpatterns = [
    path("inbox/", pages.inbox, name="inbox"),
    path("inbox/read-all/", pages.read_all, name="inbox-read-all"),
    path("inbox/preferences/", pages.preferences, name="inbox-preferences"),
    path("inbox/<int:pk>/open/", pages.open_message, name="inbox-open"),
    path("notify/deliveries/", pages.deliveries, name="notify-deliveries"),
    path("notify/deliveries/<int:pk>/resend/", pages.resend, name="notify-resend"),
    path("notify/receipts/<slug:gateway>/", pages.receipts, name="notify-receipts"),
]
