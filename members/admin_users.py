"""The admin's screens for people: no user name, no password, a state with its reason.

Staff act through `members.services`, which checks, writes the audit row and the mail. Before a
change the middleware has asked who they are, within five minutes (SEC7).
"""

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions.assign_role import AssignRoleBulkAction
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions.set_active_state import SetActiveStateBulkAction
from wagtail.users.views.users import CreateView, DeleteView, EditView, IndexView, UserViewSet

from common.errors import Refused
from common.formkit import ProseField, SeeOther
from common.templatetags.m4d import long_date
from members.models import User, UserState
from members.permissions import (
    can_reset_second_factor,
    can_suspend,
    check_change_account,
    check_reset_second_factor,
    check_suspend,
    is_admin,
)
from members.services import (
    change_account,
    invite_member,
    reset_second_factor,
    restore_member,
    suspend_member,
)

LIST = "wagtailusers_users:index"


# --- Forms ------------------------------------------------------------------------------------
class _AccountForm:
    """Names may be blank; superusers are made on the server alone, suspensions have a reason."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("is_superuser", "is_active"):
            self.fields.pop(name, None)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False


class AccountCreationForm(_AccountForm, UserCreationForm):
    """A new account; its owner sets the password by a link in a mail."""

    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    class Meta(UserCreationForm.Meta):
        fields = [*sorted(UserCreationForm.Meta.fields), "language"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email


class AccountEditForm(_AccountForm, UserEditForm):
    """What staff may change of an account. Its address is its owner's to change."""

    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    class Meta(UserEditForm.Meta):
        fields = [*sorted(UserEditForm.Meta.fields), "language"]

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        # Not passed on: Wagtail's form would take away fields that ours has not.
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        if editing_self:
            # Nobody raises themselves.
            self.fields["groups"].disabled = True


class ReasonForm(forms.Form):
    """Why, for the log."""

    reason = ProseField(
        label=_("Why, and how do you know?"),
        limit=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write down why, and how you know.")},
    )


class SuspensionForm(ReasonForm):
    """Why and how long; the person reads both."""

    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Empty: until staff open it."),
    )


