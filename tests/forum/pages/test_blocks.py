"""What a block changes on pages: something for whoever set it, nothing for the other (§6)."""

import pytest

from members.services import block_member
from tests.factories import discussions as given
from tests.factories import forum as make

pytestmark = pytest.mark.django_db
WORDS = "Nobody leaves a map as it was."
FOLD = "details:has(> summary:-soup-contains('blocked'))"


@pytest.fixture(params=["topic", "question", "text page", "text of a question"])
def address(request, author, forum):
    """A page on which `author` has written WORDS."""
    if request.param == "topic":
        return f"/en/forum/t/{make.a_topic(forum, author, body=WORDS).pk}/"
    discussion = given.opened()
    given.an_answer(discussion, author, body=WORDS)
    below = {"question": "q/1/", "text page": "text/", "text of a question": "text/1/"}
    return discussion.pages.get().url + below[request.param]


def shown(browser_of, reader, address):
    answer = browser_of(reader).get(address, follow=True)
    assert WORDS in answer.content.decode()
    return answer


def folds(page):
    return [one for one in page.select(FOLD) if WORDS in one.text]


def test_whoever_blocks_finds_the_others_words_behind_a_fold(
    browser_of, parsed, address, author, reader
):
    block_member(member=reader, other=author)
    page = parsed(shown(browser_of, reader, address))
    assert len(folds(page)) == 1


def test_whoever_is_blocked_sees_what_they_saw_before(browser_of, parsed, address, author, reader):
    """They are not told, by no page (platform.md §15)."""
    block_member(member=author, other=reader)
    page = parsed(shown(browser_of, reader, address))
    assert not page.select(FOLD)
    assert "blocked" not in page.get_text()
