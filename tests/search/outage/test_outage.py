"""The search server goes away under writes (search.md §17, §22.4)."""

import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone
from structlog.testing import capture_logs

from members.models import Organisation
from search import breaker
from search.access import principal_for
from search.backends import engines
from search.backends.base import EngineDown
from search.checking import differences
from search.drain import drain_all
from search.generations import live
from search.models import Outbox, Sink
from search.request import SearchRequest
from search.selectors import query
from tests.factories.members import OrganisationFactory, UserFactory
from tests.search.outage.conftest import FOR_MEMBERS, Counting, well_again

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    pytest.mark.slow,  # a server starts in ten to twenty seconds
    pytest.mark.timeout(600),
]


def answer_to(text, page=1, user=None):
    return query(SearchRequest(text=text, page=page), principal_for(user or AnonymousUser(), "en"))


def found(text, user=None):
    """The engine that answered a reader, and how much it found."""
    answer = answer_to(text, user=user)
    return answer.engine, answer.total


def embedded_name():
    return engines.embedded().name


def is_whole(engine):
    """Whether the index is what the database holds, of the newest and of all else."""
    wrong = differences(engine, live(engine.sink))
    return not wrong.keys and wrong.expected == wrong.found and bool(wrong.found)


def catch_up(engine):
    """What the loop does in time: all that waits, as if its pauses were over."""
    Outbox.objects.update(not_before=timezone.now(), leased_until=None)
    return drain_all(engine)


def a_hundred_changes(notes):
    """60 new ones, 20 renamed, 20 deleted."""
    OrganisationFactory.create_batch(60, name="Harvest of the outage")
    for note in notes[:20]:
        note.name = "Vintage of the outage"
        note.save()
    for note in notes[20:40]:
        note.delete()


@pytest.fixture
def stored(site):
    """Forty notes that both engines know."""
    notes = OrganisationFactory.create_batch(40, name="Meadow before the outage")
    catch_up(site)
    site.refresh(live(site.sink))
    assert found("meadow")[0] == site.name
    return notes


def test_a_server_that_is_killed_is_missed_by_nobody(site, stored, server):
    """Saves succeed, the database answers, and nothing is lost when it is back."""
    server.kill()
    Counting.writes = 0
    with capture_logs() as lines:
        a_hundred_changes(stored)
        answers = [found("harvest"), found("vintage"), found("meadow")]
    assert Organisation.objects.count() == 80
    # What was saved is found at once, and what was renamed or deleted is not.
    assert answers == [(embedded_name(), 60), (embedded_name(), 20), (embedded_name(), 0)]
    assert [line["event"] for line in lines].count("search.degraded") == 1
    assert Outbox.objects.filter(sink=Sink.ELASTIC).count() == 100
    assert not Outbox.objects.filter(sink=Sink.EMBEDDED).exists()
    assert Counting.writes < 20  # of a hundred saves: the others did not try

    server.start()
    assert catch_up(site).done == 100
    assert is_whole(site)
    assert is_whole(engines.embedded())
    well_again()
    site.refresh(live(site.sink))
    assert found("harvest") == (site.name, 60)


def test_a_server_that_does_not_answer_holds_up_one_save_and_one_question(site, stored, server):
    """It takes connections and is silent: the worst way to fail."""
    server.freeze()
    try:
        Counting.writes = 0
        breaker_pauses = breaker.FIRST_PAUSE_S
        breaker.FIRST_PAUSE_S = 60  # so that the number below is of causes, not of seconds
        a_hundred_changes(stored)
        assert Counting.writes == 1
        with capture_logs() as lines:
            assert {found("harvest")[0] for _ in range(20)} == {embedded_name()}
        assert [line["event"] for line in lines].count("search.degraded") == 1
        assert breaker.questions.openings() == 1
    finally:
        breaker.FIRST_PAUSE_S = breaker_pauses
        server.thaw()
    well_again()
    catch_up(site)
    assert is_whole(site)


def test_an_empty_server_is_complained_of_and_built_anew(site, stored, server):
    """Its disk is lost. Nothing is made again in passing; readers do not notice."""
    server.kill()
    a_hundred_changes(stored)
    server.empty()
    server.start()
    well_again()

    assert found("harvest")[0] == embedded_name()
    assert catch_up(site).done == 0
    assert site._client.cat.indices(format="json") == []
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("search_check", stdout=said)
    assert ended.value.code == 1
    assert "elastic: elasticsearch, no index" in said.getvalue()

    well_again()
    call_command("search_rebuild", sink="elastic", stdout=io.StringIO())
    catch_up(site)
    call_command("search_check", stdout=io.StringIO())
    assert is_whole(site)
    assert found("harvest")[0] == site.name
    assert not Outbox.objects.exists()


def test_filter_and_wall_hold_while_it_is_away_and_when_it_comes_back_with_old_rights(
    site, stored, server
):
    member = UserFactory()
    closed = stored[0]
    server.kill()
    closed.name = f"{FOR_MEMBERS}: meadow canary"
    closed.save()
    assert found("canary") == (embedded_name(), 0)
    assert found("canary", member) == (embedded_name(), 1)
    assert found("meadow") == (embedded_name(), 39)

    # It comes back and still believes that everybody may read the note: the loop has not run.
    server.start()
    well_again()
    with capture_logs() as lines:
        answers = [answer_to("meadow", page) for page in (1, 2)]
    assert {answer.engine for answer in answers} == {site.name}
    assert not any(FOR_MEMBERS in hit.title for answer in answers for hit in answer.hits)
    redacted = [line for line in lines if line["event"] == "search.redacted"]
    assert [line["keys"] for line in redacted] == [[f"note:{closed.pk}"]]

    catch_up(site)
    site.refresh(live(site.sink))
    assert found("canary") == (site.name, 0)
    assert found("canary", member) == (site.name, 1)


def test_a_lost_index_is_never_made_again_by_writing(site, stored):
    """Neither by storing, nor by removing alone, which heeds no `require_alias`."""
    generation = live(site.sink)
    site.drop(generation)
    with pytest.raises(EngineDown):
        site.write(generation, [], ["note:1"], 10**9)
    stored[0].delete()
    stored[1].save()
    assert not site._client.indices.exists(index=f"{generation}-write")
    assert found("meadow")[0] == embedded_name()
    assert Outbox.objects.filter(sink=Sink.ELASTIC).count() == 2
