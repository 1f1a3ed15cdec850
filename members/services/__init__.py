"""Writes about people and their accounts, cut by what happens to them."""

from members.services.accounts import (
    change_account,
    end_sessions,
    invite_member,
    lift_suspensions,
    reset_second_factor,
    restore_member,
    suspend_member,
)
from members.services.blocking import block_member, unblock_member
from members.services.erasing import erase_account
from members.services.profiles import save_profile
from members.services.rights import refresh_rights
from members.services.signing_up import (
    Joining,
    confirm_address,
    remove_unconfirmed,
    sign_up,
)

__all__ = [
    "Joining",
    "block_member",
    "change_account",
    "confirm_address",
    "end_sessions",
    "erase_account",
    "invite_member",
    "lift_suspensions",
    "refresh_rights",
    "remove_unconfirmed",
    "reset_second_factor",
    "restore_member",
    "save_profile",
    "sign_up",
    "suspend_member",
    "unblock_member",
]
