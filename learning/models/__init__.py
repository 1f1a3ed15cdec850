"""The models of learning, cut by the reader's words."""

from learning.models.certificates import Certificate, CertificateStatus
from learning.models.delivery import (
    CourseRun,
    Enrolment,
    EnrolmentMode,
    EnrolmentSource,
    EnrolmentStatus,
    LearnerRole,
    Override,
    Pacing,
    RunFacilitator,
    RunStatus,
)
from learning.models.progress import CompletedHow, ItemProgress, ItemState

__all__ = [
    "Certificate",
    "CertificateStatus",
    "CompletedHow",
    "CourseRun",
    "Enrolment",
    "EnrolmentMode",
    "EnrolmentSource",
    "EnrolmentStatus",
    "ItemProgress",
    "ItemState",
    "LearnerRole",
    "Override",
    "Pacing",
    "RunFacilitator",
    "RunStatus",
]
