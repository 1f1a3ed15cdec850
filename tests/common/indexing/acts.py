"""What several of these tests do."""

from common.indexing import documents_of, page_key


def document_of(page):
    """The document of a page as the database has it; None if it is no find."""
    return documents_of([page_key(page.pk)]).get(page_key(page.pk))


def words_of(document):
    """Everything of a document that a query can find."""
    return "\n".join((document.title, document.summary, document.body, *document.labels))
