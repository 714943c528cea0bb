"""An archived PDF is never changed, whatever program asks: the database itself refuses."""

from django.db import migrations

FORBID = """
CREATE FUNCTION billing_archived_pdf_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an archived PDF is never changed: add a version'
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER billing_archived_pdf_stays BEFORE UPDATE ON billing_archivedpdf
  FOR EACH ROW EXECUTE FUNCTION billing_archived_pdf_stays();
"""
ALLOW = """
DROP TRIGGER billing_archived_pdf_stays ON billing_archivedpdf;
DROP FUNCTION billing_archived_pdf_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0008_billing_run"),
    ]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
