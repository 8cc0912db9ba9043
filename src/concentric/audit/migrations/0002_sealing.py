"""The sealing machinery, and the log as its first book."""

from django.db import migrations

from concentric.audit import schema


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(schema.MACHINERY, schema.MACHINERY_UNDONE),
        schema.seal_table(
            name="audit", table="audit_entry", positions="audit_position", queue="audit_queue"
        ),
    ]
