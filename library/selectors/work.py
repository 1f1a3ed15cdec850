"""Lists of work for editors."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from library.models import LinkCheck, ResourceFile, ResourcePage, ResourcePublisher


def broken_records() -> QuerySet[Any]:
    """Live records with an address that does not answer: which, since when, what was found."""
    files = ResourceFile.objects.filter(page=OuterRef(OuterRef("pk"))).exclude(external_link="")
    checks = LinkCheck.objects.filter(
        Q(url=OuterRef("source_link"))
        | Q(url=OuterRef("original_link"))
        | Q(url__in=files.values("external_link")),
        is_ok=False,
    ).order_by("broken_since", "pk")
    return (
        ResourcePage.objects.live()
        .filter(Exists(checks))
        .annotate(
            broken_url=Subquery(checks.values("url")[:1]),
            broken_since=Subquery(checks.values("broken_since")[:1]),
            finding=Subquery(checks.values("finding")[:1]),
        )
        .order_by("broken_since", "pk")
    )


def incomplete() -> QuerySet[Any]:
    """Live records that lack what editors must give today (admin_forms.py asks the same)."""
    files = ResourceFile.objects.filter(page=OuterRef("pk"))
    publishers = ResourcePublisher.objects.filter(page=OuterRef("pk"))
    return (
        ResourcePage.objects.live()
        .filter(
            Q(plain_summary="")
            | Q(date="", undated=False)
            | Q(licence__isnull=True)
            | ~Exists(publishers)
            | (Q(source_link="", original_link="") & ~Exists(files))
        )
        .order_by("title", "pk")
    )
