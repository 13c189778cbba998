"""The authentication backend: who a session belongs to, and whether a password is right, in constant time."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from .models import Person

PATH = "wanghuo.base.accounts.backend.PersonBackend"


class PersonBackend(BaseBackend):
    """Looks people up; decides nothing about locks, links or second factors (see ``signing.py``)."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Person | None:
        """The active person with that password, or None. An unknown name costs one hash too."""
        if not username or password is None:
            return None
        person = Person.objects.filter(username=username).first()
        if person is None or not person.has_usable_password():
            make_password(password)
            return None
        return person if check_password(password, person.password) and person.is_active else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()
