"""Out of the outbox, one mail at a time (REL4, REL10).

A mail is never lost: it is settled only when the mail server has taken it. It is sent once, however
many workers run: each holds what it sends. Only a worker that dies in the moment between the
server's answer and our note leaves a mail to be sent again, with the same Message-ID, by which mail
programs recognise the copy.
"""

import smtplib
import time

import structlog
from django.core.mail import EmailMessage
from django.utils import timezone

from common import worker
from notifications import outbox
from notifications.letters import letter_of
from notifications.models import Delivery, DeliveryState

log = structlog.get_logger(__name__)

# Answers that say nothing of this one mail.
NO_TALK = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
SLICE = 45  # seconds of one task (REL6)


class ServerAway(Exception):
    """The mail server does not answer: other mails would fail alike."""


def deliver_due(*, seconds: float = SLICE) -> tuple[int, bool]:
    """Send what is due, for `seconds` at most. Returns how many went out, and whether all is done.

    Ends early when the worker is told to stop, and when the mail server is away: the clock starts
    it again each minute.
    """
    end, sent = time.monotonic() + seconds, 0
    while time.monotonic() < end and not worker.is_stopping():
        mail = outbox.claim(timezone.now())
        if mail is None:
            return sent, True
        try:
            sent += deliver(mail)
        except ServerAway:
            return sent, True
    return sent, False


def deliver(mail: Delivery) -> bool:
    """Send one mail that this process holds; whether it went out. Raises ServerAway."""
    try:
        letter = letter_of(mail)
    except Exception as problem:  # an app's words fail: that is one mail, and not the others
        log.exception("mail_not_written", key=mail.key)
        _try_later(mail, problem)
        return False
    if letter.message is None:
        outbox.settle(mail, DeliveryState.EMPTY, told=letter.told)
        return False
    # Writing may have taken long on a busy machine: nobody else must have taken it over.
    return outbox.renew(mail) and _hand_over(mail, letter.message, letter.told)


def _hand_over(mail: Delivery, message: EmailMessage, told: dict[int, int]) -> bool:
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _words in problem.recipients.values()]
        _try_later(mail, problem, for_good=all(code >= 500 for code in codes))
        return False
    except (smtplib.SMTPException, OSError) as problem:
        _try_later(mail, problem)
        if not isinstance(problem, smtplib.SMTPResponseException) or isinstance(problem, NO_TALK):
            raise ServerAway from problem
        return False
    outbox.settle(mail, DeliveryState.SENT, told=told)
    return True


def _try_later(mail: Delivery, problem: Exception, *, for_good: bool = False) -> None:
    words = f"{type(problem).__name__}: {problem}"
    if outbox.try_later(mail, words, now=timezone.now(), for_good=for_good):
        # The address stays out of the log (PRV5); the row has the server's words.
        log.error("mail_given_up", key=mail.key, tries=mail.tries + 1)
    else:
        log.warning("mail_put_off", key=mail.key, tries=mail.tries + 1)
