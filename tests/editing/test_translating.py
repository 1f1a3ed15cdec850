"""What a translator is given, and that each word of it comes back to its place (G2, G6)."""

import json
from datetime import date, time

import polib
import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, get_page_models
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation, TranslationSource

from common.blocks import BodyBlock, body_blocks
from common.partial_dates import PartialDateField
from events.models import EventLink, Session
from tests.factories import home as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(db):
    file = get_test_image_file()
    return get_image_model().objects.create(title="Hall", description="A hall", file=file)


@pytest.fixture
def document(db):
    file = ContentFile(b"%PDF-1.4", name="list.pdf")
    return get_document_model().objects.create(title="List", file=file, file_size=8)


def to_french(page, words=lambda text: f"«{text}»"):
    """(the page in French, what was asked) after a PO file went out and came in with `words`."""
    page.save_revision().publish()
    saved = type(page).objects.get(pk=page.pk)
    source, _is_new = TranslationSource.update_or_create_from_instance(saved)
    french = Locale.objects.get(language_code="fr")
    translation = Translation.objects.create(source=source, target_locale=french)
    po = polib.pofile(str(translation.export_po()))
    for entry in po:
        entry.msgstr = words(entry.msgid)
    translation.import_po(po)
    translation.save_target(publish=True)
    twin = type(page).objects.get(pk=translation.get_target_instance().pk)
    return twin, [entry.msgid for entry in po]


# --- Blocks -----------------------------------------------------------------------------------
# What is the same in every language: addresses, dates, plain figures, and what is chosen.
FACTS = {"level", "kind", "date", "link", "url", "anchor", "counter", "as_of", "filter", "list"}
FACTS |= {"audience", "captions", "type", "id"}


def put_in(raw, picture, document):
    """The examples have no picture and no file, as there may be none; here there are."""
    for one in raw:
        value = one["value"]
        if one["type"] == "file":
            value["document"] = document.pk
        pictures = {"image": [value], "gallery": value.get("pictures", [])}
        for at, holder in enumerate(pictures.get(one["type"], [])):
            use = {"image": picture.pk, "alt_text": f"Seen {one['type']} {at}", "decorative": False}
            holder.get("value", holder)["image"] = use
        if one["type"] == "feed":
            value |= {"list": "news", "filter": "theme=remittances"}


def words_in(raw, name=""):
    """Every text of a stored block, left out what is a fact."""
    if isinstance(raw, dict):
        for key, one in raw.items():
            yield from words_in(one, key)
    elif isinstance(raw, list):
        for one in raw:
            yield from words_in(one, name)
    elif isinstance(raw, str) and name not in FACTS and any(letter.isalpha() for letter in raw):
        yield raw


def facts_in(raw, name=""):
    """Everything of a stored block but its words."""
    if isinstance(raw, dict):
        for key, one in raw.items():
            yield from facts_in(one, key)
    elif isinstance(raw, list):
        for one in raw:
            yield from facts_in(one, name)
    elif not isinstance(raw, str) or name in FACTS or not any(one.isalpha() for one in raw):
        yield name, raw


def test_every_word_of_every_block_goes_out_and_comes_back_to_its_place(site, picture, document):
    """Alternative texts, captions, words of links and of buttons among them."""
    blocks = BodyBlock(body_blocks).child_blocks.items()
    raw = [
        {"type": name, "value": block.get_prep_value(block.get_preview_value())}
        for name, block in blocks
    ]
    raw[0]["value"] = "<p>Begin here.</p><ul><li>Then <b>there</b>.</li></ul>"
    put_in([one for one in raw if isinstance(one["value"], dict)], picture, document)
    original = make.a_news(body=json.dumps(raw))
    french, asked = to_french(original, words=lambda text: f"Q{text}")
    before = type(original).objects.get(pk=original.pk).body.get_prep_value()
    after = french.body.get_prep_value()
    assert [one["type"] for one in after] == [name for name, _block in blocks]
    assert list(facts_in(after)) == list(facts_in(before))
    untouched = [text for text in words_in(after) if "Q" not in text]
    assert untouched == []
    assert {"Seen image 0", "Seen gallery 0", "Seen gallery 1", "Its figures"} <= set(asked)
    assert not [text for text in asked if text.startswith(("http", "theme="))]


def test_a_link_in_a_text_keeps_its_target_and_gets_its_words(site):
    other = make.a_news(title="Other")
    text = f'<p>Read <a linktype="page" id="{other.pk}">the other one</a>.</p>'
    body = json.dumps([{"type": "text", "value": text}])
    french, asked = to_french(
        make.a_news(body=body), lambda text: text.replace("the other one", "l’autre")
    )
    assert any("the other one" in one for one in asked)
    stored = french.body[0].value.source
    assert "l’autre</a>" in stored
    assert f'id="{other.pk}"' in stored


