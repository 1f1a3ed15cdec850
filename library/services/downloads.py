"""Counting downloads: one a file, visitor and day (platform.md §11)."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from common.serving import starts_at_the_beginning
from common.visitors import is_counted, visitor_hash
from library.models import DownloadDay, DownloadMark, ResourceFile


def count_download(*, request: HttpRequest, file: ResourceFile) -> bool:
    """Count this request for `file`, if it is a person's first of the day. Returns whether it was.

    Not counted: HEAD, ranges after the first, programs, people who ask not to be counted (DNT,
    GPC), staff. Nothing about the person is kept beyond the day.
    """
    if not (starts_at_the_beginning(request) and is_counted(request)):
        return False
    day = timezone.now().date()  # UTC, as all days of figures
    return record_download(file=file, visitor=visitor_hash(request, day), day=day, country_code="")


@transaction.atomic
def record_download(*, file: ResourceFile, visitor: str, day: date, country_code: str) -> bool:
    """One more download of `file` on `day`, unless `visitor` had one. Returns whether it counted.

    `country_code` is the member's country in two capitals, empty for unknown. Safe when twenty
    do it at once: marks and counts are unique in the database, and counting happens there.
    """
    _mark, is_new = DownloadMark.objects.get_or_create(
        file_key=file.file_key, day=day, visitor=visitor
    )
    if is_new:
        _one_more(file, day, country_code)
    return is_new


def _one_more(file: ResourceFile, day: date, country_code: str) -> None:
    row = {"file_key": file.file_key, "day": day, "country_code": country_code}
    counted = DownloadDay.objects.filter(**row)
    if counted.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            DownloadDay.objects.create(**row, record_key=file.page.translation_key, count=1)
    except IntegrityError:  # somebody else was first with the day's row
        counted.update(count=F("count") + 1)
