"""What becomes of a post that stands: edited, read as it was, withdrawn, reported."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from common import unsent
from common.errors import Refused
from common.formkit import SeeOther, add_refusal
from forum import services
from forum.access import EDIT, access_for
from forum.addresses import forum_url, post_url, topic_url
from forum.engine import Post
from forum.errors import CurrentText
from forum.forms import EditForm, ReportForm
from forum.moderation_forms import RestoreForm
from forum.permissions import (
    can_read_history,
    can_restore,
    check_edit_post,
    check_restore,
    check_withdraw_post,
    is_author,
)
from forum.selectors.asked import asked, language_of, subject_of
from forum.selectors.history import changes, compared, restorable, versions_of
from forum.selectors.people import OF_AUTHOR, signature_of
from forum.selectors.preview import printed
from forum.services import Posted
from forum.services.posting import check_not_silenced, check_open
from forum.views.answers import for_members, home_crumb, not_there
from forum.views.composing import Composition, begun, compose, out_of_reach, sent_or_unsent


@for_members
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text for a post. Somebody else's change meanwhile is shown beside it."""
    member: Any = request.user
    try:
        post = post_of(request, pk)
    except Post.DoesNotExist:
        return out_of_reach(request, EditForm(sent_or_unsent(request)), f"edit:{pk}")
    is_own = is_author(member, post.contribution)
    is_first = post.topic.first_post_id == post.pk
    kinds = {"has_subject": is_first, "needs_reason": not is_own}
    if request.method == "POST":
        form = EditForm(request.POST, **kinds)
    else:
        now = {"body": post.content.raw, "subject": post.subject}
        form = begun(request, EditForm, f"edit:{pk}", now, **kinds)

    def check() -> None:
        check_edit_post(member, post)
        check_not_silenced(member, post.topic.forum_id)
        moderates = access_for(member).may(EDIT, post.topic.forum_id)
        if is_own and not moderates and post.topic.approved:
            check_open(post.topic, timezone.now())

    def send(form: EditForm) -> Posted:
        found = form.cleaned_data
        edited = services.edit_post(
            member=member,
            post=post,
            body=found["body"],
            base_revision=found["base_revision"],
            subject=found.get("subject"),
            reason=found["reason"],
        )
        return Posted(edited, edited.contribution.held_because)

    around = _around(post, _("Edit")) | {"post": post, "is_own": is_own, "page_kind": "edit"}
    if request.method != "POST":
        around["current"] = _changed_since(form, post)
    done = _("Your change is saved.")
    one = Composition("forum/edit.html", form, f"edit:{pk}", check, send, around, done)
    return compose(request, one)


def _changed_since(form: EditForm, post: Any) -> CurrentText | None:
    """The text that stands, where this form began with an earlier one; then it shows both.

    What is published from a page with both replaces the one that stands, as after a conflict.
    """
    revision = post.contribution.revision
    began_with = form.initial.setdefault("base_revision", 1 if form.drafted else revision)
    if str(began_with) == str(revision):
        return None
    form.initial["base_revision"] = revision
    return CurrentText(post.subject, post.content.raw, revision)


@for_members
def history(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """All texts of a post; of one of them, what its replacement changed."""
    member: Any = request.user
    post = post_of(request, pk)
    if not can_read_history(member, post):
        raise Post.DoesNotExist
    listed, versions = versions_of(post, member, page=request.GET.get("page", "1"))
    pair = compared(post, member, number)
    before, after = pair or (None, None)
    context = _around(post, _("Earlier texts")) | {
        "page_kind": "history",
        "post": post,
        "listed": listed,
        "versions": versions,
        "can_restore": can_restore(member, post),
        "before": before,
        "after": after,
        "changes": changes(before.body, after.body) if before and after else [],
        "subject_changes": changes(before.subject, after.subject) if before and after else [],
    }
    return render(request, "forum/history.html", context)


@for_members
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put an earlier text in place again, after a page that says what will change."""
    member: Any = request.user
    post = post_of(request, pk)
    check_restore(member, post)
    earlier, now = restorable(post, member, number)
    form = RestoreForm(request.POST if request.method == "POST" else None)
    unsent.fill(request, form)
    if form.is_valid():
        try:
            services.restore_revision(
                moderator=member, post=post, number=number, **form.cleaned_data
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The earlier text stands again."))
            return SeeOther(post_url(pk))
    context = _around(post, _("Restore")) | {
        "page_kind": "restore",
        "post": post,
        "form": form,
        "earlier": earlier,
        "changes": changes(now.body, earlier.body),
        "subject_changes": changes(now.subject, earlier.subject),
        "has_title": now.subject != earlier.subject and post.topic.first_post_id == pk,
    }
    return render(request, "forum/restore.html", context)


@for_members
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own post back, after a page that says what will happen."""
    member: Any = request.user
    post = post_of(request, pk)
    check_withdraw_post(member, post)
    if request.method == "POST":
        try:
            services.withdraw_post(member=member, post=post)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return SeeOther(post_url(pk))
        messages.success(request, _("Your post is withdrawn. Only moderators can still read it."))
        topic = post.topic
        is_gone = topic.first_post_id == post.pk
        return SeeOther(_forum_of(topic) if is_gone else topic_url(topic.pk, topic.slug))
    context = _around(post, _("Withdraw")) | _shown(post, member) | {"page_kind": "withdraw"}
    return render(request, "forum/withdraw.html", context)


@for_members
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the moderators about a post. What was said of one that went meanwhile is shown."""
    member: Any = request.user
    try:
        post = post_of(request, pk)
    except Post.DoesNotExist:
        note = request.POST.get("note", "").strip()
        return not_there(request, **({"typed": {"body": note}} if note else {}))
    if is_author(member, post.contribution):
        raise PermissionDenied(_("You can withdraw what you wrote yourself."))
    form = ReportForm(request.POST if request.method == "POST" else None)
    unsent.fill(request, form)
    if form.is_valid():
        try:
            services.report_post(member=member, post=post, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request, _("Thank you. A moderator will look, and you will hear what came of it.")
            )
            return SeeOther(topic_url(post.topic_id, post.topic.slug))
    context = _around(post, _("Report")) | _shown(post, member)
    return render(request, "forum/report.html", context | {"form": form, "page_kind": "report"})


def post_of(request: HttpRequest, pk: int) -> Any:
    """A post the member sees, with all that its pages show. Raises Post.DoesNotExist.

    Its topic knows what it asks in the reader's language (`selectors.asked`).
    """
    authors = (f"contribution__{path}" for path in OF_AUTHOR)
    rows = Post.objects.visible_to(request.user).annotate(asked=asked("topic"))
    post = rows.select_related("topic__forum__info", "topic__info", *authors).get(pk=pk)
    post.topic.asked = post.asked
    return post


def _around(post: Any, here: str) -> dict[str, Any]:
    topic = post.topic
    url = topic_url(topic.pk, topic.slug)
    return {
        "topic": topic,
        "topic_title": subject_of(topic),
        "topic_lang": language_of(topic),
        "crumbs": [home_crumb(), {"name": subject_of(topic), "url": url}],
        "here": here,
        "back_url": post_url(post.pk),
    }


def _shown(post: Any, member: Any) -> dict[str, Any]:
    return {
        "post": post,
        "html": printed(member, post),
        "signature": signature_of(post.contribution, member),
    }


def _forum_of(topic: Any) -> str:
    return forum_url(topic.forum_id, topic.forum.slug)
