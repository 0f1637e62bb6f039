import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.jp import cn

from platform_app.core import japanese

MUNICIPALITIES = Path(__file__).parents[2].parent / "shared/data/areas/municipalities_master.csv"


@given(st.integers(0, 10**12 - 1))
def test_corporate_check_digit_agrees_with_the_oracle(number: int) -> None:
    twelve = f"{number:012}"

    assert japanese.corporate_number_check_digit(twelve) == cn.calc_check_digit(twelve)
    assert japanese.is_corporate_number(cn.calc_check_digit(twelve) + twelve)


@given(st.text(alphabet="0123456789０１a", min_size=11, max_size=14))
def test_corporate_numbers_agree_with_the_oracle(number: str) -> None:
    expected = number.isascii() and len(number) == 13 and cn.is_valid(number)

    assert japanese.is_corporate_number(number) == expected


def test_corporate_number_is_normalized() -> None:
    assert japanese.normalize_corporate_number("Ｔ７０００－０１２０５－０００２") == "7000012050002"
    with pytest.raises(ValueError, match="not a corporate number"):
        japanese.normalize_corporate_number("8000012050002")


def test_corporate_number_of_a_local_government() -> None:
    assert japanese.corporate_number_of_local_gov("010006") == "7000020010006"
    assert japanese.corporate_number_of_local_gov("130001") == "8000020130001"
    with pytest.raises(ValueError, match="not a local government code"):
        japanese.corporate_number_of_local_gov("312012")


@pytest.mark.parametrize("code", ["011002", "010006", "131016", "312011", "342041", "380008"])
def test_known_local_government_codes(code: str) -> None:
    assert japanese.is_local_gov_code(code)


def test_wrong_local_government_codes() -> None:
    assert not any(japanese.is_local_gov_code(code) for code in ("011003", "11002", "０１１００２", "", "abcdef"))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10006", "010006"),
        ("01100", "011002"),
        ("1100", "011002"),
        ("０１１００２", "011002"),
        ("31201-1", "312011"),
        ("31201", "312011"),
        ("11", "110001"),
        ("1", "010006"),
        (" 312011 ", "312011"),
    ],
)
def test_local_government_codes_are_mended(typed: str, code: str) -> None:
    assert japanese.normalize_local_gov_code(typed) == code


@pytest.mark.parametrize("typed", ["", "999999", "312012", "48", "abc", "1234567", "-"])
def test_what_is_no_local_government_code(typed: str) -> None:
    with pytest.raises(ValueError, match="not a local government code"):
        japanese.normalize_local_gov_code(typed)


@pytest.mark.skipif(not MUNICIPALITIES.exists(), reason="the shared list of municipalities is not here")
def test_every_real_code_is_right_and_survives_the_loss_of_its_zero() -> None:
    with MUNICIPALITIES.open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]

    assert len(codes) > 1_700
    assert [code for code in codes if not japanese.is_local_gov_code(code)] == []
    assert [code for code in codes if japanese.normalize_local_gov_code(str(int(code))) != code] == []


def test_post_codes() -> None:
    for typed in ("6800845", "680-0845", "〒６８０－０８４５", "6800845 "):
        assert japanese.normalize_post_code(typed) == "680-0845"
    with pytest.raises(ValueError, match="not a post code"):
        japanese.normalize_post_code("680084")
