"""Material on a case, through the files room: what may be attached, and how much there is of each kind."""

from __future__ import annotations

from collections import Counter

from wanghuo.base.files.kinds import IMAGES, KINDS
from wanghuo.base.files.models import Attachment
from wanghuo.base.files.purposes import PURPOSES, Purpose, purpose
from wanghuo.base.files.queries import attachments_of

from .models import Case

MATERIAL = "cases.material"
TIP_PHOTO = "cases.tip_photo"

purpose(MATERIAL, "事项材料", view="cases.view", attach="cases.attach", kinds=frozenset(KINDS))
# A photo can betray where the tipster stood, with which phone and when: only pictures are taken, and cleaned.
purpose(
    TIP_PHOTO,
    "举报材料",
    view="cases.view",
    attach="cases.attach",
    kinds=frozenset(IMAGES),
    strip_location=True,
)


def purpose_of(case: Case) -> Purpose:
    """Tips take pictures only, stripped of place, time and device; other cases take all kinds."""
    return PURPOSES[TIP_PHOTO if case.confidential else MATERIAL]


def material(case: Case) -> list[Attachment]:
    return list(attachments_of(case, MATERIAL, TIP_PHOTO))


def counts(case: Case) -> dict[str, int]:
    """Attachments by kind, for a flow's ``attach``: all are ``material``."""
    return Counter({"material": attachments_of(case, MATERIAL, TIP_PHOTO).count()})
