"""What the worker does for learning."""

from django_tasks import task

from common.worker import WORKER


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
