"""Citations: right for people, bodies and unknown dates; any text survives the journey (R14)."""

import json
import re
from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from common.partial_dates import PartialDate
from library.citation import FORMATS, Name, Work, cite, plain_text, work_of
from library.models import Contributor, ResourcePage
from library.selectors.rows import rows_of
from tests.factories.library import OrganisationFactory, make_record

ICMPD = "International Centre for Migration Policy Development"
GUIDE = Work(
    kind="report",
    genre="Operational guidelines",
    title="Enhancing diaspora engagement",
    authors=(Name.of_body(ICMPD),),
    editors=(),
    translators=(),
    publishers=(ICMPD,),
    place="Vienna",
    date=PartialDate(2014, 4, 23),
    edition="",
    container="",
    volume="",
    issue="",
    first_page="",
    last_page="",
    pages=132,
    series="",
    series_number="",
    isbn="978-3-902880-42-0",
    issn="",
    doi="",
    url="https://m4dnet.example/en/library/guide/",
    language="en",
    abstract="",
)
ARTICLE = replace(
    GUIDE,
    kind="article-journal",
    title="50 % of migrants & “cities” {in} $ _numbers_",
    authors=(Name("Plaza", "Sonia"), Name("Ratha", "Dilip")),
    container="International Migration",
    volume="55",
    issue="2",
    first_page="12",
    last_page="30",
    doi="10.1111/imig.12370",
)


# --- A reader of BibTeX, written from its rules, not from our writer -----------------------------
def split_at_depth_0(text, separator):
    parts, depth, start, at = [], 0, 0, 0
    while at < len(text):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        assert depth >= 0, text
        if depth == 0 and text.startswith(separator, at):
            parts.append(text[start:at])
            at = start = at + len(separator)
            continue
        at += 1
    assert depth == 0, text
    return [*parts, text[start:]]


UNESCAPED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "(left)",
    r"\textbraceright{}": "(right)",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{sign}": sign for sign in "$&%#_"},
}
ESCAPE = re.compile("|".join(re.escape(one) for one in UNESCAPED))


def unescaped(value):
    value = ESCAPE.sub(lambda found: UNESCAPED[found[0]], value)
    value = value.replace("{", "").replace("}", "")
    return value.replace("(left)", "{").replace("(right)", "}")


def read_bibtex(text):
    (whole,) = re.findall(r"\A@(\w+)\{([a-z0-9-]+),\n(.*)\n\}\n\Z", text, re.DOTALL)
    entry_type, key, body = whole
    fields = {}
    for line in split_at_depth_0(body, ",\n"):
        name, _equals, value = line.strip().rstrip(",").partition(" = ")
        fields[name] = value[1:-1] if value.startswith("{") else value
    return entry_type, key, fields


def tidy(text):
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


# --- The ordinary case ----------------------------------------------------------------------------
def test_plain_text_names_the_body_once_and_says_where_the_work_is():
    assert plain_text(GUIDE) == (
        f"{ICMPD} (2014). Enhancing diaspora engagement. https://m4dnet.example/en/library/guide/"
    )


def test_plain_text_of_an_article_has_journal_pages_publisher_and_doi():
    assert plain_text(replace(ARTICLE, title="Cities")) == (
        "Plaza, Sonia; Ratha, Dilip (2014). Cities. International Migration, 55(2), 12-30."
        f" Vienna: {ICMPD}. https://doi.org/10.1111/imig.12370"
    )


@pytest.mark.parametrize(("language", "mark"), [("en", "n.d."), ("de", "n.d.")])
def test_without_a_date_plain_text_says_so(language, mark):
    with translation.override(language):
        assert f"({mark})" in plain_text(replace(GUIDE, date=None))


def test_editors_stand_for_authors_where_there_are_none():
    edited = replace(GUIDE, authors=(), editors=(Name("Tarp", "Finn"),))
    assert plain_text(edited).startswith("Tarp, Finn (ed.) (2014).")


def test_bibtex_of_a_report():
    assert cite([GUIDE], "bib") == (
        "@techreport{international2014enhancing,\n"
        f"  author = {{{{{ICMPD}}}}},\n"
        "  title = {Enhancing diaspora engagement},\n"
        "  year = {2014},\n"
        "  month = apr,\n"
        f"  institution = {{{ICMPD}}},\n"
        "  address = {Vienna},\n"
        "  type = {Operational guidelines},\n"
        "  isbn = {978-3-902880-42-0},\n"
        "  url = {https://m4dnet.example/en/library/guide/},\n"
        "  language = {en},\n"
        "}\n"
    )


def test_bibtex_escapes_what_tex_would_read():
    _type, _key, fields = read_bibtex(cite([ARTICLE], "bib"))
    assert fields["title"] == (
        r"50 \% of migrants \& “cities” \textbraceleft{}in\textbraceright{} \$ \_numbers\_"
    )
    assert fields["author"] == "Plaza, Sonia and Ratha, Dilip"
    assert fields["pages"] == "12--30"
    assert fields["doi"] == "10.1111/imig.12370"


