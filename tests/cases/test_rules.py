"""Age bands and blind indexes."""

from datetime import date

import pytest

from platform_app.cases.models import AgeBand
from platform_app.cases.services import age_band_of, name_index, phone_index
from tests.cases.conftest import Seated
from tests.support.world import ALPHA, BETA


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2006, 4, 2), AgeBand.UNDER_18),
        (date(2006, 4, 1), AgeBand.FROM_18),
        (date(1984, 4, 2), AgeBand.FROM_18),
        (date(1984, 4, 1), AgeBand.FROM_40),
        (date(1959, 4, 1), AgeBand.FROM_65),
        (date(1949, 4, 2), AgeBand.FROM_65),
        (date(1949, 4, 1), AgeBand.FROM_75),
    ],
)
def test_the_age_band_changes_on_the_birthday(born: date, band: AgeBand) -> None:
    assert age_band_of(born, date(2024, 4, 1)) is band


def test_a_blind_index_knows_spellings_and_keeps_tenants_apart(seated: Seated) -> None:
    with seated(ALPHA, "desk"):
        here = name_index(ALPHA.tenant_id, "髙橋 花子")
        assert here == name_index(ALPHA.tenant_id, "高橋花子")
        assert phone_index(ALPHA.tenant_id, "０８５７－３３－４４４４") == phone_index(ALPHA.tenant_id, "0857334444")
        assert name_index(ALPHA.tenant_id, "") is None
    with seated(BETA, "desk"):
        assert name_index(BETA.tenant_id, "高橋花子") != here
