from django.urls import path

from . import pages

urlpatterns = [
    path("ledger/", pages.heads, name="ledger-heads"),
    path("ledger/heads.json", pages.heads_file, name="ledger-heads-file"),
    path("ledger/verify_entry.py", pages.verifier, name="ledger-verifier"),
    path("ledger/entries/", pages.entries, name="ledger-entries"),
    path("ledger/entries/<int:number>/", pages.entry, name="ledger-entry"),
    path("ledger/entries/<int:number>/proof/", pages.proof, name="ledger-proof"),
]
