"""Telling members of new finds of the searches they saved (search.md §10)."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.http import QueryDict
from django.utils import translation

from notifications.services import notify
from search import seen
from search.access import principal_for
from search.asking import question_of
from search.backends import engines
from search.backends.base import FACETS, Ask, EngineDown, Sort
from search.facets import names_of
from search.generations import live
from search.models import Frequency, SavedSearch, Sink
from search.parser import parse
from search.ranking import by_date
from search.request import PAGE_SIZE, from_params
from search.results import Hit
from search.selectors.asked import languages_for
from search.selectors.showing import behind_the_wall, hits_of
from search.synonyms import other_words

log = structlog.get_logger(__name__)

FINDS = "search.finds"  # the type of notification
MOST_TITLES = 10
# A little less than the rhythm, so that a clock that is late one day does not skip the next.
RHYTHM = {Frequency.DAILY: timedelta(hours=23), Frequency.WEEKLY: timedelta(days=6, hours=23)}


def send_alerts(*, frequency: Frequency, now: datetime, only_due: bool = True) -> int:
    """Tell of what is new since the last run; the number of messages handed over.

    Each owner's rights are read at this moment, and closed accounts get nothing. With `only_due`
    searches that ran within the day (or week) wait. Safe to run twice at once: one run takes a
    search, in the transaction that tells of it. One that fails is logged and tried at the next run.
    """
    waiting = SavedSearch.objects.filter(frequency=frequency, user__is_active=True)
    if only_due:
        waiting = waiting.filter(last_run__lte=now - RHYTHM[frequency])
    sent = 0
    for saved in waiting.select_related("user").order_by("pk").iterator(chunk_size=200):
        try:
            sent += _alert(saved, now)
        except EngineDown as problem:
            log.warning("search.alerts_wait", problem=str(problem))
            break
        except Exception:  # one search, whatever is wrong with it, holds up no other
            log.exception("search.alert_failed", search=saved.pk)
    return sent


def _alert(saved: SavedSearch, now: datetime) -> bool:
    """One search: look, take the run, hand over. Whether there was something to tell."""
    new = seen.since(saved.looked_until)
    hits = new_hits(saved, frozenset(new)) if new else []
    # Not `now`: what another process is noting at this moment may carry an earlier time.
    looked_until = max(new.values(), default=saved.looked_until)
    with transaction.atomic():
        taken = SavedSearch.objects.filter(pk=saved.pk, last_run=saved.last_run).update(
            last_run=now, looked_until=looked_until
        )
        if not taken or not hits:
            return False
        saved.last_run, saved.looked_until = now, looked_until
        keys = [hit.key for hit in hits]
        notify(type=FINDS, recipients=[saved.user], target=saved, data={"keys": keys})
    return True


def new_hits(saved: SavedSearch, only: frozenset[str]) -> list[Hit]:
    """At most ten finds among the keys `only`, as the owner may see them, newest first.

    All words have to be there: a mail about half a match would be noise. Raises EngineDown.
    """
    generation = live(Sink.EMBEDDED)
    if generation is None:
        raise EngineDown("no index was ever built: search_rebuild")
    lang = saved.lang
    with translation.override(lang):
        principal = principal_for(saved.user, lang)
        params = QueryDict(saved.params)
        asked = from_params(params, lang)
        if any(facet in params and facet not in asked.selected for facet in FACETS):
            return []  # what it was narrowed to is no more: without that it finds everything
        parsed = parse(asked.text)
        question = question_of(parsed, languages_for(lang), other_words(parsed, lang))
        answer = engines.embedded().search(
            generation,
            Ask(
                question=question,
                principal=principal,
                required=len(question.groups),
                selected=asked.selected,
                sort=Sort.DATE,
                with_facets=False,
                only=only,
                limit=PAGE_SIZE,
            ),
        )
        documents = behind_the_wall(by_date(answer.found)[:PAGE_SIZE], principal)[:MOST_TITLES]
    with translation.override(_mail_language(saved)):
        places = {place for document in documents for place in document.places}
        return list(hits_of(documents, question, principal, names_of({"country": places})))


def address_of(saved: SavedSearch) -> str:
    """The path of its page of results, in the language it was saved in."""
    return f"/{saved.lang}/search/" + (f"?{saved.params}" if saved.params else "")


def _mail_language(saved: SavedSearch) -> str:
    """The language the owner reads mails in, whatever the search was saved in."""
    return getattr(saved.user, "language", saved.lang)
