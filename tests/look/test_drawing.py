"""Drawings are pure functions: the same data gives the same picture, inside its frame."""

import re
from xml.etree import ElementTree

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.drawing import (
    Bond,
    cover_svg,
    horizon_svg,
    lost_svg,
    map_key,
    steps_of,
    world_image_svg,
    world_map_svg,
)
from taxonomy.world import world

SVG = "{http://www.w3.org/2000/svg}"
CODES = sorted(world().longitudes)
texts = st.text(max_size=40)
values = st.dictionaries(
    st.sampled_from(CODES), st.none() | st.integers(0, 10**7), min_size=1, max_size=20
)
bonds = st.lists(
    st.builds(Bond, st.sampled_from(CODES), st.sampled_from(CODES), st.booleans()), max_size=90
)


def heights_of(svg, line):
    """How far each arc goes above (positive) or below its line."""
    arcs = re.findall(r"A(\d+) (\d+) 0 0 ([01]) ", svg)
    return [int(height) if sweep == "1" else -int(height) for _half, height, sweep in arcs], line


@given(texts)
def test_a_seed_draws_one_cover_and_stays_inside_it(seed):
    svg = cover_svg(seed)
    assert svg == cover_svg(seed)
    ElementTree.fromstring(svg)
    heights, line = heights_of(svg, 57)
    assert all(-(84 - line) < height < line for height in heights)
    assert 1 <= int(re.search(r'data-series="(\d)"', svg)[1]) <= 6


def test_covers_differ():
    assert len({cover_svg(str(seed)) for seed in range(100)}) == 100


@pytest.mark.parametrize("series", range(1, 7))
def test_a_cover_takes_the_colour_of_its_series(series):
    assert f'data-series="{series}"' in cover_svg("x", series=series)


@given(bonds)
def test_the_horizon_is_at_most_6_kb_and_its_arcs_stay_inside(drawn):
    """look.md §5."""
    svg = horizon_svg(world().longitudes, drawn, CODES[:80])
    assert len(svg.encode()) <= 6_000
    if svg:
        ElementTree.fromstring(svg)
        heights, line = heights_of(svg, 110)
        assert all(-(160 - line) < height < line for height in heights)


@given(bonds)
def test_the_horizon_draws_a_bond_once_whichever_way_round(drawn):
    turned = [Bond(one.end, one.start, one.is_return) for one in drawn]
    assert horizon_svg(world().longitudes, [*drawn, *turned]) == horizon_svg(
        world().longitudes, drawn
    )


def test_a_horizon_of_unknown_places_is_empty():
    assert horizon_svg(world().longitudes, [Bond("QQ", "SN"), Bond("SN", "SN")]) == ""


@given(st.lists(st.integers(0, 10**7), max_size=60))
def test_every_number_is_in_exactly_one_step_and_no_step_is_empty(numbers):
    steps = steps_of(numbers)
    assert len(steps) <= 4
    for number in numbers:
        assert sum(step.holds(number) for step in steps) == (1 if number > 0 else 0)
    for step in steps:
        assert any(step.holds(number) for number in numbers)
    assert [step.low for step in steps] == sorted({step.low for step in steps})


@given(values, st.dictionaries(st.sampled_from(CODES), texts))
def test_the_map_links_each_country_with_a_number_and_nothing_else(numbers, labels):
    links = {code: f"?country={code}&x=<{code}>" for code in numbers}
    svg = world_map_svg(world(), numbers, labels, links, name='"a" <b>', id="m")
    root = ElementTree.fromstring(drop_controls(svg))
    linked = [link.get("href") for link in root.iter("a")]
    assert sorted(linked) == sorted(links[code] for code, value in numbers.items() if value != 0)
    assert root.get("aria-label") == '"a" <b>'


def drop_controls(svg):
    """XML knows no control characters; HTML, where the map stands, does."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", svg)


def test_the_map_is_read_in_the_order_of_its_table():
    numbers = {"SN": 5, "MA": 40, "CV": 40, "FR": None}
    labels = {code: f"{code}: {value}" for code, value in numbers.items()}
    svg = world_map_svg(world(), numbers, labels, {}, name="map")
    titles = [title.text for title in ElementTree.fromstring(svg).iter("title")]
    assert titles == ["CV: 40", "MA: 40", "SN: 5", "FR: None"]


def test_what_is_not_known_is_hatched_and_the_highest_step_dotted():
    """look.md §2.1: colour does not speak alone."""
    numbers = {"SN": 1, "MA": 20, "CV": 300, "FR": 4000, "IT": None}
    svg = world_map_svg(world(), numbers, {}, {}, name="map", id="m")
    assert svg.count('fill="url(#m-dots)"') == 1
    assert svg.count('fill="url(#m-hatch)"') == 1
    assert [one.step for one in map_key(numbers)] == [1, 2, 3, 4]


def test_every_country_is_on_the_map():
    """Antarctica alone is left out; XK is ours."""
    places = {*world().shapes, *world().points}
    assert places == {country.alpha_2 for country in pycountry.countries} - {"AQ"} | {"XK"}
    assert set(CODES) == places
    for x, y in world().points.values():
        assert 0 < x < world().width
        assert 0 < y < world().height


def test_no_shape_runs_across_the_whole_map():
    """Russia and Fiji lie on both sides of the 180th meridian."""
    for code, shape in world().shapes.items():
        steps = [int(x) for x in re.findall(r"[l ](-?\d+)(?= |-)", shape)]
        assert all(abs(step) < 300 for step in steps), code


def test_the_map_as_an_image_has_attributes_only():
    """SEC1: no style inside; an image asks the page for nothing."""
    svg = world_image_svg(world(), {"SN": 5, "CV": 300, "FR": None})
    root = ElementTree.fromstring(svg)
    assert {one.tag for one in root.iter()} == {f"{SVG}svg", f"{SVG}path", f"{SVG}circle"}
    assert "class" not in svg
    assert "style" not in svg


def test_the_arc_of_the_404_page_does_not_arrive():
    root = ElementTree.fromstring(lost_svg())
    assert root.get("aria-hidden") == "true"
    assert [one.get("class") for one in root.iter("path")] == ["go", "gap", "line"]
