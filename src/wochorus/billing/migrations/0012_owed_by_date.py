"""Indexes for what is owed, and for rare ways of payment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_call_turns_need_no_log"),
        ("billing", "0011_journal_indexes"),
        ("customers", "0005_telling_name"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("amount_due__gt", models.F("paid"))),
                fields=["company", "issue_date", "number"],
                name="invoice_owed_by_date",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["company", "payment_means"], name="invoice_payment_means"),
        ),
    ]
