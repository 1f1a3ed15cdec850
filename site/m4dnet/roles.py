"""Who may do what in the admin: the groups of platform.md §3, each with the least it needs.

`setup_roles` makes them exactly as written here, also Wagtail's own two groups and its workflow,
which come with wider rights. Groups of other names are left alone. Run it again after a language
or a section has been added.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_noop
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from common.models import SecondPersonTask
from taxonomy.permissions import KNOWLEDGE_MODELS, TERM_MODELS, WORD_MODELS

EDITORS, NEWS_EDITORS, MODERATORS, ADMINS = "Editors", "News editors", "Moderators", "Admins"
REVIEW = gettext_noop("Second person's review")
NEWS_FILES = gettext_noop("News")

WRITE = ("add", "change", "lock")
PUBLISH = (*WRITE, "publish", "unlock")
FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document")
FILES = (*FILES, "choose_document")
CHOOSE_FILES = ("choose_image", "choose_document")
EDIT = ("add", "change", "delete", "view")


@dataclass(frozen=True, slots=True)
class Role:
    """What a group holds. `sections` are page types at whose pages the rights begin.

    No section is the root, which holds all languages. `models` are labels with the actions on
    them; `files` and `own_files` are rights on all files and on those of one collection.
    """

    name: str
    pages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    models: tuple[tuple[str, tuple[str, ...]], ...] = ()
    permissions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    collection: str = ""
    own_files: tuple[str, ...] = ()


_ADMIN = "wagtailadmin.access_admin"
_TRANSLATE = "wagtail_localize.submit_translation"
_KNOWLEDGE = tuple((model._meta.label, EDIT) for model in (*KNOWLEDGE_MODELS, *WORD_MODELS))
_SEARCHED = (("search.QueryLog", ("view",)), ("search.SpellWord", ("change",)))
_BANK = (*EDIT, "publish", "lock", "unlock")
_WRITTEN = (
    ("learning.Question", _BANK),
    ("learning.Quiz", _BANK),
    ("learning.BankTag", EDIT),
    *_KNOWLEDGE,
    *_SEARCHED,
    ("home.Milestone", EDIT),
    ("learning.CourseRun", ("add", "change", "view")),
    ("learning.Certificate", ("change", "view")),
    ("members.Organisation", ("add", "change", "view")),
)

ROLES = (
    Role(
        EDITORS,
        pages=PUBLISH,
        models=(*_WRITTEN, ("wagtailredirects.Redirect", ("add", "change", "delete"))),
        permissions=(_ADMIN, _TRANSLATE),
        files=FILES,
    ),
    Role(
        NEWS_EDITORS,
        pages=WRITE,
        sections=("news.NewsIndexPage",),
        permissions=(_ADMIN, _TRANSLATE),
        files=CHOOSE_FILES,
        collection=NEWS_FILES,
        own_files=FILES,
    ),
    # Their desk comes with contributions and reports; until then they sign in and read.
    Role(MODERATORS, permissions=(_ADMIN,)),
    Role(
        ADMINS,
        pages=(*PUBLISH, "bulk_delete"),
        models=(
            *_WRITTEN,
            ("wagtailredirects.Redirect", ("add", "change", "delete")),
            *((model._meta.label, ("add", "change", "view")) for model in TERM_MODELS),
            ("members.User", ("add", "change", "view")),
            ("common.SiteSettings", ("change",)),
            ("search.Generation", ("view",)),
            ("search.Outbox", ("change",)),
            ("wagtailcore.Site", ("change",)),
            ("wagtailcore.Locale", ("add", "change")),
        ),
        permissions=(_ADMIN, _TRANSLATE),
        files=(*FILES, "delete_image", "delete_document"),
    ),
)


@transaction.atomic
def setup_roles() -> dict[str, Group]:
    """Make every role and the review as written above; return the groups by name.

    Needs the sections of the site (`lay_out_site`). A second call changes nothing.
    """
    groups = {role.name: _set_up(role) for role in ROLES}
    _set_up_review()
    return groups


def _set_up(role: Role) -> Group:
    group, _is_new = Group.objects.get_or_create(name=role.name)
    group.permissions.set(_permissions(role))
    _set_pages(group, role)
    _set_files(group, role)
    return group


def _permissions(role: Role) -> Iterable[Permission]:
    labels = [*role.permissions]
    for label, actions in role.models:
        model = apps.get_model(label)
        labels += [
            f"{model._meta.app_label}.{action}_{model._meta.model_name}" for action in actions
        ]
    return [_permission(label) for label in labels]


def _permission(label: str) -> Permission:
    app_label, codename = label.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _set_pages(group: Group, role: Role) -> None:
    starts: list[Page] = []
    if role.pages and not role.sections:
        starts = [Page.get_first_root_node()]
    for label in role.sections:
        starts += list(apps.get_model(label).objects.all())
    wanted = {
        (page.pk, _permission(f"wagtailcore.{action}_page").pk)
        for page in starts
        for action in role.pages
    }
    held = {
        (one.page_id, one.permission_id): one
        for one in GroupPagePermission.objects.filter(group=group)
    }
    for key in held.keys() - wanted:
        held[key].delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page_id=page_id, permission_id=permission_id)
        for page_id, permission_id in sorted(wanted - held.keys())
    )


def _set_files(group: Group, role: Role) -> None:
    root = Collection.get_first_root_node()
    wanted = {(root.pk, _file_permission(codename).pk) for codename in role.files}
    if role.collection:
        own = root.get_children().filter(name=role.collection).first()
        own = own or root.add_child(instance=Collection(name=role.collection))
        wanted |= {(own.pk, _file_permission(codename).pk) for codename in role.own_files}
    held = {
        (one.collection_id, one.permission_id): one
        for one in GroupCollectionPermission.objects.filter(group=group)
    }
    for key in held.keys() - wanted:
        held[key].delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=where, permission_id=permission_id)
        for where, permission_id in sorted(wanted - held.keys())
    )


def _file_permission(codename: str) -> Permission:
    """Wagtail asks for the permissions of its own models, whatever model of ours is in use."""
    app_label = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _set_up_review() -> Workflow:
    """One review for all pages, in place of the one that comes with Wagtail."""
    root = Page.get_first_root_node()
    task, _is_new = SecondPersonTask.objects.get_or_create(name=REVIEW)
    workflow, _is_new = Workflow.objects.get_or_create(name=REVIEW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    current = WorkflowPage.objects.filter(page=root).exclude(workflow=workflow).first()
    if current is not None:
        _retire(current.workflow)
    WorkflowPage.objects.get_or_create(page=root, workflow=workflow)
    return workflow


def _retire(workflow: Workflow) -> None:
    """End a workflow and the steps that no other one has; what waits in it goes back to drafts."""
    tasks = [one.task for one in workflow.workflow_tasks.select_related("task")]
    workflow.deactivate()
    for task in tasks:
        if not task.active_workflows.exists():
            task.deactivate()
