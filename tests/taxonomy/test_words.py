"""Synonyms and acronyms: what is refused, who edits them, files in and out (search.md §6)."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Locale

from m4dnet.roles import ADMINS, EDITORS, ROLES
from taxonomy.models import Acronym, Synonym
from taxonomy.permissions import WORD_MODELS
from taxonomy.services import BadWords, import_words
from tests.factories.members import UserFactory
from tests.factories.taxonomy import english

pytestmark = pytest.mark.django_db


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def refused(one):
    """The fields at which an entry is refused."""
    with pytest.raises(ValidationError) as problem:
        one.full_clean()
    return set(problem.value.message_dict)


@pytest.mark.parametrize("model", WORD_MODELS)
@pytest.mark.parametrize(
    ("words", "means", "field"),
    [
        ("", "labour", "words"),
        ("work", "", "means"),
        ("work", "   ", "means"),
        ("work", "WORK", "means"),
        ("émigré", "emigre", "means"),
        ("work", "x" * 201, "means"),
        ("w" * 201, "work", "words"),
    ],
)
def test_empty_equal_and_long_sides_are_refused_at_their_field(model, words, means, field):
    assert field in refused(model(words=words, means=means))


@pytest.mark.parametrize("model", WORD_MODELS)
@pytest.mark.parametrize(
    ("words", "means"), [("", "labour"), ("work", ""), ("work", "work"), ("work", "x" * 201)]
)
def test_the_database_refuses_them_too(model, words, means):
    with pytest.raises(Exception) as problem, transaction.atomic():  # noqa: PT011 - DataError on PostgreSQL
        model.objects.create(words=words, means=means)
    assert problem.type.__name__ in {"IntegrityError", "DataError"}


def test_the_same_pair_stands_once():
    Synonym.objects.create(words="work", means="labour")
    assert refused(Synonym(words="Work", means="Labour")) == {"means"}
    assert refused(Synonym(words="labour", means="work")) == {"means"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(words="work", means="labour")


def test_a_circle_of_one_way_entries_is_refused():
    for words, means in (("work", "labour"), ("labour", "job")):
        Synonym.objects.create(words=words, means=means, both_ways=False)
    assert refused(Synonym(words="job", means="work", both_ways=False)) == {"means"}
    assert refused(Synonym(words="labour", means="work", both_ways=False)) == {"means"}
    Synonym(words="work", means="job", both_ways=False).full_clean()


def test_entries_of_other_languages_are_no_circle():
    Synonym.objects.create(words="work", means="labour", locale=english(), both_ways=False)
    other, _is_new = Locale.objects.get_or_create(language_code="fr")
    Synonym(words="labour", means="work", locale=other, both_ways=False).full_clean()
    assert refused(Synonym(words="labour", means="work", both_ways=False)) == {"means"}


def test_an_entry_may_be_saved_again():
    one = Synonym.objects.create(words="work", means="labour")
    one.full_clean()
    one.save()
    assert Synonym.objects.get(words="work") == one


def test_an_acronym_has_no_blanks():
    assert refused(Acronym(words="J M D I", means="Initiative")) == {"words"}


# --- Admin ------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", WORD_MODELS)
def test_every_list_has_an_index_a_form_and_a_way_in_for_files(model, as_admin):
    for view in ("list", "add", "import"):
        assert as_admin.get(url(model, view)).status_code == 200
    assert url(model, "import") in as_admin.get(url(model, "list")).content.decode()


def test_a_refusal_stands_at_its_field(as_admin):
    response = as_admin.post(url(Synonym, "add"), {"words": "work", "means": "work"})
    assert response.status_code == 200
    assert "means" in response.context["form"].errors


def test_only_who_holds_the_right_keeps_the_words(client):
    names = ["add_synonym", "change_synonym", "access_admin"]
    group = Group.objects.create(name="Word keepers")
    group.permissions.set(Permission.objects.filter(codename__in=names))
    others = Group.objects.create(name="Others")
    others.permissions.set(Permission.objects.filter(codename="access_admin"))
    keeper, other = UserFactory(), UserFactory()
    keeper.groups.add(group)
    other.groups.add(others)
    client.force_login(keeper)
    sent = {"words": "work", "means": "labour", "both_ways": "on"}
    assert client.post(url(Synonym, "add"), sent).status_code in (302, 303)
    assert Synonym.objects.filter(words="work").exists()
    client.force_login(other)
    for view in ("list", "add", "import"):
        assert client.get(url(Synonym, view)).status_code in (302, 403)
    file = SimpleUploadedFile("a.csv", b"words,means\na,b\n")
    client.post(url(Synonym, "import"), {"file": file})
    assert not Synonym.objects.filter(words="a").exists()


@pytest.mark.parametrize("model", WORD_MODELS)
def test_what_goes_out_as_a_file_comes_in_again(model, as_admin, admin):
    model.objects.all().delete()
    model.objects.create(words="WHO", means="World, “Health”", locale=english(), both_ways=False)
    model.objects.create(words="ILO", means="Labour")
    response = as_admin.get(url(model, "list"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode()
    model.objects.all().delete()
    assert import_words(model=model, text=text, user=admin) == (2, 0)
    assert set(model.objects.values_list("words", "means", "both_ways", "locale")) == {
        ("WHO", "World, “Health”", False, english().pk),
        ("ILO", "Labour", True, None),
    }
    assert import_words(model=model, text=text, user=admin) == (0, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words\nwork\n", "words"),
        ("words,means\nwork,labour\njob,\n", "3"),
        ("words,means,language\nwork,labour,xx\n", "2"),
        ("words,means,both_ways\nwork,labour,perhaps\n", "2"),
        ("words,means\nwork,labour\nlabour,work\n", "3"),
    ],
)
def test_a_file_with_a_wrong_row_is_refused_whole(text, said, admin):
    before = Synonym.objects.count()
    with pytest.raises(BadWords, match=said), transaction.atomic():
        import_words(model=Synonym, text=text, user=admin)
    assert Synonym.objects.count() == before


def test_a_file_changes_what_is_there(admin):
    Acronym.objects.create(words="WHO", means="World Health Organization")
    text = "words,means,is_word\nWHO,World Health Organization,yes\n"
    assert import_words(model=Acronym, text=text, user=admin) == (0, 1)
    assert Acronym.objects.get(words="WHO").is_word


def test_a_file_that_is_no_text_is_refused_at_its_field(as_admin):
    file = SimpleUploadedFile("a.csv", b"\xff\xfe\x00")
    response = as_admin.post(url(Synonym, "import"), {"file": file})
    assert "file" in response.context["form"].errors


def test_the_form_can_begin_with_the_words_of_a_report(as_admin):
    response = as_admin.get(url(Synonym, "add"), {"words": "diaspora bonds"})
    assert response.context["form"]["words"].value() == "diaspora bonds"


def test_editors_and_admins_keep_the_words():
    held = {role.name: dict(role.models) for role in ROLES}
    for model in WORD_MODELS:
        assert {name for name in held if model._meta.label in held[name]} == {EDITORS, ADMINS}
