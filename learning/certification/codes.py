"""Codes of certificates: typed from paper, read over the phone, and wrong ones are caught.

learning.md §12: twelve random characters and a check character after Douglas Crockford's base 32
(https://www.crockford.com/base32.html): the number modulo 37. Codes whose check falls outside the
32 letters and digits are drawn again, so that every code is safe in an address.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_LENGTH = 12
LENGTH = RANDOM_LENGTH + 1
GROUP = 4
MODULUS = 37
# What people write for what they read; spaces and hyphens of any kind mean nothing.
MISREAD = str.maketrans(
    {"O": "0", "I": "1", "L": "1", **dict.fromkeys(" -\u2010\u2011\u2013\u00a0")}
)


class Mistyped(ValueError):
    """No code that was ever given out: too long, too short, or its check does not fit."""


def new_code() -> str:
    """A code nobody can guess: 60 random bits."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _unused in range(RANDOM_LENGTH))
        check = _number(body) % MODULUS
        if check < len(ALPHABET):
            return body + ALPHABET[check]


def read_code(text: str) -> str:
    """The code as it is stored, from what somebody typed. Raises Mistyped."""
    if len(text) > 4 * LENGTH:
        raise Mistyped
    code = text.upper().translate(MISREAD)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise Mistyped
    if ALPHABET.index(code[-1]) != _number(code[:-1]) % MODULUS:
        raise Mistyped
    return code


def shown_code(code: str) -> str:
    """In groups of four: `7K3M-9QTX-2D5H-E`."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _number(body: str) -> int:
    number = 0
    for letter in body:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number
