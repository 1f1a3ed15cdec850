"""Writes of learning, one verb a function."""

from learning.services.enrolling import (
    EnrolmentClosed,
    decide_enrolment,
    enrol_member,
    open_run,
    standing_run,
    withdraw_enrolment,
)
from learning.services.progressing import complete_item, record_visit
from learning.services.publishing import apply_audience

__all__ = [
    "EnrolmentClosed",
    "apply_audience",
    "complete_item",
    "decide_enrolment",
    "enrol_member",
    "open_run",
    "record_visit",
    "standing_run",
    "withdraw_enrolment",
]
