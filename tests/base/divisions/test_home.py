"""A district that brought its own divisions is called by its own name and judged by its own law."""

from __future__ import annotations

import pytest
from tests.support.people import division

from wanghuo.base.law import shipped
from wanghuo.base.shell import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def unconfigured(settings, monkeypatch):
    settings.DISTRICT = ""
    identity._configured.cache_clear()
    shipped._configured_jurisdiction.cache_clear()
    monkeypatch.setattr(identity, "_loaded", [])
    monkeypatch.setattr(shipped, "_loaded_jurisdiction", [])
    yield
    identity._configured.cache_clear()
    shipped._configured_jurisdiction.cache_clear()


def test_nothing_is_claimed_before_divisions_are_loaded(unconfigured):
    assert identity.district() == ""
    assert shipped.own_jurisdiction() == "000000"


def test_the_loaded_district_names_the_installation(unconfigured):
    division("500235000000", "云阳县", "district", full_name="重庆市云阳县")
    assert identity.district() == "重庆市云阳县"
    assert shipped.own_jurisdiction() == "500235"


def test_the_configured_district_needs_no_query(django_assert_num_queries):
    identity.district()
    shipped.own_jurisdiction()
    with django_assert_num_queries(0):
        assert identity.district() == "重庆市开州区"
        assert shipped.own_jurisdiction() == "500154"
