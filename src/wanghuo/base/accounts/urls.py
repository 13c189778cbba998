from django.urls import path

from .pages import first_run, me, organisations, people, signin

urlpatterns = [
    path("signin/", signin.sign_in, name="signin"),
    path("signin/totp/", signin.totp, name="signin_totp"),
    path("signin/password/", signin.password, name="signin_password"),
    path("signin/enrol/", signin.enrol, name="signin_enrol"),
    path("signout/", signin.sign_out, name="signout"),
    path("link/<str:token>/", signin.link, name="link"),
    path("first-run/", first_run.first_run_page, name="first_run"),
    path("first-run/template.xlsx", first_run.template),
    path("me/", me.overview, name="me"),
    path("me/password/", me.password),
    path("me/totp/", me.totp),
    path("me/token/", me.token),
    path("me/token/<int:pk>/revoke/", me.revoke),
    path("me/session/<int:pk>/end/", me.end_session),
    path("me/sessions/end/", me.end_others),
    path("me/leave/", me.ask_leave),
    path("me/leave/<int:pk>/end/", me.end_leave),
    path("me/contact/", me.contact),
    path("people/<int:pk>/link/", people.issue_link),
    path("organisations/", organisations.tree, name="organisations"),
    path("organisations/reorganise/", organisations.reorganise),
    path("roles/", people.roles, name="roles"),
]
