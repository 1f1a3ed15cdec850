"""What taxonomy adds to the admin."""

from typing import Any

from django.utils.translation import gettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from taxonomy.admin_views import KnowledgeGroup, TermGroup
from taxonomy.admin_words import WordGroup
from taxonomy.permissions import TERM_MODELS, TermPolicy

# Before the viewsets: they would make a fallback policy at once.
for _model in TERM_MODELS:
    register_permission_policy(_model, TermPolicy(_model))

register_snippet(TermGroup)
register_snippet(KnowledgeGroup)
register_snippet(WordGroup)


@hooks.register("register_log_actions")
def say_what_was_merged(actions: Any) -> None:
    """One line in the history of the term that took over."""

    @actions.register_action("taxonomy.merge")
    class MergeFormatter(LogFormatter):
        label = gettext("Merge terms")

        def format_message(self, log_entry: Any) -> str:
            message = gettext("Took over %(number)d links of “%(code)s”")
            return message % {"number": log_entry.data["rewritten"], "code": log_entry.data["from"]}
