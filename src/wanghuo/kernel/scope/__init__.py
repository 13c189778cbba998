"""Scope: (role, action, territory, sector) as one pure policy, and the masking of personal data."""

from .decide import decide, reaches, touches
from .masks import mask_all, mask_identity, mask_name, mask_phone, mask_text
from .model import REACH_KINDS, Actor, Decision, Grant, Policy, Reach, Rule, Target

__all__ = [
    "REACH_KINDS",
    "Actor",
    "Decision",
    "Grant",
    "Policy",
    "Reach",
    "Rule",
    "Target",
    "decide",
    "mask_all",
    "mask_identity",
    "mask_name",
    "mask_phone",
    "mask_text",
    "reaches",
    "touches",
]
