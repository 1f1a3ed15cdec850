from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from learning.models import Attempt, Enrolment
from learning.taking.results import recompute_result


class Command(BaseCommand):
    help = "Makes the results of quizzes anew from attempts. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        pairs = Attempt.objects.filter(is_preview=False).order_by("enrolment", "quiz_key")
        count = 0
        for enrolment_pk, quiz_key in pairs.values_list("enrolment", "quiz_key").distinct():
            with transaction.atomic():
                enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_pk)
                recompute_result(enrolment, quiz_key)
            count += 1
        self.stdout.write(f"{count} results")
