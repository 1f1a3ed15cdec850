"""The forms editors fill in: rules for publishing, which never stop a draft."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from taxonomy.admin_forms import ClassifiedPageForm


class ArticleForm(ClassifiedPageForm):
    """A picture in which people can be recognised needs their agreement (look.md §5)."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            for field, message in self.problems(cleaned):
                self.add_error(field if field in self.fields else None, message)
        return cleaned

    def problems(self, cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
        """(field, sentence) of what stands in the way of publishing."""
        if cleaned.get("image_caption") and not cleaned.get("image"):
            return [("image_caption", _("Choose the picture that this caption is for."))]
        return []


class InterviewForm(ArticleForm):
    """platform.md §13: words, a film with its text, or a link; and people's agreement."""

    def problems(self, cleaned: dict[str, Any]) -> list[tuple[str, Any]]:
        found = super().problems(cleaned)
        questions, source = cleaned.get("questions"), cleaned.get("source_url")
        video, transcript = cleaned.get("video_url"), cleaned.get("transcript")
        portrait = cleaned.get("portrait")
        if not (questions or video or source or self.instance.external_id):
            found.append(
                ("questions", _("Add questions with answers, a film, or where to read it."))
            )
        if video and not transcript:
            found.append(("transcript", _("Add what is said in the film.")))
        if portrait and not portrait.consent_note:
            found.append(
                ("portrait", _("Note on the picture who agreed to be shown, when and how."))
            )
        made_here = (questions or video) and not cleaned.get("is_summary")
        if made_here and not cleaned.get("agreement"):
            found.append(("agreement", _("Note when and how the person agreed to this text.")))
        return found
