"""What the worker does for notifications."""

from django_tasks import task

from common.worker import WORKER
from notifications import sending


@task(backend=WORKER)
def send_due_mail() -> int:
    """Send what is due; what is left after 45 seconds is the next task's."""
    sent, is_done = sending.deliver_due()
    if not is_done:
        send_due_mail.enqueue()
    return sent
