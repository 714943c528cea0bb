from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0008_line_stamp'),
    ]

    operations = [
        migrations.AlterField(
            model_name='portalreading',
            name='kind',
            field=models.CharField(choices=[('flows', 'flux'), ('statuses', 'statuts des factures'), ('comparison', 'comparaison avec le journal'), ('directory', 'annuaire')], max_length=12),
        ),
    ]
