"""How often people may try at the door (SEC9). Checked before anything is hashed.

A whole campus may share one address: limits of an address are wide, those of an account tight.
"""

from django.http import HttpRequest

from common.ratelimit import Limit, Taken, client_network
from members.models import User

MINUTE = 60  # seconds

FAILURES_OF_ACCOUNT = Limit("failures-of-account", 5, 5 * MINUTE)
FAILURES_FROM_ADDRESS = Limit("failures-from-address", 10, MINUTE)
SIGN_UPS_FROM_ADDRESS = Limit("sign-ups-from-address", 20, MINUTE)
SIGN_UPS_OF_MAILBOX = Limit("sign-ups-of-mailbox", 5, MINUTE)
PROFILES_FROM_ADDRESS = Limit("profiles-from-address", 20, MINUTE)  # the second step
MAILS_FROM_ADDRESS = Limit("mails-from-address", 20, MINUTE)  # reset, link again, sign-in
MAILS_TO_MAILBOX = Limit("mails-to-mailbox", 5, MINUTE)
LINKS_FROM_ADDRESS = Limit("links-from-address", 20, MINUTE)
PASSKEYS_FROM_ADDRESS = Limit("passkeys-from-address", 30, MINUTE)
CHANGES_OF_ACCOUNT = Limit("changes-of-account", 10, MINUTE)


def mailbox(email: str) -> str:
    """One key for an address however it is written."""
    return email.strip().casefold()


def take_try(request: HttpRequest, account: str) -> Taken:
    """Count one try at `account`; give it back when it succeeds. Raises TooManyRequests."""
    taken = Taken()
    taken.take(FAILURES_FROM_ADDRESS, client_network(request))
    taken.take(FAILURES_OF_ACCOUNT, account)
    return taken


def take_code_try(request: HttpRequest, user: User) -> Taken:
    """Codes are counted like passwords, in a bucket of their own."""
    return take_try(request, f"code:{user.pk}")


def open_account(email: str) -> None:
    """A new password by mail opens an account that failures have locked."""
    FAILURES_OF_ACCOUNT.clear(mailbox(email))


def take_mail(request: HttpRequest, email: str) -> None:
    """Count one mail to `email` that somebody asks for. Raises TooManyRequests."""
    taken = Taken()
    taken.take(MAILS_FROM_ADDRESS, client_network(request))
    taken.take(MAILS_TO_MAILBOX, mailbox(email))
