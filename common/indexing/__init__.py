"""What can be found: each app says so in its own `indexing.py`, and `search` reads it here.

The registry of house.md between the apps that hold content and the one app that knows engines. An
app below `search` never imports it: it registers an adapter, tells of changes by `touch`, and asks
by `find` and `similar`, which answer nothing where no search is installed.
"""

from common.indexing.adapters import Adapter, Ageing, Kind, Trigger
from common.indexing.documents import SearchDoc
from common.indexing.hooks import Finds, Similar, find, provide, similar
from common.indexing.pages import (
    PageAdapter,
    keys_of_documents,
    midnight,
    numbers_of,
    page_key,
    pages_naming,
    pages_that_refer_to,
)
from common.indexing.records import RecordAdapter
from common.indexing.registry import (
    NOT_FOUND_BY_SEARCH,
    adapter_of_type,
    adapters,
    bylines,
    can_view,
    changed,
    documents_of,
    folded,
    kind,
    kinds,
    leave_out,
    register,
    register_triggers,
    touch,
    triggers,
)

__all__ = [
    "NOT_FOUND_BY_SEARCH",
    "Adapter",
    "Ageing",
    "Finds",
    "Kind",
    "PageAdapter",
    "RecordAdapter",
    "SearchDoc",
    "Similar",
    "Trigger",
    "adapter_of_type",
    "adapters",
    "bylines",
    "can_view",
    "changed",
    "documents_of",
    "find",
    "folded",
    "keys_of_documents",
    "kind",
    "kinds",
    "leave_out",
    "midnight",
    "numbers_of",
    "page_key",
    "pages_naming",
    "pages_that_refer_to",
    "provide",
    "register",
    "register_triggers",
    "similar",
    "touch",
    "triggers",
]
