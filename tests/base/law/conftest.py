"""A fresh picture of the law for each test: what one test's transaction wrote must not outlive it in memory."""

import pytest

from wanghuo.base.law import state


@pytest.fixture(autouse=True)
def fresh_picture():
    state._held = None
    state.end_request()
    yield
    state._held = None
