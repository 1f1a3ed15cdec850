"""Pictures and films."""

import re

import pytest
from django.core.exceptions import ValidationError

from tests.common.blocks.acts import BODY, body, child, refusal, value_of


def test_a_picture_has_words_in_its_place_or_is_decoration(picture):
    for raw, is_allowed in (
        ({"image": picture.pk, "alt_text": "", "decorative": False}, False),
        ({"image": picture.pk, "alt_text": "A full hall", "decorative": False}, True),
        ({"image": picture.pk, "alt_text": "", "decorative": True}, True),
        ({"image": None, "alt_text": "A hall", "decorative": False}, False),
    ):
        value = value_of("image", image=raw, caption="")
        if is_allowed:
            child("image").clean(value)
        else:
            with pytest.raises(ValidationError):
                child("image").clean(value)


def test_a_picture_comes_in_sizes_and_formats_and_the_light_version_has_none(picture):
    raw = {"image": picture.pk, "alt_text": "A full hall", "decorative": False}
    value = value_of("image", image=raw, caption="The evening")
    html = child("image").render(value)
    assert 'type="image/avif"' in html
    assert 'alt="A full hall"' in html
    assert 'loading="lazy"' in html
    assert re.search(r'width="\d+"', html)
    assert child("image").render(value, {"light": True}).strip() == ""


def test_a_gallery_holds_two_to_twelve_pictures(picture):
    one = {
        "image": {"image": picture.pk, "alt_text": "x", "decorative": False},
        "caption": "",
    }
    block = child("gallery")
    block.clean(value_of("gallery", pictures=[one] * 2))
    for number in (1, 13):
        with pytest.raises(ValidationError):
            block.clean(value_of("gallery", pictures=[one] * number))


FILM = {"title": "A film", "url": "https://vimeo.com/1", "minutes": 3}


def test_a_film_needs_captions_or_a_transcript():
    assert "transcript" in refusal("video", FILM)
    child("video").clean(value_of("video", **FILM, captions=["en"]))
    child("video").clean(value_of("video", **FILM, transcript="<p>x</p>"))


def test_a_draft_of_a_film_may_wait_for_its_words():
    BODY.clean_deferred(body(("video", {"title": "A film", "url": "", "minutes": 3})))


@pytest.mark.parametrize(
    "url",
    [
        "https://films.example/1",
        "http://vimeo.com/1",
        "https://vimeo.com.example/1",
        "https://vimeo.com@films.example/1",
        "https://evil.example/https://vimeo.com/1",
        "https://www.youtube.com.evil.example/watch",
    ],
)
def test_a_film_from_another_host_is_refused_in_a_draft_too(url):
    """platform.md §5: embed host not on the allow-list → refused."""
    with pytest.raises(ValidationError) as caught:
        BODY.clean_deferred(body(("video", FILM | {"url": url})))
    assert "url" in caught.value.block_errors[0].block_errors


def test_a_film_is_a_link_or_a_file(document):
    assert "url" in refusal("video", FILM | {"file": document.pk, "captions": ["en"]})
    assert "url" in refusal("video", FILM | {"url": "", "captions": ["en"]})
    value = value_of("video", **FILM | {"url": "", "file": document.pk, "captions": ["en"]})
    child("video").clean(value)
    assert document.url in child("video").render(value)


def test_no_film_loads_by_itself():
    block = child("video")
    html = block.render(block.get_preview_value())
    assert not re.search(r"<(iframe|video|embed|object|script)", html)
