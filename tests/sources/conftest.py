from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def data() -> Path:
    """The development data beside the checkout; tests that need it skip where it is absent."""
    if not DATA.is_dir():
        pytest.skip("no development data at ../shared/data")
    return DATA
