import pytest
from tests.base.cases.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    return Scene()
