"""What can be found of the library: records with the text of their files, series, collections."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _
from wagtail.signals import page_published

from common.fields import lines_of
from common.indexing import (
    Kind,
    Trigger,
    leave_out,
    midnight,
    page_key,
    pages_naming,
    register,
)
from library.models import (
    CollectionIndexPage,
    CollectionPage,
    FileFormat,
    LibraryPage,
    ResourceFile,
    ResourcePage,
    SeriesIndexPage,
    SeriesPage,
)
from members.indexing import names_of_body
from taxonomy.indexing import ClassifiedAdapter, Regions, names_of
from taxonomy.models import Region, ResourceType

RESOURCE = Kind("resource", _("Resource"), _("Resources"))
COLLECTION = Kind("collection", _("Collection"), _("Collections"))
SERIES = Kind("series", _("Series"), _("Series"))

for _index in (LibraryPage, SeriesIndexPage, CollectionIndexPage):
    leave_out(_index, "a list: what stands in it is found")


@register
class ResourceAdapter(ClassifiedAdapter):
    """Records: by what they say, who made and published them, and the numbers they are known by."""

    model = ResourcePage
    kinds = (RESOURCE,)

    def with_more(self, pages: QuerySet[Any]) -> QuerySet[Any]:
        files = "files__language"
        rows = ("contributors__organisation", "publishers__organisation", "region_links__term")
        return super().with_more(pages).prefetch_related(files, *rows)

    def words(self, row: Any) -> list[str]:
        texts = [row.subtitle, row.plain_summary, row.abstract]
        return [*super().words(row), *texts, *lines_of(row.title_variants)]

    def labels(self, row: Any) -> list[str]:
        numbers = [row.isbn, row.isbn.replace("-", ""), row.issn, row.doi, row.series_number]
        whole = [row.name_of_series(), row.name_of_whole(), row.commissioned_by, row.rights_holder]
        places = [row.place, *names_of(row.policy_country), *names_of(row.direction)]
        people = [
            name
            for one in (*row.contributors.all(), *row.publishers.all())
            for name in (one.name, *names_of_body(one.organisation))
        ]
        own = [*names_of(row.type), *people, *whole, *places, *numbers]
        return [*super().labels(row), *own]

    def regions_of(self, row: Any, regions: Regions) -> list[Region]:
        named = [link.term_id for link in row.region_links.all() if link.term.is_offered]
        law_of = [row.policy_country.region_id] if row.policy_country else []
        return [region for pk in (*named, *law_of) for region in regions.from_up(pk)]

    def facts(self, row: Any) -> Mapping[str, Any]:
        facts = dict(super().facts(row))
        country = row.policy_country
        if country and country.is_offered and country.code not in facts["places"]:
            facts["places"] = (country.code, *facts["places"])
        file = main_file(row)
        facts["summary"] = row.summary or row.plain_summary
        facts["format"] = file.format if file else ""
        facts["size"] = file.size if file else None
        facts["year"] = row.year  # of the work; none is known of many
        if row.partial_date:
            facts["published_at"] = midnight(row.partial_date.first())
        return facts

    def documents(self, row: Any) -> set[int]:
        files = (one.document_id for one in row.files.all())
        return super().documents(row) | {pk for pk in files if pk is not None}

    def triggers(self) -> list[Trigger]:
        """A record names its type, its series and the larger work it is part of."""
        above = (SeriesPage, ResourcePage)
        named = [Trigger(page_published, model, _records_in) for model in above]
        return [*super().triggers(), Trigger(post_save, ResourceType, pages_naming), *named]

    def formats(self) -> Mapping[str, Any]:
        return dict(FileFormat.choices)


def _records_in(instance: SeriesPage | ResourcePage, **kwargs: Any) -> set[str]:
    """The records of a series, or of a larger work. One query."""
    inside = (
        {"series": instance.pk} if isinstance(instance, SeriesPage) else {"part_of": instance.pk}
    )
    records = ResourcePage.objects.filter(**inside, live=True).order_by()
    return {page_key(pk) for pk in records.values_list("pk", flat=True)}


def main_file(record: ResourcePage) -> ResourceFile | None:
    """The file that a find names: in the record's own language if there is one, then the first."""
    own = record.locale.language_code
    files: Any = record.files
    return min(
        files.all(),
        key=lambda one: (one.language.code != own, one.language.order, one.sort_order or 0, one.pk),
        default=None,
    )


@register
class SeriesAdapter(ClassifiedAdapter):
    """Series of publications."""

    model = SeriesPage
    kinds = (SERIES,)
    related = ("publisher",)

    def labels(self, row: Any) -> list[str]:
        own = [row.issn, row.numbering, *names_of_body(row.publisher)]
        return [*super().labels(row), *own]


@register
class CollectionAdapter(ClassifiedAdapter):
    """Toolkits, special issues, reading lists. What is in one is found by itself."""

    model = CollectionPage
    kinds = (COLLECTION,)

    def words(self, row: Any) -> list[str]:
        return [*super().words(row), row.plain_summary]
