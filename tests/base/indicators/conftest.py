import pytest


@pytest.fixture
def kaizhou(db) -> None:
    from wanghuo.base.divisions import loaders

    loaders.load(lambda line: None)
