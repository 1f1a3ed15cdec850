"""Who may look into the bank while choosing (learning.md §21: bank)."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from learning.models import BankTag, Question, Quiz
from tests.factories.members import UserFactory
from tests.factories.quizzes import make_question, make_quiz

pytestmark = pytest.mark.django_db

SEES = {"Editors": True, "Admins": True, "Moderators": False, "News editors": False}


@pytest.mark.parametrize(("role", "sees"), SEES.items())
def test_the_bank_is_chosen_from_by_who_works_on_it(role, sees, client):
    call_command("setup_roles", verbosity=0)
    question = make_question(title="Internal title")
    make_quiz(question, title="Internal title")
    BankTag.objects.create(path="Internal title")
    user = UserFactory()
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    for model in (Question, Quiz, BankTag):
        chooser = model.snippet_viewset.chooser_viewset
        for name in ("choose", "choose_results"):
            answer = client.get(reverse(chooser.get_url_name(name)))
            assert (answer.status_code == 200) is sees, (model, name)
            assert ("Internal title" in answer.content.decode()) is sees
    chosen = reverse(
        Question.snippet_viewset.chooser_viewset.get_url_name("chosen"), args=[question.pk]
    )
    assert (client.get(chosen).status_code == 200) is sees
