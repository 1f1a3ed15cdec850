"""The log has one act more: an admin removed an empty room."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("forum", "0011_auto_20190627_2132"),
        ("forum_conversation", "0013_auto_20201220_1745"),
        ("m4dforum", "0011_texts_that_never_stood"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="moderationlog",
            name="log_action_known",
        ),
        migrations.AlterField(
            model_name="moderationlog",
            name="action",
            field=models.CharField(
                choices=[
                    ("approve", "Approved a post"),
                    ("reject", "Did not accept a post"),
                    ("hide", "Hid a post"),
                    ("unhide", "Showed a post again"),
                    ("bring_back", "Brought back a post its author had withdrawn"),
                    ("edit", "Edited a post"),
                    ("restore", "Restored an earlier text"),
                    ("lock", "Locked a topic"),
                    ("unlock", "Unlocked a topic"),
                    ("pin", "Changed where a topic stands in the list"),
                    ("move", "Moved a topic"),
                    ("decide", "Decided on reports"),
                    ("sanction", "Imposed a sanction"),
                    ("lift", "Lifted a sanction"),
                    ("vouch", "Vouched for a member"),
                    ("anonymise", "Took out the name of somebody without an account"),
                    ("purge", "Removed a text for good"),
                    ("recount", "Corrected counters that had drifted"),
                    ("make_room", "Made a room"),
                    ("name_room", "Changed the name of a room"),
                    ("move_room", "Moved a room"),
                    ("remove_room", "Removed an empty room"),
                    ("apply_preset", "Changed who may do what in a room"),
                    ("pre_moderate", "Changed whose posts wait in a room"),
                    ("announce", "Announced an e-discussion"),
                    ("open", "Opened an e-discussion"),
                    ("extend", "Extended an e-discussion"),
                    ("close", "Closed an e-discussion"),
                    ("conclude", "Concluded an e-discussion"),
                    ("cancel", "Cancelled an e-discussion"),
                    ("add_role", "Gave somebody a part in an e-discussion"),
                    ("remove_role", "Took a part in an e-discussion back"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationlog",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "approve",
                            "reject",
                            "hide",
                            "unhide",
                            "bring_back",
                            "edit",
                            "restore",
                            "lock",
                            "unlock",
                            "pin",
                            "move",
                            "decide",
                            "sanction",
                            "lift",
                            "vouch",
                            "anonymise",
                            "purge",
                            "recount",
                            "make_room",
                            "name_room",
                            "move_room",
                            "remove_room",
                            "apply_preset",
                            "pre_moderate",
                            "announce",
                            "open",
                            "extend",
                            "close",
                            "conclude",
                            "cancel",
                            "add_role",
                            "remove_role",
                        ],
                    )
                ),
                name="log_action_known",
            ),
        ),
    ]
