"""What every block owes: a description, a preview, a template of its name, and inert text."""

import re
from html.parser import HTMLParser

import pytest
from django.template.loader import get_template
from django.urls import reverse
from wagtail.blocks import ListBlock, StructBlock

from common.blocks import body_blocks
from tests.common.blocks.acts import child

NAMES = [name for name, _block in body_blocks]
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
NOT_WORDS = {"type", "date", "as_of", "url", "link", "level", "kind", "audience", "list", "value"}


@pytest.mark.parametrize("name", NAMES)
def test_a_block_says_what_it_is_and_has_the_template_of_its_name(name):
    block = child(name)
    assert block.get_description()
    assert block.label
    assert block.meta.group
    assert block.meta.template == f"blocks/{name}.html"
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_the_picker_shows_an_example_of_every_block(name, admin, client):
    """style.md §3: without description, preview value and our template there is none."""
    block = child(name)
    assert block.is_previewable
    client.force_login(admin)
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "css/site.css" in html
    assert "<script" not in html
    assert " style=" not in html
    shown = html.split('<div class="prose">')[1]
    assert len(re.sub(r"<[^>]*>|\s", "", shown)) > 10 or "<svg" in shown


def spoil(raw, key=""):
    """`raw` with hostile markup in every plain field."""
    if isinstance(raw, dict):
        return {name: spoil(one, name) for name, one in raw.items()}
    if isinstance(raw, list):
        return [spoil(one, key) for one in raw]
    is_words = isinstance(raw, str) and key not in NOT_WORDS and not raw.startswith("<p>")
    return HOSTILE if is_words else raw


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(NAMES) - {"text"}))
def test_markup_typed_into_a_field_stays_text(name):
    """SEC17: plain fields are escaped wherever they are printed."""
    block = child(name)
    raw = block.get_prep_value(block.get_preview_value())
    spoilt = raw if name == "accordion" else spoil(raw)
    if name == "accordion":
        spoilt = {"items": [{"question": HOSTILE, "answer": "<p>x</p>", "anchor": ""}]}
    tags = Tags(block.render(block.to_python(spoilt), {"block_def": block}))
    assert not {"script", "img"} & {tag for tag, _attrs in tags.found}
    assert not [name for _tag, attrs in tags.found for name in attrs if name.startswith("on")]


class Tags(HTMLParser):
    """The tags a browser sees, with the names of their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name for name, _value in attrs}))


def leaves(block, path=""):
    if isinstance(block, StructBlock):
        for name, one in block.child_blocks.items():
            yield from leaves(one, f"{path}.{name}")
    elif isinstance(block, ListBlock):
        yield from leaves(block.child_block, path)
    else:
        yield path, block


def test_every_field_for_words_has_an_end_and_a_name():
    """Nobody pastes a book into a title."""
    from wagtail.blocks import CharBlock, TextBlock

    for name, block in body_blocks:
        for path, leaf in leaves(block, name):
            if type(leaf) in (CharBlock, TextBlock):
                is_wagtails = path.endswith(".alt_text") or "table" in path
                assert leaf.field.max_length or is_wagtails, path