# --- Fields -----------------------------------------------------------------------------------
def test_title_caption_alternative_text_and_the_words_for_search_engines(site, picture):
    page = make.a_news(
        title="A bridge",
        summary="Two towns.",
        image=picture,
        image_alt="Two banks",
        image_caption="The river",
        seo_title="Bridge news",
        search_description="Read it",
    )
    french, asked = to_french(page)
    assert french.title == "«A bridge»"
    assert (french.image_alt, french.image_caption) == ("«Two banks»", "«The river»")
    assert (french.seo_title, french.search_description) == ("«Bridge news»", "«Read it»")
    assert (french.slug, french.image_id) == (page.slug, picture.pk)
    assert page.slug not in asked


def test_rows_of_an_event_are_translated_and_its_times_are_not(site):
    page = make.an_event(start="2026-12-03", end="2026-12-04", zone="Africa/Nairobi", venue="Hall")
    page.sessions = [
        Session(
            title="Opening",
            room="Blue room",
            day=date(2026, 12, 3),
            start_time=time(9),
            end_time=time(10),
            zone="Africa/Nairobi",
            locale=page.locale,
        )
    ]
    page.links = [
        EventLink(title="Agenda", url="https://example.org/", language="en", locale=page.locale)
    ]
    french, asked = to_french(page)
    session, link = french.sessions.get(), french.links.get()
    assert (session.title, session.room, session.zone) == (
        "«Opening»",
        "«Blue room»",
        "Africa/Nairobi",
    )
    assert (link.title, link.url, link.language) == ("«Agenda»", "https://example.org/", "en")
    assert (french.start, french.end, french.zone) == (page.start, page.end, page.zone)
    assert (french.begins, french.finishes) == (page.begins, page.finishes)
    assert not {"2026-12-03", "Africa/Nairobi", "en"} & set(asked)


def test_answers_of_an_interview_are_translated_the_note_on_consent_is_not(site):
    value = {"question": "How did it begin?", "short": "Begin", "answer": "<p>With a letter.</p>"}
    page = make.an_interview(
        questions=json.dumps([{"type": "question", "value": value}]),
        agreement="By mail on 3 May",
        date="2016-10",
        role="Host",
    )
    french, asked = to_french(page)
    answer = french.questions[0].value
    assert (answer["question"], answer["short"]) == ("«How did it begin?»", "«Begin»")
    assert "«With a letter.»" in answer["answer"].source
    assert (french.role, french.date) == ("«Host»", "2016-10")
    assert not {"2016-10", "By mail on 3 May"} & set(asked)


def models_translated():
    """Page types, and the rows of theirs that have words."""
    for model in get_page_models():
        if model is not Page:
            yield model
            for field in get_translatable_fields(model):
                relation = field.get_field(model)
                if relation.one_to_many and field.is_translated(None):
                    yield relation.related_model


# Short codes that people read as they are.
CODES = {"slug", "zone", "language", "date", "month", "isbn", "issn", "doi", "container"}


def test_no_type_gives_a_fact_to_translators():
    given = {
        f"{model.__name__}.{field.field_name}"
        for model in models_translated()
        for field in get_translatable_fields(model)
        if field.is_translated(None)
        and (field.field_name in CODES or isinstance(field.get_field(model), PartialDateField))
    }
    # The roots of the languages stand side by side and have no common address.
    assert given == {"HomePage.slug"}


# --- What readers get ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("own_words", "alt", "lang"), [("", "A hall", "en"), ("Une salle", "Une salle", None)]
)
def test_a_description_that_nobody_translated_says_its_language(
    own_words, alt, lang, site, picture, client
):
    page = make.a_news(image=picture)
    french, _asked = to_french(page)
    french.image_alt = own_words
    french.save_revision().publish()
    html = BeautifulSoup(client.get(french.url).content, "html.parser")
    image = html.select_one("figure.picture img")
    assert (image["alt"], image.get("lang")) == (alt, lang)


def test_what_is_shown_in_its_original_language_says_so_in_the_head_too(site, client):
    """3.1.2 of WCAG: the title is read aloud before anything else."""
    page = make.a_news(title="Only English", summary="Nobody has translated it.")
    answer = client.get(page.url.replace("/en/", "/fr/"))
    html = BeautifulSoup(answer.content, "html.parser")
    assert html.html["lang"] == "fr"
    assert html.title["lang"] == "en"
    assert html.select_one("meta[name=description]")["lang"] == "en"
    own = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert not own.title.has_attr("lang")
