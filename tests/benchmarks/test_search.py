"""The search's benchmark works; how fast anything is stays out of the tests (search.md §20)."""

import json
import re
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from benchmarks.search_data import words
from benchmarks.search_latency import table
from home.models import StandardPage
from search.backends.engines import embedded
from search.evaluation.around import beside, saved, spelt
from search.evaluation.bench import PARTS, Measured
from search.evaluation.times import Times
from search.generations import fed, trial
from search.models import Generation, Outbox, SpellWord
from search.vocabulary import grams_of
from tests.factories.home import make_site
from tests.factories.pages import plant


@pytest.fixture
def findable(db):
    """One page that can be found."""
    return plant(make_site(), StandardPage(title="Remittances", slug="remittances", summary="Sent"))


def test_words_to_be_misspelt_are_different_and_of_letters_alone():
    some = words(2_000)
    assert len(set(some)) == 2_000
    assert all(re.fullmatch(r"[a-z]{4,}", one) for one in some)
    assert words(10) == some[:10]


def test_the_table_says_what_was_missed_and_leaves_single_queries_out():
    slow, fast, one = Times([60.0] * 9), Times([4.0] * 9), Times([999.0])
    lines = [Measured("search", slow, 50.0), Measured("autocomplete", fast, 20.0)]
    lines.append(Measured("one word, rare", one))
    printed = table({"sqlite": {line.title: line.figures() for line in lines}})
    assert re.search(r"search +60\.0 +60\.0 +60\.0  at most 50  MISSED", printed)
    assert re.search(r"autocomplete .* at most 20$", printed, re.M)
    assert "rare" not in printed


def test_an_index_on_trial_is_fed_and_leaves_nothing(db):
    tables = connection.introspection.table_names()
    with trial(embedded()) as name:
        assert fed("embedded") == [name]
    assert not Generation.objects.exists()
    assert connection.introspection.table_names() == tables


def test_every_part_of_the_bench_is_kept_for_machines(db, tmp_path, capsys):
    with suppress(CommandError):  # a busy machine may miss a budget
        call_command("search_eval", bench=True, documents=40, rounds=1, keep=tmp_path / "figures")
    figures = json.loads((tmp_path / "figures").read_text())
    assert figures["search"]["asked"] == 30 * 4
    assert {"autocomplete", "did you mean, of 0 words"} <= figures.keys()
    told = capsys.readouterr().out
    assert [part for part in PARTS if f"measuring: {part}" not in told] == []


def test_words_of_the_site_are_misspelt_and_corrected(db, django_assert_max_num_queries):
    word = SpellWord.objects.create(term="remittance", lang="en", df=3)
    word.grams.bulk_create(
        word.grams.model(word=word, gram=gram, length=10) for gram in grams_of(word.term)
    )
    with django_assert_max_num_queries(2 + 2 * 3 * 3):
        number, times = spelt(rounds=1)
    assert (number, len(times.ms)) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_what_a_save_waits_for_is_measured_with_what_follows_its_transaction(findable):
    call_command("search_rebuild", verbosity=0)
    times = saved(number=3)
    assert [len(one.ms) for one in times.values()] == [3, 3]
    noting, all_of_it = (min(one.ms) for one in times.values())
    assert noting < all_of_it
    assert not Outbox.objects.exists()


def test_nothing_is_saved_where_nothing_can_be_found(db):
    assert saved(number=3) == {}


def test_wagtails_own_search_is_asked_and_given_up_in_time(db, findable):
    pages, times = beside(patience=1)
    assert pages >= 1
    assert times.ms
