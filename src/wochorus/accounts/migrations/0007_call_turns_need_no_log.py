"""The turns of calls need not survive the death of the database: no call waits for a disk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_ways_in"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE accounts_callturn SET UNLOGGED", "ALTER TABLE accounts_callturn SET LOGGED"
        ),
    ]
