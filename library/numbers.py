"""ISBN, ISSN and DOI: what people paste becomes one written form, or is refused."""

import re

ISBN_SHAPE = re.compile(r"(?:[0-9]{9}[0-9X]|97[89][0-9]{10})", re.ASCII)
ISSN_SHAPE = re.compile(r"[0-9]{7}[0-9X]", re.ASCII)
# A registrant of four to nine digits, a slash, then printable ASCII (DOI Handbook 2.2; Crossref).
DOI_SHAPE = re.compile(r"10\.[0-9]{4,9}/[!-~]{1,200}", re.ASCII)
DOI_PREFIX = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)", re.ASCII | re.IGNORECASE)
DASHES = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u00a0")


class WrongNumber(ValueError):
    """The text is no such number, or its check digit is wrong."""


def parse_isbn(text: str) -> str:
    """`text` with its own hyphens, when its check digit is right (ISO 2108). Raises WrongNumber.

    Hyphens are kept as typed: where they belong depends on a register that grows each month.
    """
    tidy = re.sub(r"^ISBN(?:-1[03])?:?\s*", "", text.strip(), flags=re.IGNORECASE).upper()
    digits = tidy.translate(DASHES)
    if not ISBN_SHAPE.fullmatch(digits):
        raise WrongNumber(text)
    if len(digits) == 10:
        good = sum(_value(one) * (10 - at) for at, one in enumerate(digits)) % 11 == 0
    else:
        good = sum(int(one) * (3 if at % 2 else 1) for at, one in enumerate(digits)) % 10 == 0
    if not good:
        raise WrongNumber(text)
    return re.sub(r"[^0-9X]+", "-", tidy)


def parse_issn(text: str) -> str:
    """`NNNN-NNNC` with the right check digit (ISO 3297). Raises WrongNumber."""
    tidy = re.sub(r"^e?ISSN:?\s*", "", text.strip(), flags=re.IGNORECASE).upper()
    digits = tidy.translate(DASHES)
    if not ISSN_SHAPE.fullmatch(digits):
        raise WrongNumber(text)
    if sum(_value(one) * (8 - at) for at, one in enumerate(digits)) % 11:
        raise WrongNumber(text)
    return f"{digits[:4]}-{digits[4:]}"


def parse_doi(text: str) -> str:
    """The bare DOI in small letters (it knows no capitals, ISO 26324). Raises WrongNumber."""
    doi = DOI_PREFIX.sub("", text.strip(), count=1).lower()
    if not DOI_SHAPE.fullmatch(doi):
        raise WrongNumber(text)
    return doi


def _value(digit: str) -> int:
    return 10 if digit == "X" else int(digit)
