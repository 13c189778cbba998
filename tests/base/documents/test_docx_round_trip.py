"""read(write(body)) == body, for every body there is."""

from hypothesis import HealthCheck, given, settings
from tests.base.documents.bodies import bodies, sample

from wanghuo.base.documents.body import Body, from_json, sha256, to_json
from wanghuo.base.documents.body.docx_read import read_docx
from wanghuo.base.documents.body.docx_write import write_docx


def test_the_sample_comes_back_unchanged_and_without_notes() -> None:
    reading = read_docx(write_docx(sample()))
    assert reading.body == sample()
    assert reading.notes == ()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_any_body_comes_back_from_docx(body: Body) -> None:
    assert read_docx(write_docx(body)).body == body


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_any_body_comes_back_from_json(body: Body) -> None:
    assert from_json(to_json(body)) == body
    assert sha256(from_json(to_json(body))) == sha256(body)
