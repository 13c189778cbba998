"""A store of its own for each test, a purpose of each sort, and rights on posts as the owning rows."""

import pytest
from tests.support import people

from wanghuo.base.accounts.actors import actor_for
from wanghuo.base.files import purposes
from wanghuo.base.files.kinds import IMAGES, PAPERS, TABLES
from wanghuo.base.scope import policy, rows
from wanghuo.kernel.scope import Policy


@pytest.fixture(autouse=True)
def store_place(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def rights(monkeypatch):
    """Clerks of an organisation see and feed its posts; chiefs only see them."""
    real = policy.policy()
    extra = {
        "role": {name: {"label": label} for name, label in real.labels.items()},
        "may": [
            {"roles": ["town_clerk"], "actions": ["posts.view", "posts.attach"], "reach": "organisation"},
            {"roles": ["town_chief"], "actions": ["posts.view"], "reach": "organisation"},
        ],
    }
    merged = Policy(real.labels, real.rules + Policy.parse([extra]).rules)
    monkeypatch.setattr(rows, "policy", lambda: merged)
    before = dict(purposes.PURPOSES)
    rule = {"view": "posts.view", "attach": "posts.attach"}
    purposes.purpose("test.paper", "测试材料", kinds=IMAGES | PAPERS | TABLES, **rule)
    purposes.purpose("test.tip", "测试线索照片", kinds=IMAGES, strip_location=True, **rule)
    purposes.purpose("test.small", "测试小图", kinds=IMAGES, max_mb=1, **rule)
    yield
    purposes.PURPOSES.clear()
    purposes.PURPOSES.update(before)


@pytest.fixture
def post(db):
    """The owning row: the post of a town's clerk."""
    return people.person_with("town_clerk").posts.get()


@pytest.fixture
def clerk(post):
    return actor_for(post.person)
