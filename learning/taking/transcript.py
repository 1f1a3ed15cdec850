"""A learner's own answers as a file that people and machines can read. It holds no keys."""

import json

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from learning.models import Attempt, Response
from learning.taking.answers import as_sent
from learning.taking.learner_view import Stage, answer_words, learner_view


def transcript_of(attempt: Attempt) -> str:
    """Text first, then the same as JSON with the attempt's id and times. One query."""
    content = attempt.quiz_version.content
    rows = {row.slot: row for row in Response.objects.filter(attempt=attempt)}
    lines = [content["title"], ""]
    for page in learner_view(content, attempt.layout, Stage.ATTEMPT):
        for view in page:
            if view["number"] is None:
                continue
            row = rows[view["slot"]]
            question = content["questions"][str(row.question_key)]
            words = "; ".join(answer_words(question, row.answer)) or _("Not answered")
            lines += [f"{view['number']}. {strip_tags(view['prompt'])}", f"   {words}", ""]
    data = {
        "attempt": str(attempt.uuid),
        "started_at": attempt.started_at.isoformat(),
        "answers": [
            {
                "slot": row.slot,
                "answer": as_sent(attempt.layout["slots"][str(row.slot)], row.answer),
                "saved_at": row.saved_at.isoformat() if row.saved_at else None,
            }
            for row in rows.values()
        ],
    }
    return "\n".join([*lines, "---", json.dumps(data, ensure_ascii=False, indent=1), ""])
