"""A picture and a file to put into blocks."""

import pytest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file


@pytest.fixture
def picture(db):
    return get_image_model().objects.create(
        title="A hall", description="A hall with chairs", file=get_test_image_file(size=(1200, 800))
    )


@pytest.fixture
def document(db):
    from django.core.files.base import ContentFile

    file = ContentFile(b"%PDF-1.4 checklist", name="checklist.pdf")
    return get_document_model().objects.create(title="Checklist", file=file, file_size=18)
