"""From a file to drafts: a report first, then, once confirmed, the questions, by the worker."""

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale

from learning import tasks
from learning.compiling.questions import compiled_block
from learning.compiling.rules import question_problems
from learning.exchange.found import Found
from learning.exchange.gift import read_gift
from learning.models import BankTag, ImportBatch, Question
from notifications.services import notify

if TYPE_CHECKING:
    from collections.abc import Callable

    from common.typing import AnyUser
    from members.models import User

STEP = 20  # drafts a transaction; on SQLite nobody else writes meanwhile
CREATED, CHANGED, EXISTING, REFUSED = "created", "changed", "existing", "refused"


@dataclass(frozen=True, slots=True)
class _Row:
    """A question of the file with what becomes of it."""

    found: Found
    outcome: str
    problems: list[str]  # of learning.md §3.4: imported all the same, as a draft


def can_import(user: "AnyUser") -> bool:
    """Editors of the bank (learning.md §21)."""
    return user.is_active and user.has_perm("learning.add_question")


def report_url(batch_pk: int) -> str:
    """Where editors read what became of each question of the file."""
    return reverse("wagtailsnippets_learning_question:import_report", args=[batch_pk])


def plan_import(*, file: bytes, file_name: str, locale: Locale, by: "User") -> ImportBatch:
    """Read a GIFT file and say what would become of each question. No question is written.

    Raises PermissionDenied, and FileRefused where the file as a whole cannot be read.
    """
    if not can_import(by):
        raise PermissionDenied(_("Only editors of the question bank import."))
    rows = _judged(read_gift(file), locale)
    batch = ImportBatch(
        file_name=file_name[:255],
        sha256=hashlib.sha256(file).hexdigest(),
        source=file.decode("utf-8-sig"),
        locale=locale,
        by=by,
        at=timezone.now(),
    )
    _report(batch, rows)
    batch.save()
    return batch


@transaction.atomic
def confirm_import(*, batch: ImportBatch, by: "User") -> ImportBatch:
    """Have the drafts of a planned import made by the worker. A second call changes nothing.

    An hour later it may be asked for again, should the worker have given up. Raises
    PermissionDenied.
    """
    if not can_import(by):
        raise PermissionDenied(_("Only editors of the question bank import."))
    batch = _locked(batch.pk)
    if batch.applied_at or batch.is_being_made:
        return batch
    batch.confirmed_at = timezone.now()
    batch.save(update_fields=["confirmed_at"])
    batch_pk, by_pk = batch.pk, by.pk
    transaction.on_commit(lambda: tasks.make_drafts.enqueue(batch_pk, by_pk))
    return batch


def apply_import(
    *, batch: ImportBatch, by: "User", is_enough: "Callable[[], bool]" = lambda: False
) -> ImportBatch:
    """Create the drafts of a planned import. A second call changes nothing, and one that was cut
    off is gone on with: a draft is known by its content.

    In steps of a few drafts, each a transaction, so that others can write meanwhile; after a step
    it leaves the rest if `is_enough` says so. What has come into the bank since the plan is
    "already there". When all are made, who asked for them is told. Raises PermissionDenied.
    """
    if not can_import(by):
        raise PermissionDenied(_("Only editors of the question bank import."))
    batch = ImportBatch.objects.select_related("locale").get(pk=batch.pk)
    if batch.applied_at:
        return batch
    rows = _judged(read_gift(batch.source.encode()), batch.locale, made_by=batch)
    wanted = [row.found for row in rows if row.outcome in (CREATED, CHANGED)]
    wanted = _not_made(batch, wanted)
    for at in range(0, len(wanted), STEP):
        _make(batch, wanted[at : at + STEP], by)
        if is_enough():
            return batch
    with transaction.atomic():
        batch = _locked(batch.pk)
        if batch.applied_at:  # another worker was faster
            return batch
        _report(batch, rows)
        batch.applied_at = timezone.now()
        batch.save()
        notify(type="learning.imported", recipients=[by], target=batch)
    return batch


def _locked(pk: int) -> ImportBatch:
    batches = ImportBatch.objects.select_for_update(of=("self",)).select_related("locale")
    return batches.get(pk=pk)


def _not_made(batch: ImportBatch, wanted: list[Found]) -> list[Found]:
    made = set(Question.objects.filter(import_batch=batch).values_list("source_hash", flat=True))
    return [found for found in wanted if found.digest not in made]


@transaction.atomic
def _make(batch: ImportBatch, wanted: list[Found], by: "User") -> None:
    """Create these drafts, those that another worker has made meanwhile left out."""
    batch = _locked(batch.pk)
    if batch.applied_at is None:
        for found in _not_made(batch, wanted):
            _create(found, batch, by)


def _judged(
    questions: list[Found], locale: Locale, *, made_by: ImportBatch | None = None
) -> list[_Row]:
    """What becomes of each. The same question twice in one file is there the second time.

    What `made_by` has created itself is not "already there".
    """
    mine = Question.objects.filter(locale=locale)
    if made_by is not None:
        mine = mine.exclude(import_batch=made_by)
    ids = set(mine.exclude(external_id="").values_list("external_id", flat=True))
    digests = set(mine.exclude(source_hash="").values_list("source_hash", flat=True))
    rows = []
    for found in questions:
        if found.refusal:
            rows.append(_Row(found, REFUSED, []))
            continue
        is_known = found.external_id in ids if found.external_id else False
        if is_known or found.digest in digests:
            rows.append(_Row(found, EXISTING, []))
            continue
        ids.add(found.external_id)
        digests.add(found.digest)
        outcome = CHANGED if found.notes else CREATED
        rows.append(_Row(found, outcome, _problems(found, locale)))
    return rows


def _problems(found: Found, locale: Locale) -> list[str]:
    block = _content(found)[0]
    compiled = compiled_block(found.kind, block.value, locale=locale.language_code)
    return [one.message for one in question_problems(compiled)]


def _content(found: Found) -> Any:
    stream = Question._meta.get_field("content").stream_block
    return stream.to_python([{"type": found.kind, "id": str(uuid.uuid4()), "value": found.value}])


def _create(found: Found, batch: ImportBatch, by: "User") -> None:
    question = Question(
        title=found.title,
        locale=batch.locale,
        content=_content(found),
        external_id=found.external_id,
        import_batch=batch,
        source_hash=found.digest,
        live=False,
        has_unpublished_changes=True,
    )
    paths = dict.fromkeys(found.tags)
    question.tags = [BankTag.objects.get_or_create(path=path)[0] for path in paths]
    question.save()
    question.save_revision(user=by, log_action=True)


def _report(batch: ImportBatch, rows: list[_Row]) -> None:
    counts = Counter(row.outcome for row in rows)
    batch.found = len(rows)
    batch.created = counts[CREATED] + counts[CHANGED]
    batch.existing = counts[EXISTING]
    batch.refused = counts[REFUSED]
    batch.report = {
        "rows": [
            {
                "line": row.found.line,
                "title": row.found.title,
                "type": row.found.kind,
                "outcome": row.outcome,
                "notes": row.found.notes,
                "problems": row.problems,
                "reason": row.found.refusal,
                "source": row.found.source if row.outcome == REFUSED else "",
            }
            for row in rows
        ]
    }
