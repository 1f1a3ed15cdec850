"""The base of every adapter of pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from common.audiences import PUBLIC
from common.html import plain_text
from common.indexing.adapters import Adapter
from common.indexing.attached import texts_by_page
from common.indexing.documents import SearchDoc
from common.models import FileOnPage, SiteDocument
from common.plain import documents_in_stream, plain_of_stream
from common.querysets import BasePageQuerySet

if TYPE_CHECKING:
    from common.typing import AnyUser

PREFIX = "page"
MAX_DIGITS = 18  # fits 64 bits


def page_key(pk: int | str) -> str:
    return f"{PREFIX}:{pk}"


def file_key(pk: int) -> str:
    """The key of a FileOnPage."""
    return f"file:{pk}"


def numbers_of(keys: Iterable[str]) -> list[int]:
    """The row numbers in keys such as "page:12"; what is none is left out."""
    numbers = (key.partition(":")[2] for key in keys)
    return [
        int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) <= MAX_DIGITS
    ]


def live_pages(*conditions: Q, **fields: Any) -> QuerySet[Page]:
    """Pages that may be finds, as rows of Wagtail's own table."""
    return Page.objects.filter(*conditions, live=True, alias_of=None, **fields)


def keys_of_pages(pages: QuerySet[Page]) -> set[str]:
    """The keys of `pages` and of the files on them. Two queries."""
    pks = pages.order_by().values("pk")
    files = FileOnPage.objects.filter(page__in=pks).values_list("pk", flat=True)
    return {page_key(one["pk"]) for one in pks} | {file_key(pk) for pk in files}


def keys_of_documents(pks: Iterable[int]) -> set[str]:
    """The keys of the pages that show these files, and of the files on them. Two queries."""
    documents = list(pks)
    noted = FileOnPage.objects.filter(document__in=documents).values_list("pk", "page")
    shown = {key for pk, page in noted for key in (file_key(pk), page_key(page))}
    return pages_that_refer_to(SiteDocument, documents) | shown


def pages_that_refer_to(model: type[Model], pks: Iterable[Any]) -> set[str]:
    """Keys of the pages that speak of rows of `model`, by Wagtail's record of uses. One query.

    It follows what is published: rows, not drafts.
    """
    content_types = ContentType.objects
    uses = ReferenceIndex.objects.filter(
        base_content_type=content_types.get_for_model(Page, for_concrete_model=False),
        to_content_type=content_types.get_for_model(model, for_concrete_model=False),
        to_object_id__in=[str(pk) for pk in pks],
    )
    return {page_key(pk) for pk in uses.order_by().values_list("object_id", flat=True).distinct()}


def pages_naming(instance: Model, **kwargs: Any) -> set[str]:
    """Keys of the pages that speak of a row which has another name now. One query."""
    return pages_that_refer_to(type(instance), [instance.pk])


