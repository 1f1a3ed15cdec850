"""Writes of learning, one verb a function."""

from learning.services.certifying import (
    NotCompleted,
    issue_certificate,
    keep_printed,
    replace_certificate,
    revoke_certificate,
    withdraw_certificates,
)
from learning.services.enrolling import (
    EnrolmentClosed,
    decide_enrolment,
    enrol_member,
    fill_places,
    open_run,
    standing_run,
    withdraw_enrolment,
)
from learning.services.progressing import complete_item, record_visit
from learning.services.publishing import apply_audience, open_standing_run

__all__ = [
    "EnrolmentClosed",
    "NotCompleted",
    "apply_audience",
    "complete_item",
    "decide_enrolment",
    "enrol_member",
    "fill_places",
    "issue_certificate",
    "keep_printed",
    "open_run",
    "open_standing_run",
    "record_visit",
    "replace_certificate",
    "revoke_certificate",
    "standing_run",
    "withdraw_certificates",
    "withdraw_enrolment",
]
