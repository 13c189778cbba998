from django.urls import path

from .pages import signin

urlpatterns = [
    path("signin/", signin.sign_in, name="signin"),
    path("signin/totp/", signin.totp, name="signin_totp"),
    path("signin/password/", signin.password, name="signin_password"),
    path("signin/enrol/", signin.enrol, name="signin_enrol"),
    path("signout/", signin.sign_out, name="signout"),
    path("link/<str:token>/", signin.link, name="link"),
]