def midnight(day: date) -> datetime:
    """The moment, in UTC, that stands for a day of which no more is known."""
    return datetime.combine(day, time.min, UTC)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row needs beside itself, read once for all rows of a batch."""

    ancestors: frozenset[str]
    roots: SimpleNamespace  # where Wagtail remembers the roots of the sites


class PageAdapter(Adapter):
    """How pages of one type become documents: all of it but what the type has of its own.

    Say `model` and `kinds`; then, as far as the type has them, `words`, `labels` and `facts`.
    What is live and no alias can be found, as its row says and never as a draft does. Restrictions
    are no matter of the audience: they act through the ancestors when somebody asks.
    """

    prefix = PREFIX
    related: ClassVar[Sequence[str]] = ()  # read in the same query
    streams: ClassVar[Sequence[str]] = ("body",)

    # --- What a type may say of its own ---------------------------------------------------------
    def words(self, row: Any) -> list[str]:
        """Plain texts beside the streams that every reader of the page sees."""
        return []

    def labels(self, row: Any) -> list[str]:
        """Names by which the page is found, in every language that has one."""
        return []

    def facts(self, row: Any) -> Mapping[str, Any]:
        """Further fields of SearchDoc, or other values for those that `to_doc` gives."""
        return {}

    def documents(self, row: Any) -> set[int]:
        """The files that the page shows: their texts are found with it, or beside it."""
        return set().union(*(documents_in_stream(getattr(row, name)) for name in self.streams))

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        """`pages` with what the methods above read of other tables: one query a table."""
        return pages

    def surround(self, rows: list[Any]) -> None:
        """Tell each row of the batch what is not its own."""
        surround(rows)
        texts = texts_by_page({row.pk: self.documents(row) for row in rows})
        for row in rows:
            row.file_texts = texts[row.pk]

    # --- The adapter ----------------------------------------------------------------------------
    def queryset(self) -> QuerySet[Any]:
        """Rows that know their keys and no more: what documents are made of is read by `load`."""
        return self._finds().only("pk")

    def _finds(self) -> QuerySet[Any]:
        model: Any = self.model
        return model.objects.live().filter(alias_of=None).order_by("pk")

    def models_of(self, keys: Collection[str]) -> Mapping[str, type[Model]]:
        kinds = Page.objects.filter(pk__in=numbers_of(keys)).values_list("pk", "content_type")
        models = {pk: ContentType.objects.get_for_id(kind).model_class() for pk, kind in kinds}
        return {page_key(pk): model for pk, model in models.items() if model is not None}

    def load(self, keys: Collection[str]) -> dict[str, Any]:
        """One query for the rows and one for what lies above them, beside those of `with_more`."""
        pages = self._finds().filter(pk__in=numbers_of(keys))
        rows = list(self.with_more(pages.select_related("locale", *self.related)))
        self.surround(rows)
        return {self.key_of(row): row for row in rows}

    def to_doc(self, row: Any, key: str) -> SearchDoc | None:
        url = address_of(row)
        if url is None:
            return None  # lies under no site: nothing leads there
        joined = [file for file in row.file_texts if file.joins]
        fields: dict[str, Any] = {
            "key": key,
            "type": self.kinds[0].code,
            "lang": row.locale.language_code,
            "title": row.title,
            "url": url,
            "audience": frozenset({PUBLIC}),
            "summary": row.summary,
            "body": _joined(
                [*self._stream_texts(row), *self.words(row), *(file.text for file in joined)]
            ),
            "labels": tuple(dict.fromkeys(label for label in self.labels(row) if label)),
            "published_at": row.first_published_at,
            "ancestors": row.surroundings.ancestors | {file.collection for file in joined},
            "translation_key": str(row.translation_key),
        }
        if row.first_published_at:
            fields["year"] = row.first_published_at.year
        return SearchDoc(**(fields | dict(self.facts(row))))

    def _stream_texts(self, row: Any) -> list[str]:
        return [plain_of_stream(getattr(row, name)) for name in self.streams]

    def can_view(self, user: "AnyUser", keys: Collection[str]) -> set[str]:
        """Of pages of whichever type: kinds such as "page" are shared by several adapters.

        The restrictions, which a request's reader remembers, and the pages.
        """
        pages = BasePageQuerySet(Page).visible_to(user).filter(pk__in=numbers_of(keys))
        return {page_key(pk) for pk in pages.values_list("pk", flat=True)}


def surround(rows: Sequence[Any]) -> None:
    """Give pages their `surroundings`: `address_of` needs them too. One query."""
    roots, ancestors = SimpleNamespace(), ancestors_of(rows)
    for row in rows:
        row.surroundings = Surroundings(ancestors[row.pk], roots)


def ancestors_of(rows: Iterable[Any]) -> dict[int, frozenset[str]]:
    """{page: "p:<id>" of itself, of all above it, and of what those are aliases of}. One query.

    Who may not see a page may not see its alias either, nor what lies below that.
    """
    above = {row.pk: _paths_above(row) for row in rows}
    wanted = {path for paths in above.values() for path in paths}
    found = Page.objects.filter(path__in=wanted).values_list("path", "pk", "alias_of")
    ids = {path: {f"p:{one}" for one in pks if one is not None} for path, *pks in found}
    return {
        pk: frozenset({f"p:{pk}"}).union(*(ids.get(path, ()) for path in paths))
        for pk, paths in above.items()
    }


def _paths_above(row: Any) -> list[str]:
    return [row.path[:end] for end in range(row.steplen, len(row.path), row.steplen)]


def address_of(row: Any) -> str | None:
    """The page's own address from the site's root on, in its own language."""
    parts = row.get_url_parts(request=row.surroundings.roots)
    return parts[2] if parts else None


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text for one in texts if (text := plain_text(one)))
