from django.db import migrations, models


class Migration(migrations.Migration):
    """The log knows one act more: a withdrawn post that came back."""

    dependencies = [("m4dforum", "0006_what_else_a_draft_holds")]

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
                    ("recount", "Corrected counters that had drifted"),
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
                            "recount",
                        ],
                    )
                ),
                name="log_action_known",
            ),
        ),
    ]
