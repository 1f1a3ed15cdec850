"""The sheet keeps the rules of look.md: tokens alone, both directions, contrast, weight."""

import gzip
import re

import pytest
from django.conf import settings

from common.staticfiles import joined, sources

FOLDER = settings.ROOT / "static" / "css"
COMPONENTS = sorted((FOLDER / "components").glob("*.css"))
# What is not a component's: the order of these files is fixed.
FRAME = [FOLDER / f"{name}.css" for name in ("base", "layout", "utilities")]
BUDGET = 12_000  # bytes, compressed; the whole first view may have 30 kB of HTML and CSS

BREAKPOINT = re.compile(r"@(?:media|container|page)[^{]*\{(?:\s*margin:[^}]*\})?")
RAW_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch|hwb)a?\(")
RAW_LENGTH = re.compile(r"(?<![\w.-])(?:\d*\.)?\d+(?:px|rem|ch|vw|vh)\b")
ONE_DIRECTION = re.compile(
    r"(?:^|[;{]\s*)(?:[\w-]*-(?:left|right)\b|left:|right:|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
    r"|transform:[^;]*translateX)",
    re.MULTILINE,
)
FOUR_VALUES = re.compile(r"(?:margin|padding|inset|border-width|border-radius):\s*([^;}]+)")


def rules_of(path):
    """The file without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def relative(paths):
    return [pytest.param(path, id=str(path.relative_to(FOLDER))) for path in paths]


@pytest.mark.parametrize("path", relative([*COMPONENTS, *FRAME]))
def test_no_colour_or_size_stands_outside_the_tokens(path):
    """look.md §2: only breakpoints, the margin of paper and the size of its type are raw."""
    css = BREAKPOINT.sub("", rules_of(path))
    assert RAW_COLOUR.findall(css) == []
    assert RAW_LENGTH.findall(css) == []


@pytest.mark.parametrize("path", relative(sources(FOLDER)))
def test_every_rule_works_in_both_directions(path):
    """look.md §4."""
    css = rules_of(path)
    assert ONE_DIRECTION.findall(css) == []
    for values in FOUR_VALUES.findall(css):
        sides = values.split()
        assert len(sides) != 4 or sides[1] == sides[3], values


@pytest.mark.parametrize("path", relative(COMPONENTS))
def test_a_component_keeps_to_its_layer_and_is_not_forced(path):
    """look.md §3: joining needs no order but that of the layers."""
    css = rules_of(path).strip()
    assert css.startswith("@layer components {")
    assert "!important" not in css
    assert "@import" not in css
    assert not re.search(r"(?:^|[\s,])#[a-z]", css), "no ids for style"
    assert not re.search(r"[{;]\s*&", css), "no nesting: the baseline does not know it"


def test_every_token_that_is_used_is_there():
    known = set(re.findall(r"(--[\w-]+):", rules_of(FOLDER / "tokens.css")))
    used = {
        name for path in sources(FOLDER) for name in re.findall(r"var\((--[\w-]+)", rules_of(path))
    }
    assert used - known == set()


def test_every_class_of_a_component_is_printed_somewhere():
    """A sheet that nobody uses is weight for everybody."""
    folders = (
        "templates",
        "common",
        "home",
        "library",
        "events",
        "learning",
        "news",
        "members",
        "search",
        "taxonomy",
        "site",
        "static/js",
    )
    texts = [
        path.read_text(encoding="utf-8")
        for folder in folders
        for kind in ("*.html", "*.py", "*.js")
        for path in (settings.ROOT / folder).rglob(kind)
    ]
    words = set(re.findall(r"[\w-]+", " ".join(texts)))
    drawn = {"s1", "s2", "s3", "s4", "s5", "s6"}  # steps and series, numbered when they are drawn
    for path in COMPONENTS:
        classes = set(re.findall(r"\.([a-z][\w-]*)", rules_of(path)))
        assert classes - words - drawn == set(), path.name


def test_the_sheet_is_one_small_file():
    """look.md §3, C8: one request, within what a slow line carries."""
    sheet = joined(FOLDER)
    assert len(gzip.compress(sheet.encode())) < BUDGET
    assert "url(" not in sheet
    assert "@font-face" not in sheet


# --- Contrast -----------------------------------------------------------------------------------
GROUNDS = ("page", "surface", "raised", "sunken")
TEXTS = ("text", "muted", "primary", "primary-strong", "link", "link-strong", "visited")
STATES = ("danger", "success", "warning", "accent")
TINTS = {
    "primary-tint": "primary",
    "info-tint": "link",
    "success-tint": "success",
    "warning-tint": "warning",
    "danger-tint": "danger",
    "accent-tint": "accent",
}
SERIES = tuple(f"series-{number}" for number in range(1, 7))
PAIRS = [
    *((front, ground, 4.5) for ground in GROUNDS for front in (*TEXTS, *STATES)),
    *(
        (front, tint, 4.5)
        for tint, strong in TINTS.items()
        for front in dict.fromkeys(("text", "muted", "link", strong))
    ),
    *(("on-primary", ground, 4.5) for ground in ("primary", "primary-strong")),
    ("text", "mark", 4.5),
    *(("control", ground, 3.0) for ground in GROUNDS),
    *(("focus-ring", ground, 3.0) for ground in ("focus",)),
    *((front, "page", 3.0) for front in SERIES),
]


def schemes():
    """The colours of both schemes: {"light": {name: "#rrggbb"}, "dark": …}."""
    css = rules_of(FOLDER / "tokens.css")
    blocks = {
        "light": css[: css.index("prefers-color-scheme: dark")],
        "dark": css[
            css.index("prefers-color-scheme: dark") : css.index(':root[data-theme="light"]')
        ],
        "chosen": css[css.index(':root[data-theme="dark"]') :],
    }
    found = {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css)) for name, css in blocks.items()
    }
    return {"light": found["light"]} | {
        name: found["light"] | found[name] for name in ("dark", "chosen")
    }


def luminance(colour):
    """Relative luminance of `#rrggbb`, WCAG 2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """Between 1 and 21, WCAG 2."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_a_pair_of_colours_can_be_told_apart(front, ground, least, scheme):
    """look.md §2.1, A11Y1: text 4.5, controls and graphics 3."""
    colours = schemes()[scheme]
    assert contrast(colours[front], colours[ground]) >= least


def test_dark_by_choice_is_the_dark_of_the_system():
    assert schemes()["chosen"] == schemes()["dark"]
