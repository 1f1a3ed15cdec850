"""ISBN, ISSN, DOI: right ones are kept in one form, wrong ones refused (platform.md §11)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.numbers import WrongNumber, parse_doi, parse_isbn, parse_issn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("978-3-902880-42-0", "978-3-902880-42-0"),
        ("9783902880420", "9783902880420"),
        (" ISBN: 978 3 902880 42 0 ", "978-3-902880-42-0"),
        ("ISBN-10: 0-8044-2957-X", "0-8044-2957-X"),
        ("080442957x", "080442957X"),
    ],
)
def test_a_right_isbn_is_kept(typed, kept):
    assert parse_isbn(typed) == kept


@pytest.mark.parametrize(
    "typed", ["978-3-902880-42-1", "0804429571", "978", "X" * 10, "977-3-902880-42-0", "", "٩" * 13]
)
def test_an_isbn_with_a_wrong_digit_is_refused(typed):
    with pytest.raises(WrongNumber):
        parse_isbn(typed)


@given(st.integers(0, 10**12 - 1))
def test_of_ten_last_digits_exactly_one_makes_an_isbn(stem):
    body = f"978{stem % 10**9:09d}"
    good = [digit for digit in "0123456789" if _accepted(parse_isbn, body + digit)]
    assert len(good) == 1


@given(st.integers(0, 10**7 - 1))
def test_of_eleven_last_digits_exactly_one_makes_an_issn(stem):
    good = [digit for digit in "0123456789X" if _accepted(parse_issn, f"{stem:07d}{digit}")]
    assert len(good) == 1


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text):
    for parse in (parse_isbn, parse_issn, parse_doi):
        try:
            kept = parse(text)
        except WrongNumber:
            continue
        assert parse(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10.1111/imig.12370", "10.1111/imig.12370"),
        ("https://doi.org/10.1111/IMIG.12370", "10.1111/imig.12370"),
        ("doi: 10.1000/182", "10.1000/182"),
        ("10.1002/(sici)1099-1328(199901)11:1<1::aid-jid>3.0.co;2-q",) * 2,
    ],
)
def test_a_doi_is_kept_bare_and_small(typed, kept):
    assert parse_doi(typed) == kept


@pytest.mark.parametrize(
    "typed", ["11.1000/182", "10.1/x", "10.1000/", "10.1000/a b", "http://x.org"]
)
def test_what_is_no_doi_is_refused(typed):
    with pytest.raises(WrongNumber):
        parse_doi(typed)


def _accepted(parse, text):
    try:
        parse(text)
    except WrongNumber:
        return False
    return True
