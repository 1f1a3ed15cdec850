"""A small library under its own root, and records with what a test names."""

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Page

from common.models import SiteDocument
from library import models
from members.models import Organisation
from taxonomy.models import Language, LicenceType, ResourceType
from taxonomy.services import classify
from tests.factories.pages import plant
from tests.factories.taxonomy import TermFactory, english

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class ResourceTypeFactory(TermFactory):
    class Meta:
        model = ResourceType

    code = "report"


class LanguageFactory(TermFactory):
    class Meta:
        model = Language

    code = "en"
    name = factory.LazyAttribute(
        lambda term: {"en": "English", "fr": "French"}.get(term.code, term.code)
    )
    native_name = factory.LazyAttribute(
        lambda term: {"en": "English", "fr": "Français"}.get(term.code, term.code)
    )


class LicenceFactory(TermFactory):
    class Meta:
        model = LicenceType

    code = "cc-by-4-0"
    name = "CC BY 4.0"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An organisation with a name and an acronym of its own."""

    class Meta:
        model = Organisation

    name = factory.Sequence("International Centre {}".format)
    acronym = factory.Sequence("IC{}".format)


def make_library(parent=None, locale=None, **fields):
    """A live library page, directly under the root unless the test has a parent."""
    parent = parent or Page.objects.get(depth=1)
    fields = {"title": "Library", "slug": "library"} | fields
    page = models.LibraryPage(locale=locale or english(), **fields)
    return plant(parent, page)


def make_record(
    library, title="A guide", *, files=(), publishers=(), contributors=(), terms=None, **fields
):
    """A live record under `library`; `terms` are codes by vocabulary, as `classify` takes them."""
    fields.setdefault("type", ResourceTypeFactory())
    fields.setdefault("first_published_at", timezone.now())
    record = models.ResourcePage(title=title, locale=library.locale, **fields)
    record.files = list(files)
    record.publishers = [
        models.ResourcePublisher(organisation=one)
        if isinstance(one, Organisation)
        else models.ResourcePublisher(name=one)
        for one in publishers
    ]
    record.contributors = [models.Contributor(name=name, role=role) for name, role in contributors]
    if terms:
        classify(page=record, **terms)
    return plant(library, record)


def make_document(name="guide.pdf", content=PDF, **fields):
    """A stored document."""
    document = SiteDocument(title=name, **fields)
    document.file.save(name, ContentFile(content), save=True)
    return document


def make_file(language="en", *, document=None, locale=None, **fields):
    """A file of a record, not yet saved: a document unless the test gives an address."""
    if not fields.get("external_link"):
        document = document or make_document()
    return models.ResourceFile(
        language=LanguageFactory(code=language),
        document=document,
        locale=locale or english(),
        **fields,
    )
