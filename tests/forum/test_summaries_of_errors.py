"""What is missing in a hosts' form is named in the summary above it: its link says which field."""

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from tests.factories import discussions as given

pytestmark = pytest.mark.django_db
WORDS = {"Choose the language of your text.", "Write a title.", "Write your text."}
FORMS = {
    "message": WORDS | {"Choose what the message is for."},
    "synthesis": WORDS,
    "behalf": {
        "Choose what it answers.",
        "Write what they said.",
        "Choose the language of their words.",
        "Say how you received it.",
        "Post it only if the person agrees: say that they do.",
    },
}


@pytest.mark.parametrize("form", FORMS)
def test_the_summary_says_what_each_field_wants(form, client):
    discussion = given.opened()
    client.force_login(given.host_of(discussion))
    sent = {"submission_id": str(uuid4())}  # hidden, and always there
    page = client.post(f"{discussion.pages.get().url}host/{form}/", sent)
    links = BeautifulSoup(page.content, "html.parser").select(".error-summary a")
    assert {one.text.strip() for one in links} == FORMS[form]
