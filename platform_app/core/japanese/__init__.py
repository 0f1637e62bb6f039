"""Japanese text and numbers brought to one form: search keys, kana, telephone numbers, official codes.

What a person typed is always kept beside these forms; they serve finding, comparing and checking only.
"""

from platform_app.core.japanese.codes import (
    corporate_number_check_digit,
    corporate_number_of_local_gov,
    is_corporate_number,
    is_local_gov_code,
    local_gov_check_digit,
    normalize_corporate_number,
    normalize_local_gov_code,
    normalize_post_code,
)
from platform_app.core.japanese.kana import fold_kana, full_width_kana, to_katakana
from platform_app.core.japanese.phones import normal_phone, split_phones
from platform_app.core.japanese.search import normal_name, search_key

__all__ = [
    "corporate_number_check_digit",
    "corporate_number_of_local_gov",
    "fold_kana",
    "full_width_kana",
    "is_corporate_number",
    "is_local_gov_code",
    "local_gov_check_digit",
    "normal_name",
    "normal_phone",
    "normalize_corporate_number",
    "normalize_local_gov_code",
    "normalize_post_code",
    "search_key",
    "split_phones",
    "to_katakana",
]
