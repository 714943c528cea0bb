from django.db import migrations


def forget_the_category_at_zero(apps, schema_editor):
    """At 0 % nobody has told why there is no VAT: the default category S would be a lie."""
    apps.get_model("billing", "TaxBreakdown").objects.filter(rate=0).update(category="")


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0002_e_invoice_facts"),
    ]

    operations = [
        migrations.RunPython(forget_the_category_at_zero, migrations.RunPython.noop),
    ]
