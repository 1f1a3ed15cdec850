"""What matches (search.md §7), on every engine alike."""

from datetime import timedelta

import pytest

from search.asking import OTHER_WORDS, Asked, AskedGroup, Question
from tests.search.contract.box import NOW, document, question

PAGES = [
    document("page:1", "Diaspora mapping", "Where migrants from Georgia live and work"),
    document("page:2", "Remittances in Georgia", "Money that migrants send home"),
    document("page:3", "Who is who", "People of the network"),
    document("page:4", "Investment guide", "Diaspora bonds; home money and migrants"),
    document("post:5", "Mapping migrants", "The mapping of the diaspora goes on"),
]


@pytest.fixture
def box(box):
    box.write(*PAGES)
    return box


FINDS = {
    "diaspora": {"page:1", "page:4", "post:5"},
    "remittance": {"page:2"},
    "REMITTANCES": {"page:2"},
    "diaspora georgia": {"page:1", "page:2", "page:4", "post:5"},
    '"diaspora mapping"': {"page:1"},
    '"mapping migrants"': {"post:5"},
    '"mapping the migrants"': {"post:5"},
    '"migrants diaspora"': set(),
    '"money home"': set(),
    '"home money"': {"page:4"},
    "diaspora -georgia": {"page:4", "post:5"},
    'diaspora -"diaspora bonds"': {"page:1", "post:5"},
    "diaspora OR remittances": {"page:1", "page:2", "page:4", "post:5"},
    "remit*": {"page:2"},
    "ge*": {"page:1", "page:2"},
    "ge* -mapping": {"page:2"},
    "who": {"page:3"},
    '"who is who"': {"page:3"},
    "-diaspora": {"page:2", "page:3"},
    "-ge*": {"page:3", "page:4", "post:5"},
    "": {"page:1", "page:2", "page:3", "page:4", "post:5"},
    "nothing of this": set(),
}


@pytest.mark.parametrize(("typed", "keys"), FINDS.items())
def test_a_query_finds(box, typed, keys):
    assert box.keys(typed) == keys


def test_a_title_and_a_text_are_not_one_phrase(box):
    """The last word of the title and the first of the text."""
    assert box.keys("georgia money") >= {"page:2"}
    assert box.keys('"georgia money"') == set()


def test_stop_words_alone_are_looked_for_in_titles_with_what_is_excluded(box):
    box.write(document("page:6", "Who cares", "Remittances again"))
    assert box.keys("who") == {"page:3", "page:6"}
    assert box.keys("who -remittances") == {"page:3"}
    assert box.keys("of") == set()  # in texts only


@pytest.mark.parametrize(
    ("required", "keys"),
    [
        (1, {"page:1", "page:2", "page:4", "post:5"}),
        (2, {"page:1", "page:2", "page:4", "post:5"}),
        (3, {"page:1", "post:5"}),
        (4, {"page:1"}),
    ],
)
def test_so_many_groups_are_required(box, required, keys):
    assert box.keys("diaspora mapping migrants georgia", required=required) == keys


def test_groups_are_counted_not_words(box):
    """A group is met once, however many of its words are there."""
    asked = Question(
        (
            AskedGroup((Asked(("diaspora",)), Asked(("map",), weight=OTHER_WORDS))),
            AskedGroup((Asked(("remitt",)), Asked(("bond",), weight=OTHER_WORDS))),
        )
    )
    assert box.keys(asked, required=2) == {"page:4"}


def test_only_these_keys_are_looked_at(box):
    assert box.keys("diaspora", only=frozenset({"page:1", "page:2"})) == {"page:1"}
    assert box.keys("", only=frozenset({"page:3", "page:99"})) == {"page:3"}
    assert box.keys("diaspora", only=frozenset()) == set()


@pytest.mark.parametrize("typed", ["", "migrants", "-guide"])
def test_by_date_is_newest_first_and_events_by_when_they_begin(box, typed):
    box.write(
        document("page:7", "Old migrants", published_at=NOW - timedelta(days=900)),
        document(
            "page:8",
            "Migrants meet",
            type="event",
            published_at=NOW - timedelta(days=800),
            starts_at=NOW + timedelta(days=30),
        ),
        document("page:9", "Migrants of today", published_at=NOW),
        document("page:10", "Migrants without a date", published_at=None, year=None),
    )
    found = box.order(typed, sort="date")
    assert found[:2] == ["page:8", "page:9"]
    assert found[-2:] == ["page:7", "page:10"]


def test_up_to_five_hundred_are_given_and_all_are_counted(box):
    box.write(
        *(
            document(f"post:{n}", f"Letter {n}", "harvest", published_at=NOW - timedelta(hours=n))
            for n in range(520)
        )
    )
    answer = box.ask("harvest")
    assert (len(answer.found), answer.total, answer.is_cut) == (500, 520, False)
    assert answer.facets["type"] == {"news": 520}
    newest = [f"post:{n}" for n in range(500)]
    assert box.order("harvest", sort="date") == newest
    assert box.order("harvest", sort="date", limit=20) == newest[:20]


def test_each_language_is_found_by_its_own_forms(box):
    box.write(
        document("page:20", "Les transferts d'argent", lang="fr"),
        document("page:21", "تحويلات المهاجرين", lang="ar"),
        document("page:22", "დიასპორის ქსელი", lang="ka"),
        document("page:23", "𞤆𞤵𞤤𞤢𞤪 𞤨𞤵𞤤𞤢𞤪", lang="ff"),  # letters of Unicode 9
    )
    assert box.keys(question("transfert", ["en", "fr"])) == {"page:20"}
    assert box.keys(question("والتحويلات", ["en", "ar"])) == {"page:21"}
    assert box.keys(question("დიასპორა", ["ka"])) == {"page:22"}
    assert box.keys("𞤨𞤵𞤤𞤢𞤪") == {"page:23"}


def test_labels_and_summary_are_found_and_the_whole_text(box):
    box.write(
        document(
            "page:30", "T", "x " * 3000 + "lastword", summary="shortly", labels=("Sakartvelo",)
        )
    )
    for typed in ("shortly", "sakartvelo", "lastword"):
        assert box.keys(typed) == {"page:30"}
