"""What only takes POST is sent one by those who may do nothing there: refused, nothing written."""

import re

import pytest

from tests.matrix.addresses import every_address
from tests.matrix.table import MISSING, POST_ONLY, REFUSED, SIGN_IN, expected
from tests.matrix.walking import answer_of, browser_of, writes_noticed

pytestmark = pytest.mark.django_db

OWN = re.compile(r"logout/$|editing-sessions/")  # one's own presence, whatever one may do
REFUSALS = {
    "anonymous": {SIGN_IN},
    "member": {REFUSED},
    "moderator": {REFUSED, MISSING, POST_ONLY, "400"},
}


@pytest.mark.parametrize(("role", "refusals"), REFUSALS.items())
def test_a_post_of_somebody_without_the_right_writes_nothing(role, refusals, world, errors_undrawn):
    """SEC13, SEC14. The table asks with GET, which these addresses refuse to everybody."""
    client, wrong, asked = browser_of(world, role), [], 0
    with writes_noticed() as written:
        for address in every_address(world):
            if not address.route.startswith("cms/") or OWN.search(address.route):
                continue
            if POST_ONLY not in (expected(address.route, "admin") or ()):
                continue
            asked += 1
            answer = answer_of(client.post(address.example))
            if answer not in refusals:
                wrong.append(f"{answer}: {address.example}")
    assert asked > 10
    assert wrong == []
    assert written == set()
