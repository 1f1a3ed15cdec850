"""The account, as far as django-machina asks: the same table and columns as members.User."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


class User(AbstractBaseUser, PermissionsMixin):
    """Named like the site's own, so that the tables of its groups are named alike."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    objects: Any = BaseUserManager()

    class Meta:
        app_label = "stock_forum"
        db_table = "members_user"
