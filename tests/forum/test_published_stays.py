"""A published synthesis is never changed: a correction is a new version (forum.md §4)."""

from functools import partial

import pytest

from forum import services
from forum.models import (
    PublishedStays,
    Synthesis,
    SynthesisExcerpt,
    SynthesisState,
    SynthesisText,
)
from tests.factories import discussions as given

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """(a synthesis as a form read it when it was a draft, an answer); it is published since."""
    discussion = given.opened()
    host, answer = given.host_of(discussion), given.an_answer(discussion)
    drafted = given.a_synthesis(discussion)
    services.add_excerpt(
        host=host, synthesis=drafted, post=answer, quote=answer.content.raw.split()[0]
    )
    old = Synthesis.objects.get(pk=drafted.pk)
    services.publish_synthesis(host=host, synthesis=drafted)
    return old, answer


def changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def excerpt(old, answer):
    return SynthesisExcerpt(synthesis=old, post=answer, post_revision=1, quote="other", position=9)


def text(old, **more):
    return SynthesisText(synthesis=old, language="fr", title="t", body="b", rendered="b", **more)


WAYS = {
    "its note": lambda old, answer: changed(old, method_note="We counted anew."),
    "its version": lambda old, answer: changed(old, version=7),
    "its note, in bulk": lambda old, answer: Synthesis.objects.update(method_note="x"),
    "rows at once": lambda old, answer: Synthesis.objects.bulk_update([old], ["version"]),
    "the row": lambda old, answer: old.delete(),
    "all rows": lambda old, answer: Synthesis.objects.all().delete(),
    "an excerpt": lambda old, answer: changed(old.excerpts.get(), quote="other words"),
    "an excerpt more": lambda old, answer: excerpt(old, answer).save(),
    "excerpts at once": lambda old, answer: SynthesisExcerpt.objects.bulk_create(
        [excerpt(old, answer)]
    ),
    "an excerpt less": lambda old, answer: old.excerpts.get().delete(),
    "its text": lambda old, answer: changed(old.texts.get(), body="Other words."),
    "another original": lambda old, answer: text(old, is_original=True).save(),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_of_a_published_synthesis_is_changed_by_any_way(way, world):
    """Also by a copy that was read when it was a draft."""
    with pytest.raises(PublishedStays):
        partial(way, *world)()


def test_its_state_goes_on_and_translations_come(world):
    old, _answer = world
    text(old).save()
    Synthesis.objects.filter(pk=old.pk).update(state=SynthesisState.SUPERSEDED)
    now = Synthesis.objects.get(pk=old.pk)
    assert (now.state, now.texts.count()) == (SynthesisState.SUPERSEDED, 2)


def test_a_draft_is_written_and_thrown_away(world):
    old, answer = world
    host = given.host_of(old.discussion)
    draft = given.a_synthesis(old.discussion)
    assert draft.excerpts.count() == 1  # it begins with those of the last
    services.add_excerpt(host=host, synthesis=draft, post=answer, quote=answer.content.raw[:4])
    changed(draft, method_note="We read all.")
    services.discard_synthesis(host=host, synthesis=draft)
    assert not Synthesis.objects.filter(pk=draft.pk).exists()
