"""The only writers of accounts, one module a subject. Importing the package registers them all."""

from . import credentials, leave, organisations, people, security, setup, signin

__all__ = ["credentials", "leave", "organisations", "people", "security", "setup", "signin"]
