"""The admin's user screens: state instead of activity, and nobody makes superusers by a tick."""

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from members.models import User, UserState


class MemberCreationForm(UserCreationForm):
    """A new account; its owner sets the password by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Superusers are made on the server alone: the form would let staff raise themselves.
        self.fields.pop("is_superuser", None)


class MemberEditForm(UserEditForm):
    """Active or not, written as the state that the database checks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("is_superuser", None)

    def save(self, commit: bool = True) -> User:
        if "is_active" in self.cleaned_data:
            acts = self.cleaned_data["is_active"]
            now = self.instance.state
            if acts and now == UserState.SUSPENDED:
                self.instance.state = UserState.ACTIVE
            elif not acts and now in (UserState.ACTIVE, UserState.PENDING):
                self.instance.state = UserState.SUSPENDED
        return super().save(commit)


class MemberViewSet(UserViewSet):
    """Wagtail's viewset with our forms."""

    def get_form_class(self, for_update: bool = False) -> Any:
        return MemberEditForm if for_update else MemberCreationForm
