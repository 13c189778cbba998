"""schemathesis attacks every operation of the HTTP API as an outsider and as three insiders.

Held: no server error, answers as the schema says, unknown methods and bad input refused, nothing open to strangers.
"""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.support.people import district, organisation, person_with, town

from wanghuo.base.accounts.actions.credentials import make_token
from wanghuo.base.accounts.actors import actor_for

schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection():
    """The whole attack runs inside one test transaction, so a finished request must not close its connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def insiders() -> list[dict[str, str]]:
    """Bearer headers of a town clerk, the committee office and the auditor."""
    land = town()
    at = organisation("汉丰街道办事处", kind="town", division=land)
    people = [
        person_with("town_clerk", at, divisions=[land]),
        person_with(
            "committee_office", organisation("消安委办", division=district()), divisions=[district()]
        ),
        person_with("auditor", organisation("审计", division=district()), divisions=[district()]),
    ]
    tokens = [make_token(actor_for(p), p, name="试", reach="write", days=1)[1] for p in people]
    return [{"Authorization": f"Bearer {t}"} for t in tokens]


attacked = settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@attacked
def test_nothing_breaks_for_insiders(case, insiders):
    for headers in insiders:
        response = case.call(headers={**(case.headers or {}), **headers})
        case.validate_response(
            response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance]
        )


@schema.parametrize()
@attacked
def test_strangers_are_told_to_sign_in_and_get_nothing(case):
    case.headers = {
        k: v for k, v in (case.headers or {}).items() if k.lower() not in ("authorization", "cookie")
    }
    response = case.call()
    assert response.status_code in PUBLIC.get(case.path, (400, 401, 403, 404, 405, 422)), (
        case.path,
        response.status_code,
    )
    if response.status_code == 200:
        assert case.path in PUBLIC


# Published on purpose: the heads of the ledger.
PUBLIC = {"/api/ledger/heads": (200, 405, 422)}
