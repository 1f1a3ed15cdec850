"""Every address the resolver knows, with an example in place of each of its variables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RoutePattern

from tests.matrix.world import World

VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
NOTHING = "999999"  # what no row has
NOBODYS = "00000000-0000-4000-8000-000000000000"

# What stands for a variable: the first line whose pattern fits the route. `@` a page's number by
# its name in the World, `=` the number of a model's row or what it calls itself, else the text.
EXAMPLES = {
    "pk": [
        (r"cms/snippets/learning/question/import/", "=learning.importbatch"),
        (r"cms/snippets/(?:choose/)?(?P<app>\w+)/(?P<model>\w+)/", "={app}.{model}"),
        (r"cms/api/main/\^pages|cms/pages/\^", "@news"),
        (r"cms/api/main/\^documents|cms/documents/", "=common.sitedocument"),
        (r"cms/api/main/\^images|cms/images/", "=common.siteimage"),
        (r"cms/users/", "=members.user"),
        (r"cms/groups/", "=auth.group"),
        (r"cms/locales/", "=wagtailcore.locale"),
        (r"cms/sites/", "=wagtailcore.site"),
        (r"cms/settings/", "=common.sitesettings"),
        (r"cms/collections/", "=wagtailcore.collection"),
        (r"cms/workflows/tasks/", "=wagtailcore.task"),
        (r"cms/workflows/", "=wagtailcore.workflow"),
        (r"cms/localize/", "=taxonomy.tip"),
        (r"", NOTHING),  # keys of second factors
    ],
    "app_label|app_name|content_type_app_name": [
        (r"cms/pages/|cms/editing-sessions/", "news"),
        (r"cms/bulk/", "wagtailcore"),
        (r"cms/localize/", "taxonomy"),
        (r"cms/tag-autocomplete/", "taggit"),
        (r"", "common"),
    ],
    "model_name|content_type_model_name": [
        (r"cms/pages/|cms/editing-sessions/", "newspage"),
        (r"cms/bulk/", "page"),
        (r"cms/localize/", "tip"),
        (r"cms/tag-autocomplete/", "tag"),
        (r"cms/workflows/", "secondpersontask"),
        (r"", "sitesettings"),
    ],
    "action": [(r"", "delete")],
    "action_name": [(r"", "approve")],
    "object_id|page_id|page_pk": [(r"", "@news")],
    "page_to_move_id": [(r"", "@news")],
    "parent_page_id": [(r"", "@section")],
    "destination_id": [(r"", "@section")],
    "collection_id": [(r"", "=wagtailcore.collection")],
    "doc_id|document_id": [(r"", "=common.sitedocument")],
    "file_key": [(r"", "=library.resourcefile")],
    "image_id": [(r"", "=common.siteimage")],
    "redirect_id": [(r"", "=wagtailredirects.redirect")],
    "revision_id|revision_id_a|revision_id_b": [(r"", "=wagtailcore.revision")],
    "task_id": [(r"", "=wagtailcore.task")],
    "translation_id": [(r"", "=wagtail_localize.translation")],
    "translation_source_id": [(r"", "=wagtail_localize.translationsource")],
    "workflow_pk": [(r"", "=wagtailcore.workflow")],
    "mode": [(r"", "1")],
    "kind": [(r"", "atom")],
    "slug": [(r"", "nothing")],
    "filename": [(r"", "=common.sitedocument")],
    "filter_spec": [(r"", "width-100")],
    "path": [(r"", "images/nothing.png")],
    "number": [(r"", "1")],
    "quiz_key|attempt_uuid|enrolment_uuid|course_key|item_key|uuid": [(r"", NOBODYS)],
    "handle": [(r"", "nobody")],
    "code": [(r"", "0000000000000")],
    "key|uidb36|uidb64|token": [(r"", "1")],
    # Rows that come and go in the admin's own work; the rights come before them.
    "restriction_id|page_view_restriction_id|session_id|uploaded_file_id": [(r"", NOTHING)],
    "string_segment_id|overridable_segment_id|task_state_id|workflow_state_id": [(r"", NOTHING)],
}
# Routes that are regular expressions without names.
OF_PATTERNS = {
    r"^(?:cms/login/|cms/password_reset/.*|_util/login/)$": "cms/login/",
    r"^cms/(?:failwhale|test404)/$": "cms/failwhale/",
    r"^(\d+)/(.*)$": "1/other.pdf",
    r"^((?:[\w-]+/)*[\w-]+\.(?:atom|rss|ics|bib|ris|json|csv|txt))$": "library/guide/cite.bib",
    r"^((?:[\w\-]+/)*)$": "whats-new/news/figures/",
    r"^.*/$": "nothing-here/",
}


@dataclass(frozen=True, slots=True)
class Address:
    """`route` as it is written in the code, `example` to ask for."""

    route: str
    example: str


def every_address(world: World) -> list[Address]:
    """All routes, each once, with things of `world` in them."""
    return [Address(route, f"/{_filled(parts, world)}") for route, parts in _routes().items()]


def every_route() -> list[str]:
    return list(_routes())


def _routes() -> dict[str, list[str]]:
    """Each route as it is written, and its parts."""
    return {"".join(parts): parts for parts in _walk(get_resolver(), [])}


def _walk(resolver: URLResolver, before: list[str]) -> Iterator[list[str]]:
    for entry in resolver.url_patterns:
        parts = [*before, _written(entry)]
        if isinstance(entry, URLResolver):
            yield from _walk(entry, parts)
        else:
            yield parts


def _written(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, LocalePrefixPattern):
        return "<language>/"
    if isinstance(entry.pattern, RoutePattern):
        return str(entry.pattern)
    return GROUP.sub(r"<\1>", entry.pattern.regex.pattern)


def _filled(parts: list[str], world: World) -> str:
    route = "".join(parts)
    texts = [OF_PATTERNS.get(part, part).replace("<language>", "en") for part in parts]
    address = "".join(text.strip("^$").replace("\\", "") for text in texts)
    return VARIABLE.sub(lambda variable: _example(variable[1], route, world), address)


def _example(name: str, route: str, world: World) -> str:
    lines = next(lines for names, lines in EXAMPLES.items() if name in names.split("|"))
    fits = ((re.search(pattern, route), text) for pattern, text in lines)
    found, text = next((found, text) for found, text in fits if found)
    text = text.format(**found.groupdict())
    if text.startswith("@"):
        return str(world.pages[text[1:]].pk)
    if text.startswith("="):
        row = world.row(apps.get_model(text[1:]))
        return str(getattr(row, name if name in ("file_key", "filename") else "pk"))
    return text
