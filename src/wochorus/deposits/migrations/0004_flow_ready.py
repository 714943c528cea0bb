"""An index to find the next flow of a long order at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("deposits", "0003_orders"),)
    operations = (
        migrations.AddIndex(
            model_name="flow",
            index=models.Index(
                condition=models.Q(("state", "built")),
                fields=["order", "rank", "id"],
                name="flow_ready",
            ),
        ),
    )
