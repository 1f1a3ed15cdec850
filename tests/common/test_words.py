"""Nothing a reader sees is said in one language only (I18N1)."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from common.templatetags.m4d import colon

ROOT = Path(__file__).resolve().parents[2]
# The style guide is for designers, in dev and demo only.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*.html") if "styleguide" not in path.parts
)
# Names and signs that are the same in every language.
NAMES = re.compile(
    r"M4D Net|BibTeX|RIS|CSL-JSON|CSV|PDF|ZIP|Atom|RSS|UTC|DOI|ISBN|ISSN|Ana Exemplu"
)
UNSEEN = re.compile(
    r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}|<!--.*?-->|<(script|style)\b.*?</\1>"
    r"|{%\s*blocktranslate\b.*?endblocktranslate\s*%}",
    re.DOTALL,
)
SPOKEN = re.compile(r"""\s(?:aria-label|alt|title|placeholder)="([^"]*)\"""")
CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")


def words_outside_gettext(source):
    """Letters that reach the reader as they stand in the template."""
    source = CODE.sub("", UNSEEN.sub("", source))
    seen = [*SPOKEN.findall(source), *TAG.sub("\n", source).splitlines()]
    texts = (ENTITY.sub("", NAMES.sub("", text)).strip() for text in seen)
    return [text for text in texts if re.search(r"[^\W\d_]{2}", text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_word_of_a_template_goes_through_gettext(path):
    assert words_outside_gettext(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        '<nav aria-label="Main menu">',
        "{{ count }} files",
        "{% if a %}Yes{% endif %}",
    ],
)
def test_a_word_outside_gettext_is_found(source):
    assert words_outside_gettext(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="lead">{% translate "Hello" %}</p>',
        '<nav aria-label="{% translate "Main" %}">{# a remark #}</nav>',
        "{% blocktranslate with n=size %}{{ n }} MB{% endblocktranslate %}",
        "{% comment %}card: what it is{% endcomment %}<b>·&nbsp;{{ title }}</b>",
    ],
)
def test_markup_and_remarks_are_not_taken_for_words(source):
    assert words_outside_gettext(source) == []


COLON = re.compile(r"(?:}}|%}|</(?:a|b|bdi|span|strong)>): (?={[{%]|<)")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_colon_between_two_texts_is_the_languages_own(path):
    """French has a space before it: `{% colon %}` has, too."""
    assert not COLON.findall(UNSEEN.sub("", path.read_text()))


def test_the_colon_of_french_has_a_narrow_space_before_it():
    with override("fr"):
        assert colon() == "\u202f: "
    with override("en"):
        assert colon() == ": "
