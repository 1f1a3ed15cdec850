"""The second person: nobody approves a text whose last words are their own (C13)."""

from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState
from wagtail.permissions import page_permission_policy

from common.errors import Refused


class SecondPersonNeeded(Refused):
    """Whoever wrote or submitted a text wants to approve it."""


class SecondPersonTask(Task):
    """A review by anybody who may edit the page, but not by whoever wrote or submitted it."""

    class Meta:
        verbose_name = _("review by a second person")
        verbose_name_plural = _("reviews by a second person")

    @classmethod
    def get_description(cls) -> str:
        return gettext(
            "Somebody else who may edit the page approves it. The person who submitted it, or"
            " changed it last, cannot."
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """What `user` may do with the page `obj` now; nothing for a first person."""
        if not self._may_review(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),  # Wagtail adds “and Publish”
            ("approve", _("Approve with comment"), True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> None:
        """Checked again here: the page may have changed since the buttons were shown.

        Raises SecondPersonNeeded, whose words say what to do.
        """
        page = task_state.workflow_state.content_object
        if user is not None and not self._may_review(page, user):
            raise SecondPersonNeeded(_why_not(page, user))
        super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        """Waiting reviews that `user` may give. Twin: _may_review. One query."""
        pages = page_permission_policy.instances_user_has_permission_for(user, "change")
        keyed = pages.order_by().annotate(key=Cast("pk", CharField()))
        # The page's own latest revision: an edit during the review makes a new one.
        theirs = keyed.exclude(latest_revision__user=user)
        unchanged = Page.objects.annotate(key=Cast("pk", CharField())).filter(
            key=OuterRef("workflow_state__object_id"),
            latest_revision__created_at__lte=OuterRef("started_at"),
        )
        waiting = TaskState.objects.filter(
            task=self,
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__object_id__in=theirs.values("key"),
        )
        return waiting.exclude(Exists(unchanged), workflow_state__requested_by=user)

    def _may_review(self, page: Any, user: Any) -> bool:
        """Twin: get_task_states_user_can_moderate."""
        policy = page_permission_policy
        if not policy.user_has_permission_for_instance(user, "change", page):
            return False
        revision, state = page.get_latest_revision(), page.current_workflow_task_state
        if revision is None or revision.user_id == user.pk:
            return False
        is_unchanged = state is None or revision.created_at <= state.started_at
        return not (is_unchanged and self._asked(state) == user.pk)

    @staticmethod
    def _asked(state: TaskState | None) -> int | None:
        return state.workflow_state.requested_by_id if state else None


def _why_not(page: Any, user: Any) -> str:
    revision = page.get_latest_revision()
    if revision is not None and revision.user_id == user.pk:
        return gettext(
            "Your changes are saved, and not published: you changed this text last, so somebody"
            " else has to approve it now."
        )
    return gettext("A second person has to review this text.")
