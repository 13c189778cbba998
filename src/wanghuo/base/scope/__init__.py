"""Scope on Django: what a model shows the policy, the rows a person may see, guards of routes, refusals."""

from .errors import BadInput, NotNow, Refused

__all__ = ["BadInput", "NotNow", "Refused"]
