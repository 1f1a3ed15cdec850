"""No address of a document forgets who may see it (SEC13, SEC21, SEC22)."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    PageViewRestriction,
)

from common.documents import can_open_document
from common.models import SiteDocument
from tests.factories.library import make_file, make_library, make_record
from tests.factories.members import UserFactory
from tests.files import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return SiteDocument.objects.create(title="Guide", file=ContentFile(PDF, "guide.pdf"))


@pytest.fixture
def record(document):
    """A record of the library whose file is `document`."""
    return make_record(make_library(), "A guide", files=[make_file(document=document)])


@pytest.fixture
def librarian():
    """May change documents, and nothing else."""
    group = Group.objects.create(name="Librarians")
    # Wagtail asks for the permission of its own model, whichever model is in use.
    change = Permission.objects.get(codename="change_document")
    root = Collection.get_first_root_node()
    GroupCollectionPermission.objects.create(group=group, collection=root, permission=change)
    user = UserFactory()
    user.groups.add(group)
    return user


@pytest.fixture
def status(client, document):
    """status(user): what the document's own address answers."""

    def status(user):
        client.logout()
        if not user.is_anonymous:
            client.force_login(user)
        return client.get(document.url).status_code

    return status


SEES = ("anonymous", "member", "librarian", "admin")
CASES = {
    "shown on an open record": {"anonymous": True, "member": True},
    "shown nowhere": {},
    "on a draft": {},
    "for members": {"member": True},
    "on a page for one group": {},
    "in a collection for those signed in": {"member": True},
    "still being checked": {"librarian": False, "admin": False},
}


@pytest.fixture
def case(request, document):
    """The document as `request.param` says."""
    if request.param == "shown nowhere":
        return
    record = request.getfixturevalue("record")
    if request.param == "on a draft":
        record.unpublish()
    elif request.param == "for members":
        record.files.update(audience="members")
    elif request.param == "on a page for one group":
        rule = PageViewRestriction.objects.create(page=record, restriction_type="groups")
        rule.groups.add(Group.objects.create(name="Board"))
    elif request.param == "in a collection for those signed in":
        collection = Collection.get_first_root_node()
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    elif request.param == "still being checked":
        SiteDocument.objects.update(scan="pending")


@pytest.mark.parametrize("role", SEES)
@pytest.mark.parametrize("case", CASES, indirect=True)
def test_a_document_is_opened_for_who_sees_what_shows_it(role, case, document, status, request):
    expected = {"anonymous": False, "member": False, "librarian": True, "admin": True}
    expected |= CASES[request.node.callspec.params["case"]]
    user = request.getfixturevalue(role)
    document.refresh_from_db()
    assert can_open_document(user, document) is expected[role]
    assert status(user) == (200 if expected[role] else 404)


def test_it_comes_as_an_attachment_that_can_do_nothing(client, document, record):
    answer = client.get(document.url)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{document.filename}"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PDF


def test_another_name_and_another_number_are_not_found(client, document, record):
    assert client.get(f"/documents/{document.pk}/other.pdf").status_code == 404
    assert client.get(f"/documents/{document.pk + 1}/{document.filename}").status_code == 404
    assert client.post(document.url).status_code == 405


def test_the_storage_names_a_file_by_chance_and_readers_get_the_senders_name(db):
    """SEC19. The address of one file tells nothing of another's."""
    sent = [SiteDocument(title=f"{n}", file=ContentFile(b"x", name="Plan B.TXT")) for n in "ab"]
    for document in sent:
        document.save()
        assert re.fullmatch(r"documents/[0-9a-f]{32}\.txt", document.file.name)
        assert SiteDocument.objects.get(pk=document.pk).filename == "Plan_B.TXT"
    assert sent[0].file.name != sent[1].file.name


def test_a_file_from_before_keeps_its_name(db):
    document = SiteDocument(title="Old", file="documents/plan.txt")
    assert document.filename == "plan.txt"
