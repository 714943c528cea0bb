"""Money that is paid back for a credit note."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0009_archived_pdfs_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="is_refund",
            field=models.BooleanField(default=False, verbose_name="remboursement"),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_refund", False), ("credit_note__isnull", True), _connector="OR"
                ),
                name="payment_refund_sets_nothing_off",
            ),
        ),
    ]
