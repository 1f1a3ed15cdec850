"""Whatever stands in an address gets an answer that was promised, never a 500 (SEC26)."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.matrix.generated import addresses

pytestmark = pytest.mark.django_db
PROMISED = {200, 301, 302, 304, 400, 403, 404, 405, 410, 414}
OURS = {"", "testserver", "127.0.0.1:8000"}


@pytest.fixture(scope="module")
def generated():
    return addresses(1_000)


@pytest.mark.long  # a minute of asking
@pytest.mark.timeout(300)
def test_a_thousand_generated_addresses_get_promised_answers(world, generated, errors_undrawn):
    client, wrong = Client(raise_request_exception=False), []
    for address in generated:
        answer = client.get(address)
        to = urlsplit(answer.headers.get("Location", ""))
        if answer.status_code not in PROMISED or to.netloc not in OURS or to.scheme == "javascript":
            wrong.append((answer.status_code, address[:300], answer.headers.get("Location", "")))
    assert wrong == []


def test_the_addresses_are_of_every_kind_and_the_same_in_every_run(generated):
    """Or a change of the generator would make the test above one of nothing."""
    assert addresses(1_000) == generated
    assert len({address.partition("?")[0] for address in generated}) > 400
