"""Give their SIREN to the customers whose SIRET is known."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_customer_record'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE customers_customer SET siren = left(siret, 9) WHERE siret ~ '^[0-9]{14}$'",
            migrations.RunSQL.noop,
        ),
    ]
