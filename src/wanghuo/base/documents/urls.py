from django.urls import path

from .pages import drafting, papers, public

urlpatterns = [
    path("documents/new/", drafting.choose, name="documents-choose"),
    path("documents/new/<slug:template>/", drafting.new, name="documents-new"),
    path("documents/<int:number>/", papers.paper, name="documents-paper"),
    path("documents/<int:number>/edit/", drafting.edit, name="documents-edit"),
    path("documents/<int:number>/upload/", drafting.upload, name="documents-upload"),
    path("documents/<int:number>/attach/", drafting.attach, name="documents-attach"),
    path("documents/<int:number>/versions/<int:version>/", drafting.version, name="documents-version"),
    path("documents/<int:number>/step/<slug:verb>/", papers.step, name="documents-step"),
    path("documents/<int:number>/serve/", papers.serve, name="documents-serve"),
    path("documents/received/<int:number>/", papers.receive, name="documents-receive"),
    path("documents/<int:number>/paper.docx", papers.word, name="documents-word"),
    path("documents/<int:number>/preview.pdf", papers.preview, name="documents-preview"),
    path("documents/<int:number>/issued/", papers.issued, name="documents-issued"),
    path("verify/", public.ask, name="documents-verify-ask"),
    path("verify/<str:code>/", public.verify, name="documents-verify"),
]
