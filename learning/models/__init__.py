"""The models of learning, cut by the reader's words."""

from learning.models.certificates import Certificate, CertificateStatus, Frozen
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
from learning.models.pages import (
    Audience,
    CompletionMode,
    CourseIndexPage,
    CoursePage,
    LessonPage,
    ModuleKind,
    ModulePage,
    TrainerPackLink,
)
from learning.models.progress import CompletedHow, ItemProgress, ItemState

__all__ = [
    "Audience",
    "Certificate",
    "CertificateStatus",
    "CompletedHow",
    "CompletionMode",
    "CourseIndexPage",
    "CoursePage",
    "CourseRun",
    "Enrolment",
    "EnrolmentMode",
    "EnrolmentSource",
    "EnrolmentStatus",
    "Frozen",
    "ItemProgress",
    "ItemState",
    "LearnerRole",
    "LessonPage",
    "ModuleKind",
    "ModulePage",
    "Override",
    "Pacing",
    "RunFacilitator",
    "RunStatus",
    "TrainerPackLink",
]