def test_ris_has_one_tag_a_line_and_ends_each_entry():
    lines = cite([ARTICLE, GUIDE], "ris").split("\r\n")
    assert lines[:3] == ["TY  - JOUR", "AU  - Plaza, Sonia", "AU  - Ratha, Dilip"]
    assert "DA  - 2014/04/23/" in lines
    assert "SP  - 12" in lines
    assert f"AU  - {ICMPD}" in lines
    assert lines.count("ER  - ") == 2


def test_csl_json_is_a_list_with_names_in_parts_and_bodies_whole():
    article, guide = json.loads(cite([ARTICLE, GUIDE], "json"))
    assert article["author"][0] == {"family": "Plaza", "given": "Sonia"}
    assert article["page"] == "12-30"
    assert guide["author"] == [{"literal": ICMPD}]
    assert guide["issued"] == {"date-parts": [[2014, 4, 23]]}
    assert guide["number-of-pages"] == "132"


@pytest.mark.parametrize("ending", FORMATS)
def test_an_unknown_date_is_never_guessed(ending):
    text = cite([replace(GUIDE, date=None)], ending)
    assert "2014" not in text
    assert "None" not in text


def test_keys_stand_once_in_a_file():
    keys = re.findall(r"@\w+\{(.+),", cite([GUIDE, GUIDE, ARTICLE, GUIDE], "bib"))
    assert keys == [
        "international2014enhancing",
        "international2014enhancing-2",
        "plaza201450",
        "international2014enhancing-3",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sonia Plaza", Name("Plaza", "Sonia")),
        ("Rachel M. Gisselquist", Name("Gisselquist", "Rachel M.")),
        ("van der Berg, Ana", Name("van der Berg", "Ana")),
        ("Poulain", Name("Poulain")),
        ("  Émilie   Ségal ", Name("Ségal", "Émilie")),
        (", Ana", Name(literal="Ana")),
    ],
)
def test_a_name_is_cut_before_its_last_word_or_at_the_comma(text, name):
    assert Name.of_person(text) == name


# --- Any text ------------------------------------------------------------------------------------
SENTENCES = st.text(min_size=1, max_size=200).filter(lambda text: tidy(text))
PEOPLE = st.lists(SENTENCES, min_size=1, max_size=4)


@given(title=SENTENCES, people=PEOPLE, place=st.text(max_size=40))
def test_bibtex_gives_back_any_text(title, people, place):
    work = replace(
        GUIDE, title=title, place=place, authors=tuple(Name.of_person(one) for one in people)
    )
    _type, _key, fields = read_bibtex(cite([work], "bib"))
    assert unescaped(fields["title"]) == tidy(title)
    assert unescaped(fields.get("address", "")) == tidy(place)
    assert len(split_at_depth_0(fields["author"], " and ")) == len(people)


@given(bodies=PEOPLE)
def test_bibtex_keeps_bodies_whole(bodies):
    work = replace(GUIDE, authors=tuple(Name.of_body(one) for one in bodies))
    _type, _key, fields = read_bibtex(cite([work], "bib"))
    authors = split_at_depth_0(fields["author"], " and ")
    assert [unescaped(one) for one in authors] == [tidy(one) for one in bodies]


@given(texts=st.lists(SENTENCES, min_size=3, max_size=3))
def test_ris_lets_no_text_begin_a_tag_of_its_own(texts):
    title, person, place = texts
    work = replace(GUIDE, title=title, place=place, authors=(Name.of_body(person),))
    lines = cite([work], "ris").split("\r\n")
    assert [lines[0], lines[-2], lines[-1]] == ["TY  - RPRT", "ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert f"TI  - {tidy(title)}" in lines


@given(title=SENTENCES, person=SENTENCES)
def test_json_and_plain_text_can_always_be_written(title, person):
    work = replace(GUIDE, title=title, authors=(Name.of_person(person),))
    (item,) = json.loads(cite([work], "json"))
    assert item["title"] == title
    assert "\n" not in plain_text(work)


# --- From a record --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_record_without_authors_is_cited_by_its_publishers(library):
    icmpd = OrganisationFactory(name=ICMPD, acronym="ICMPD")
    record = make_record(library, "Link Up!", date="2015", publishers=[icmpd, "Routed"])
    work = work_of(record, rows=rows_of([record.pk])[record.pk], url="https://x.example/")
    assert [str(name) for name in work.authors] == [ICMPD, "Routed"]
    assert plain_text(work) == f"{ICMPD}; Routed (2015). Link Up! https://x.example/"


@pytest.mark.django_db
def test_a_part_is_cited_in_its_whole_with_people_before_bodies(library):
    whole = make_record(library, "Toolbox")
    part = make_record(
        library,
        "Partnering",
        part_of=whole,
        contributors=[("Unit X, Geneva", "corporate"), ("Sonia Plaza", "author")],
    )
    part = ResourcePage.objects.get(pk=part.pk)
    work = work_of(part, rows=rows_of([part.pk])[part.pk], url="https://x.example/")
    assert work.container == "Toolbox"
    assert [str(name) for name in work.authors] == ["Plaza, Sonia", "Unit X, Geneva"]
    assert Contributor.objects.filter(page=part).count() == 2
