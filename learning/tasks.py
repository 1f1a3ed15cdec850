"""What the worker does for learning."""

import time

from django.utils import translation
from django_tasks import task

from common.worker import WORKER, is_stopping

IMPORT_SECONDS = 30  # a task ends within a minute; the rest of a long import is another one


@task(backend=WORKER)
def print_certificate(certificate_pk: int) -> None:
    """Make the PDF of a certificate that has none. Twice is as once."""
    # Here, not above: services enqueue this task.
    from learning.certification.printing import pdf_of
    from learning.models import Certificate
    from learning.services import keep_printed

    certificate = Certificate.objects.get(pk=certificate_pk)
    if not certificate.pdf:
        keep_printed(certificate=certificate, pdf=pdf_of(certificate))


@task(backend=WORKER)
def make_drafts(batch_pk: int, by_pk: int) -> None:
    """Make the drafts of a confirmed import, or as many as fit, and the rest in a task of its own.

    Remarks are in the language of who confirmed it. Twice is as once.
    """
    # Here, not above: importing enqueues this task.
    from learning.exchange.importing import apply_import
    from learning.models import ImportBatch
    from members.models import User

    ends = time.monotonic() + IMPORT_SECONDS
    by = User.objects.get(pk=by_pk)
    with translation.override(by.language):
        batch = apply_import(
            batch=ImportBatch.objects.get(pk=batch_pk),
            by=by,
            is_enough=lambda: is_stopping() or time.monotonic() > ends,
        )
    if batch.applied_at is None:
        make_drafts.enqueue(batch_pk, by_pk)
