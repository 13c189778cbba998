"""The list of cases does what every desk must do."""

from __future__ import annotations

from django.utils import timezone
from tests.base.cases.aging import age
from tests.base.cases.scene import Scene
from tests.support.people import division
from tests.support.workbench_cases import Seeded, WorkbenchCases

from wanghuo.base.cases.jobs import sweep_due


class TestCaseDesk(WorkbenchCases):
    slug = "cases"
    filters = {
        "state": ("sent", lambda row: row.state == "sent"),
        "pressing": ("late", lambda row: "逾期" in row.title),
        "sector": ("market", lambda row: row.sector == "market"),
        "escalated": ("1", lambda row: row.level >= 1),
        "town": ("500154001", lambda row: row.division is not None),  # its villages, too
    }
    search = "消火栓"

    def seed(self) -> Seeded:
        scene = Scene()
        late = scene.sent(title="逾期未接收的一件事项", division=scene.town.org.division)
        age(late, days=15)
        sweep_due(timezone.now())
        late.refresh_from_db()
        village = division("500154001002", "永兴社区", "village", scene.town.org.division)
        type(self).filters["holder"] = (
            str(scene.town.org.pk),
            lambda row: row.holder_id == scene.town.org.pk,
        )
        seen = [
            late,
            scene.drafted(title="某小区消火栓无水", division=village),
            scene.received(title="某市场通道堵塞", sector="market"),
        ]
        hidden = [scene.sent(by=scene.other_town, to=scene.housing, title="别的镇的消火栓")]
        return Seeded(scene.town.clerk, seen, hidden)