# --- Wagtail's views --------------------------------------------------------------------------
class PeopleView(IndexView):
    """All accounts, as far as the viewer may change them."""

    @cached_property
    def columns(self) -> list[Any]:
        # Without ticks for many at once: each act on a person has its own row in the log. Without
        # addresses: platform.md §7 shows them at one case, never in a list. Searching finds them.
        kept = [column for column in super().columns if column.name == "name"]
        return [
            *kept,
            Column("known_as", accessor=_known_as, label=_("Name for members")),
            Column("handle", label=_("Handle")),
            Column("state", accessor="get_state_display", label=_("State"), sort_key="state"),
            Column("roles", accessor=_roles, label=_("Groups")),
            Column("last_seen", accessor=_last_day, label=_("Last seen"), sort_key="last_seen"),
        ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Each row asks what the viewer may do: their groups are read once.
        prefetch_related_objects([request.user], "groups")

    def get_base_queryset(self) -> Any:
        accounts = super().get_base_queryset()
        return accounts.select_related("profile").prefetch_related("groups")

    def get_edit_url(self, instance: User) -> str | None:
        user = self.request.user
        if not self._is_admin or (instance.is_superuser and not user.is_superuser):
            return None
        return super().get_edit_url(instance)

    def get_delete_url(self, instance: User) -> None:
        return None

    @cached_property
    def _is_admin(self) -> bool:
        return is_admin(self.request.user)


def _known_as(user: User) -> str:
    return str(user.profile) if hasattr(user, "profile") else ""


def _last_day(user: User) -> str:
    """A day, not "16 hours ago": the hour is kept nowhere (K15)."""
    return long_date(user.last_seen) if user.last_seen else ""


def _roles(user: User) -> str:
    return ", ".join(group.name for group in user.groups.all())


class InviteView(CreateView):
    """Make an account for somebody."""

    success_message = _("The account is made; its owner gets a mail.")

    def save_instance(self) -> User:
        member = self.form.instance
        invite_member(
            actor=self.request.user, member=member, groups=self.form.cleaned_data["groups"]
        )
        log(instance=member, action="wagtail.create", user=self.request.user)
        return member


class PersonView(EditView):
    """One account: its names and groups, and the ways to close it or help its owner in."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_change_account(request.user, self.object)
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self) -> User:
        member = self.form.instance
        groups = None if self.editing_self else self.form.cleaned_data["groups"]
        change_account(actor=self.request.user, member=member, groups=groups)
        log(instance=member, action="wagtail.edit", user=self.request.user)
        return member

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        return [*super().header_more_buttons, *buttons_for(self.object, self.request.user)]


class NoDeletion(DeleteView):
    """Accounts are erased by their owners, never deleted: the log names them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied(gettext("Accounts are not deleted. Suspend this one instead."))


# --- Our own ----------------------------------------------------------------------------------
class PersonActView(WagtailAdminTemplateMixin, FormView):
    """A page that says what will happen to a person, and asks why."""

    form_class: type[forms.Form] = ReasonForm
    template_name = "members/admin/act_on_person.html"
    header_icon = "user"
    explanation: Any = ""
    button: Any = ""
    check: Any = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(User, pk=kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        type(self).check(request.user, self.member)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.member.get_full_name()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        account = reverse("wagtailusers_users:edit", args=[self.member.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Users")},
            {"url": account, "label": self.member.get_full_name()},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"explanation": self.explanation, "button": self.button, "member": self.member}
        return super().get_context_data(**kwargs) | words

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.act(**form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return SeeOther(reverse("wagtailusers_users:edit", args=[self.member.pk]))

    def act(self, **data: Any) -> str:
        """Do it; what to say afterwards."""
        raise NotImplementedError


class SecondFactorView(PersonActView):
    """Remove a lost second factor."""

    page_title = _("Remove a lost second step")
    explanation = _(
        "App, passkeys and recovery codes of this account go. Its owner gets a mail, signs in "
        "with the password alone and sets up a new second step. Make sure who asked: a mail from "
        "the address of the account is not enough."
    )
    button = _("Remove the second step")
    check = check_reset_second_factor

    def act(self, **data: Any) -> str:
        count = reset_second_factor(actor=self.request.user, member=self.member, **data)
        words = ngettext(
            "%(number)d key was removed. It is in the log.",
            "%(number)d keys were removed. It is in the log.",
            count,
        )
        return words % {"number": count}


class SuspendView(PersonActView):
    """Close an account, with a reason its owner reads."""

    form_class = SuspensionForm
    page_title = _("Suspend")
    explanation = _("The account is closed at once, everywhere. Its owner gets your reason.")
    button = _("Suspend")
    check = check_suspend

    def act(self, **data: Any) -> str:
        suspend_member(actor=self.request.user, member=self.member, **data)
        return gettext("The account is closed.")


class RestoreView(PersonActView):
    """Open an account again."""

    form_class = forms.Form
    page_title = _("Lift the suspension")
    explanation = _("The account opens at once.")
    button = _("Open the account")
    check = check_suspend

    def act(self, **data: Any) -> str:
        restore_member(actor=self.request.user, member=self.member)
        return gettext("The account is open.")


def buttons_for(member: User, user: Any) -> list[Button]:
    """What `user` may do to `member` beyond editing."""
    buttons = []

    def add(name: str, label: str, icon: str) -> None:
        url = reverse(f"wagtailusers_users:{name}", args=[member.pk])
        buttons.append(Button(label, url, icon_name=icon, priority=40 + len(buttons)))

    if can_suspend(user, member):
        if member.state == UserState.SUSPENDED:
            add("restore", gettext("Lift the suspension"), "check")
        elif member.state != UserState.ERASED:
            add("suspend", gettext("Suspend"), "cross")
    if can_reset_second_factor(user, member):
        add("second_factor", gettext("Remove a lost second step"), "lock-open")
    return buttons


class PeopleViewSet(UserViewSet):
    """Wagtail's screens with our forms, views and acts."""

    index_view_class = PeopleView
    add_view_class = InviteView
    edit_view_class = PersonView
    delete_view_class = NoDeletion

    def get_form_class(self, for_update: bool = False) -> Any:
        return AccountEditForm if for_update else AccountCreationForm

    def get_urlpatterns(self) -> list[Any]:
        acts = {
            "suspend": SuspendView,
            "restore": RestoreView,
            "second_factor": SecondFactorView,
        }
        extra = [
            path(f"{name.replace('_', '-')}/<int:pk>/", self.construct_view(view), name=name)
            for name, view in acts.items()
        ]
        return [*super().get_urlpatterns(), *extra]


def _closed(action: Any) -> Any:
    """Wagtail's act on many accounts at once, for nobody: it writes no reason and no log."""
    return type(action.__name__, (action,), {"check_perm": lambda self, account: False})


CLOSED_BULK_ACTIONS = [
    _closed(action) for action in (AssignRoleBulkAction, DeleteBulkAction, SetActiveStateBulkAction)
]
