import pytest
from hypothesis import given
from hypothesis import strategies as st

from platform_app.core import japanese
from platform_app.core.japanese.kanji import NEW_FORM_OF


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﾄｯﾄﾘ見本ﾈｯﾄﾜｰｸ", "とっとり見本ネットワーク"),
        ("髙橋　一郎", "高橋一郎"),
        ("𠮷田花子", "吉田花子"),
        ("山﨑 次郎", "山崎次郎"),
        ("ＮＰＯ法人", "npo法人"),
        ("㈱見本銀行", "(株)見本銀行"),
        ("東町１ー２２０", "東町1-220"),
        ("団 体\n名", "団体名"),
        ("みほん\u200b", "みほん"),
        ("葛\U000e0100飾", "葛飾"),
        ("サーバー", "サ−バ―"),
        ("ヴァイオリン", "ゔぁいおりん"),
        ("龍ヶ崎", "竜ケ崎"),
    ],
)
def test_spellings_of_one_thing_meet(one: str, other: str) -> None:
    assert japanese.search_key(one) == japanese.search_key(other)


@pytest.mark.parametrize(("one", "other"), [("はは", "ぱぱ"), ("高橋", "橋高"), ("12", "1"), ("斎藤", "斉藤")])
def test_different_things_stay_apart(one: str, other: str) -> None:
    assert japanese.search_key(one) != japanese.search_key(other)


@given(st.text())
def test_search_key_of_a_key_is_the_key(text: str) -> None:
    key = japanese.search_key(text)

    assert japanese.search_key(key) == key


def test_no_new_form_is_itself_old() -> None:
    assert [new for new in NEW_FORM_OF.values() if ord(new) in NEW_FORM_OF] == []


@given(st.text(alphabet=st.characters(min_codepoint=0x3041, max_codepoint=0x3096)))
def test_kana_goes_there_and_back(text: str) -> None:
    assert japanese.fold_kana(japanese.to_katakana(text)) == text


def test_half_width_kana_alone_is_widened() -> None:
    assert japanese.full_width_kana("ﾊﾟﾝ１２㈱ABC") == "パン１２㈱ABC"


def test_names_meet_without_the_marks_between() -> None:
    assert japanese.normal_name("ジョン・スミス") == japanese.normal_name("じょん　すみす")


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("0857-20-0000\n（20-0001）", ["0857200000", "0857200001"]),
        ("０８５７（２２）００００", ["0857220000"]),
        ("090－0000－0000", ["09000000000"]),
        ("(0857)20-0000", ["0857200000"]),
        ("TEL:0857-20-0000 FAX:0857-20-0001", ["0857200000", "0857200001"]),
        ("03-0000-0000（代表）、090-0000-0000", ["0300000000", "09000000000"]),
        ("03-0000-0000 内線1234", ["0300000000"]),
        ("+81-857-20-0000", ["0857200000"]),
        ("+81 (0)857 20 0000", ["0857200000"]),
        ("0857 20 0000", ["0857200000"]),
        ("0120000000", ["0120000000"]),
        ("22-0000", ["220000"]),
        ("なし", []),
        ("", []),
    ],
)
def test_phones_of_a_cell(typed: str, phones: list[str]) -> None:
    assert japanese.normal_phone(typed) == phones


@given(st.text())
def test_phones_are_digits(text: str) -> None:
    assert all(phone.lstrip("+").isdigit() for phone in japanese.normal_phone(text))


def test_tidy_phones_keep_their_hyphens() -> None:
    assert japanese.split_phones("０８５７（２２）００００") == ["0857-22-0000"]
