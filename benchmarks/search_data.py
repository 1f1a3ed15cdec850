"""A site to measure the search in: `python -m benchmarks.search_data 100000`.

As many pages as the engines get documents, of the same words, known to Wagtail's own search; 50,000
words that may be proposed; and one page that can be found, to be saved. Only for a database of its
own: the pages are rows that nothing leads to.
"""

import random
import sys
from itertools import islice

import django

WORDS = 50_000
BATCH = 500
STEPLEN = 4
ONSETS = [*"bcdfghjklmnprstvw", "br", "ch", "cl", "dr", "gr", "pl", "sh", "st", "th", "tr"]
VOWELS = [*"aaaeeeiioou", "ai", "ea", "ou"]
CODAS = ["", "", "", "", *"nrstlmd", "ck", "ng", "nt", "st"]


def words(number: int) -> list[str]:
    """So many different words of two to four syllables: letters alone, as texts are misspelt."""
    draw = random.Random(20261126)  # noqa: S311 - nothing secret: the same words each time
    found: dict[str, None] = {}
    while len(found) < number:
        parts = (
            draw.choice(ONSETS) + draw.choice(VOWELS) + draw.choice(CODAS)
            for _ in range(draw.choice((2, 2, 3, 3, 4)))
        )
        found["".join(parts)] = None
    return list(found)


def main() -> None:
    """Furnish the site, unless it is. The words come last: a rebuild takes them back."""
    django.setup()
    from django.core.management import call_command

    from search.models import SpellWord

    if SpellWord.objects.exists():
        return
    _known_pages(int(sys.argv[1]))
    _one_that_is_found()
    call_command("search_rebuild", sink="embedded")
    _index_of_a_dead_server()
    _known_words()


def _known_pages(number: int) -> None:
    """Rows of Wagtail's own table, and what its search keeps of them."""
    from django.contrib.contenttypes.models import ContentType
    from modelsearch.backends import get_search_backend
    from wagtail.models import Locale, Page

    from home.models import StandardPage
    from search.evaluation import synthetic

    root, locale = Page.get_first_root_node(), Locale.get_default()
    kind = ContentType.objects.get_for_model(StandardPage)
    index = get_search_backend().get_index_for_model(StandardPage)
    index.add_model(StandardPage)
    documents = enumerate(synthetic.documents(number), start=1)
    place = root.get_children().count()
    while part := list(islice(documents, BATCH)):
        rows = [
            Page(
                title=one.title,
                slug=f"measured-{at}",
                content_type=kind,
                locale=locale,
                depth=2,
                path=root.path + _step(place + at),
                url_path=f"{root.url_path}measured-{at}/",
                first_published_at=one.published_at,
            )
            for at, one in part
        ]
        pages = Page.objects.bulk_create(rows)
        index.add_items(
            StandardPage,
            [
                StandardPage(pk=row.pk, title=row.title, summary=f"{one.summary} {one.body}")
                for row, (_at, one) in zip(pages, part, strict=True)
            ],
        )
    root.numchild = place + number
    root.save(update_fields=["numchild"])
    if hasattr(index, "reset_title_norms"):
        index.reset_title_norms()


def _step(number: int) -> str:
    """The part of a page's path for the child of this number."""
    from wagtail.models import Page

    return Page._int2str(number).rjust(STEPLEN, "0")


def _known_words() -> None:
    """Two documents for each word, as the drain would tell of them."""
    from common.audiences import PUBLIC
    from common.indexing import SearchDoc
    from search.documents import Indexed
    from search.vocabulary import learn

    every = iter(words(WORDS))
    while part := list(islice(every, BATCH)):
        learn(
            Indexed(
                SearchDoc(
                    key=f"measured:{part[0]}{copy}",
                    type="measured",
                    lang="en",
                    title=" ".join(part),
                    url="/",
                    audience=frozenset({PUBLIC}),
                ),
                True,
            )
            for copy in range(2)
        )


def _one_that_is_found() -> None:
    from wagtail.models import Site

    from home.models import StandardPage

    top = Site.objects.get(is_default_site=True).root_page
    page = StandardPage(title="Measured", slug="measured", summary="Saved again and again.")
    top.add_child(instance=page).save_revision().publish()


def _index_of_a_dead_server() -> None:
    """Else nobody would try to write there. A rebuild by a server that lives takes its place."""
    from django.utils import timezone

    from search.models import Generation, Sink, State

    Generation.objects.create(
        sink=Sink.ELASTIC, name="m4d-dead", state=State.LIVE, heartbeat=timezone.now()
    )


if __name__ == "__main__":
    main()
