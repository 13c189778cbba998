from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("desk/", pages.desk, name="desk"),
    path("ops/", pages.ops, name="ops"),
    path("shell/style/", pages.style_open, name="style"),
]
