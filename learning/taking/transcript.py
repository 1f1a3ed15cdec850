"""A learner's own answers as a file that people and machines can read. It holds no keys of ours.

Its end is JSON, as a script sends answers: a facilitator hands it in (`taking.handing_in`). The
script of the page writes the same for answers that wait for a line (static/js/quiz_saving.js).
"""

import json
from uuid import UUID, uuid5

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from learning.models import Attempt, Response, ResponseEvent
from learning.taking.answers import as_sent
from learning.taking.learner_view import Stage, answer_words, learner_view

MARK = "---"  # a line of its own, before the JSON


def transcript_of(attempt: Attempt) -> str:
    """Text first, then the same as JSON with the attempt's id and times. Two queries."""
    content = attempt.quiz_version.content
    rows = {row.slot: row for row in Response.objects.filter(attempt=attempt)}
    saves = ResponseEvent.objects.filter(attempt=attempt, applied=True)
    keys = {(slot, seq): key for slot, seq, key in saves.values_list("slot", "client_seq", "key")}
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
                "key": str(keys.get((row.slot, row.client_seq)) or _key(attempt, row)),
                "client_seq": row.client_seq,
                "answer": as_sent(attempt.layout["slots"][str(row.slot)], row.answer),
                "saved_at": row.saved_at.isoformat(),
            }
            for row in rows.values()
            if row.saved_at
        ],
    }
    return "\n".join([*lines, MARK, json.dumps(data, ensure_ascii=False, indent=1), ""])


def _key(attempt: Attempt, row: Response) -> UUID:
    """Always the same for an answer whose save is no longer kept: a file counts once."""
    return uuid5(attempt.uuid, f"{row.slot} {row.client_seq}")
