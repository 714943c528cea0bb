"""Indexes for a journal of a million invoices."""

import django.contrib.postgres.indexes
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_call_turns_need_no_log"),
        ("billing", "0010_refunds"),
        ("customers", "0005_telling_name"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="invoice",
            name="invoice_journal",
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["company", "issue_date", "number"], include=("id",), name="invoice_by_date"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                models.F("company"),
                django.db.models.functions.text.Length("number"),
                django.db.models.functions.comparison.Collate("number", "C"),
                name="invoice_number_order",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["searchable"], name="invoice_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                models.F("company"),
                django.db.models.functions.text.Upper("sector"),
                name="invoice_sector",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                models.F("company"),
                django.db.models.functions.text.Upper("chantier"),
                name="invoice_chantier",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("chorus_status", ""), _negated=True),
                fields=["company", "chorus_status"],
                name="invoice_chorus_status",
            ),
        ),
    ]
