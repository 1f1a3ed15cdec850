"""What staff see of the search, and who may (search.md §10, §19)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from search import reports
from search.models import Generation, Outbox, QueryLog, Sink, SpellWord
from search.permissions import INDEX, MEND, REPORT, WORDS
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
PAGES = {"search_report": REPORT, "search_words": WORDS, "search_index": INDEX}


@pytest.fixture
def with_rights(client):
    """with_rights(permission, …): a client of somebody who may enter the admin and do this."""

    def sign_in(*permissions):
        codenames = [one.partition(".")[2] for one in permissions]
        user = UserFactory()
        user.user_permissions.set(
            Permission.objects.filter(codename__in=["access_admin", *codenames])
        )
        client.force_login(user)
        return client

    return sign_in


def searched(query, *, hits=0, visitor="a", ms=3, days_ago=0):
    return QueryLog.objects.create(
        day=timezone.localdate() - timedelta(days=days_ago),
        query=query,
        lang="en",
        hits=hits,
        engine="sqlite",
        ms=ms,
        visitor=visitor,
    )


def dead(key="page:1"):
    return Outbox.objects.create(
        sink=Sink.EMBEDDED,
        key=key,
        seq=1,
        tries=5,
        dead=True,
        not_before=timezone.now(),
        error="<b>a field too many</b>",
    )


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_to_its_own_permission(name, with_rights):
    others = {one for page, one in PAGES.items() if page != name}
    assert with_rights(*others).get(reverse(name)).status_code in (302, 403)
    assert with_rights(PAGES[name]).get(reverse(name)).status_code == 200


def test_visitors_and_members_see_none(client, member):
    for name in PAGES:
        assert client.get(reverse(name)).status_code in (302, 403)
    client.force_login(member)
    for name in PAGES:
        assert client.get(reverse(name)).status_code in (302, 403)


def test_what_was_not_found_stands_with_the_most_asked_first(with_rights):
    searched("Return visas")
    for visitor in "ab":
        searched("hometown", visitor=visitor)
        searched("HOMETOWN", visitor=visitor)
    searched("found", hits=3)
    searched("old", days_ago=40)
    client = with_rights(REPORT, "taxonomy.add_synonym")
    answer = client.get(reverse("search_report"))
    rows = answer.context["report"].unfound
    assert [(row.query, row.times, row.visitors) for row in rows] == [
        ("hometown", 4, 2),
        ("return visas", 1, 1),
    ]
    assert answer.context["report"].rate == 83
    text = answer.content.decode()
    assert f"{reverse('wagtailsnippets_taxonomy_synonym:add')}?words=return%20visas" in text
    assert len(client.get(reverse("search_report"), {"days": 90}).context["report"].unfound) == 3


def test_who_may_not_make_synonyms_is_not_offered_it(with_rights):
    searched("hometown")
    assert b"Make a synonym" not in with_rights(REPORT).get(reverse("search_report")).content


def test_slow_searches_are_named(with_rights):
    searched("slow", hits=1, ms=900)
    searched("slow", hits=1, ms=300)
    searched("fast", hits=1, ms=20)
    (row,) = with_rights(REPORT).get(reverse("search_report")).context["report"].slow
    assert (row.query, row.times, row.longest, row.mean) == ("slow", 2, 900, 600)


def test_words_of_visitors_are_shown_as_text(with_rights):
    searched("<script>alert(1)</script>")
    assert b"<script>alert" not in with_rights(REPORT).get(reverse("search_report")).content


def test_days_are_those_of_the_log_whatever_the_readers_zone(monkeypatch):
    """Kiritimati has had another day for hours when the log still writes the old one."""
    searched("hometown")
    end_of_day = datetime.combine(timezone.now().date(), time(23, 30), UTC)
    monkeypatch.setattr(timezone, "now", lambda: end_of_day)
    with timezone.override("Pacific/Kiritimati"):
        assert [one.query for one in reports.unfound(1)] == ["hometown"]


@pytest.mark.parametrize("days", ["0", "x", "-1", "9999999999"])
def test_a_period_that_is_not_offered_is_a_month(days, with_rights):
    answer = with_rights(REPORT).get(reverse("search_report"), {"days": days})
    assert answer.context["report"].days == 30


# --- Words ----------------------------------------------------------------------------------------
def test_a_word_is_blocked_and_freed_and_keeps_its_count(with_rights):
    SpellWord.objects.create(term="maping", lang="en", df=4)
    client = with_rights(WORDS)
    client.post(reverse("search_words"), {"word": "Maping", "lang": "en"})
    row = SpellWord.objects.get()
    assert (row.term, row.blocked, row.df) == ("maping", True, 4)
    assert b"maping" in client.get(reverse("search_words")).content
    client.post(reverse("search_words"), {"unblock": row.pk})
    row.refresh_from_db()
    assert (row.blocked, row.df) == (False, 4)


def test_a_word_that_no_document_has_can_be_blocked(with_rights):
    with_rights(WORDS).post(reverse("search_words"), {"word": "Émigré", "lang": "fr"})
    assert SpellWord.objects.get(blocked=True).term == "emigre"


@pytest.mark.parametrize("word", ["", "two words", "+++", "w" * 61])
def test_what_is_not_one_word_is_refused_at_its_field(word, with_rights):
    answer = with_rights(WORDS).post(reverse("search_words"), {"word": word, "lang": "en"})
    assert "word" in answer.context["form"].errors
    assert not SpellWord.objects.exists()


# --- Indexes --------------------------------------------------------------------------------------
def test_the_index_page_tells_what_waits_and_what_was_refused(with_rights):
    dead()
    Generation.objects.create(
        sink=Sink.EMBEDDED, name="m4d-one", mapping_hash="a", heartbeat=timezone.now(), docs=1204
    )
    text = with_rights(INDEX).get(reverse("search_index")).content.decode()
    for words in ("page:1", "&lt;b&gt;a field too many", "m4d-one", "1,204"):
        assert words in text
    assert "Try again" not in text


def test_what_was_refused_is_tried_again_by_those_who_may(with_rights):
    first, second = dead(), dead("page:2")
    client = with_rights(INDEX)
    assert client.post(reverse("search_index"), {"key": "page:1"}).status_code in (302, 403)
    first.refresh_from_db()
    assert first.dead
    client = with_rights(INDEX, MEND)
    client.post(reverse("search_index"), {"key": "page:1"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.dead, first.tries, second.dead) == (False, 0, True)
    client.post(reverse("search_index"), {"key": ""})
    assert not Outbox.objects.filter(dead=True).exists()


# --- The desk -------------------------------------------------------------------------------------
def test_the_desk_tells_what_several_people_did_not_find(with_rights):
    for visitor in "ab":
        searched("hometown", visitor=visitor)
    searched("once")
    text = with_rights(REPORT, "taxonomy.add_synonym").get("/cms/").content.decode()
    assert "Searches without results" in text
    assert "?words=hometown" in text
    assert "?words=once" not in text


def test_the_desk_tells_what_is_wrong_with_the_index(with_rights):
    dead()
    text = with_rights(INDEX).get("/cms/").content.decode()
    assert "1 document was refused" in text
    assert "There is no index yet" in text


def test_the_desk_is_silent_to_others(with_rights):
    dead()
    for visitor in "ab":
        searched("hometown", visitor=visitor)
    text = with_rights().get("/cms/").content.decode()
    assert "hometown" not in text
    assert "refused" not in text
